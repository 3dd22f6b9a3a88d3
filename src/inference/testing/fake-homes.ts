import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { writeTinyGguf, type TinyGgufOptions } from './tiny-gguf.ts';

/** A home in a scratch folder, to be filled as other programs fill theirs. `remove` belongs into afterEach. */
export type FakeHome = {
  readonly home: string;
  at(...parts: readonly string[]): string;
  gguf(path: string, options: TinyGgufOptions): Promise<string>;
  copy(from: string, to: string): void;
  write(path: string, text: string): void;
  link(target: string, path: string): void;
  /** Puts a file into Ollama's store under a name as its manifests have it; answers the digest. */
  ollama(models: string, name: string, file: string): string;
  /** Puts a file into a Hugging Face cache: a blob and a link to it in a snapshot. */
  hub(
    cache: string,
    where: { readonly repo: string; readonly commit: string; readonly file: string },
    from: string,
  ): string;
  /** All that is there, with content and times of change. */
  tree(): readonly string[];
  remove(): void;
};

export const sumOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

export function fakeHome(): FakeHome {
  const home = mkdtempSync(join(tmpdir(), 'parley-homes-'));
  const folderOf = (path: string): string => {
    mkdirSync(dirname(path), { recursive: true });
    return path;
  };
  const bench: FakeHome = {
    home,
    at: (...parts) => join(home, ...parts),
    async gguf(path, options) {
      await writeTinyGguf(path, options);
      return path;
    },
    copy: (from, to) => cpSync(from, folderOf(to)),
    write: (path, text) => writeFileSync(folderOf(path), text),
    link: (target, path) => symlinkSync(target, folderOf(path)),
    ollama(models, name, file) {
      const digest = sumOf(file);
      bench.copy(file, join(models, 'blobs', `sha256-${digest}`));
      const layers = [
        { mediaType: 'application/vnd.ollama.image.template', digest: `sha256:${'1'.repeat(64)}` },
        { mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${digest}` },
        { mediaType: 'application/vnd.ollama.image.projector', digest: `sha256:${'2'.repeat(64)}` },
      ];
      bench.write(join(models, 'manifests', name), JSON.stringify({ schemaVersion: 2, layers }));
      return digest;
    },
    hub(cache, { repo, commit, file }, from) {
      const blob = join(cache, repo, 'blobs', sumOf(from));
      bench.copy(from, blob);
      const path = join(cache, repo, 'snapshots', commit, file);
      bench.link(relative(dirname(path), blob), path);
      return path;
    },
    tree: () => entriesOf(home).toSorted(),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
  return bench;
}

function entriesOf(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) return [`${path} -> ${readlinkSync(path)}`];
    const { mtimeMs, size, mode } = statSync(path);
    const own = `${path} ${mode} ${size} ${mtimeMs}`;
    return entry.isDirectory() ? [own, ...entriesOf(path)] : [`${own} ${sumOf(path)}`];
  });
}
