import { basename, join } from 'node:path';
import { codeOf, type ScanFiles } from './files.ts';
import { modelDigest, ollamaName } from './ollama-manifest.ts';
import { groupParts, splitProblem } from './parts.ts';
import type { ModelRoot, RootId } from './roots.ts';
import { walk, type WalkOptions } from './walk.ts';

/** A file of another program that may be a model; nobody has looked into it yet. */
export type Candidate = {
  readonly owner: RootId;
  /** By which its owner knows it; with the owner before it, a seat may name it so. */
  readonly name: string;
  readonly path: string;
  /** The sum that its owner keeps with it: not compared with the file. */
  readonly sha256?: string;
  /** Bytes of its other parts, where it is split. */
  readonly others?: readonly string[];
  /** Why it cannot be used, where that is known without looking into it. */
  readonly problem?: string;
};

export type Looked = { readonly candidates: readonly Candidate[]; readonly notes: readonly string[] };
export type Looking = { readonly files: ScanFiles; readonly signal?: AbortSignal };

/** What lies in the folders of a root that look like models. Projectors, unfinished downloads and hidden files are left out. */
export async function lookInto(root: ModelRoot, looking: Looking): Promise<Looked> {
  const all: Candidate[] = [];
  const notes: string[] = [];
  for (const folder of await root.folders()) {
    const looked = await look(root.id, folder, looking);
    all.push(...looked.candidates);
    notes.push(...looked.notes);
  }
  return { candidates: all, notes };
}

function look(id: RootId, folder: string, looking: Looking): Promise<Looked> {
  switch (id) {
    case 'ollama':
      return ollama(folder, looking);
    case 'huggingface':
      return huggingFace(folder, looking);
    case 'lm-studio':
    case 'jan':
    case 'gpt4all':
      return plain(id, folder, looking);
    default:
      return id satisfies never;
  }
}

const depthOf = (looking: Looking, depth: number): WalkOptions => ({ ...looking, depth });

/** A GGUF in a folder of any depth that people make by hand. */
async function plain(owner: RootId, folder: string, looking: Looking): Promise<Looked> {
  const { files, notes } = await walk(folder, depthOf(looking, 5));
  return { candidates: grouped(owner, files.filter(isModel)), notes };
}

type Named = { readonly name: string; readonly path: string; readonly sha256?: string };

function grouped(owner: RootId, files: readonly Named[]): readonly Candidate[] {
  return groupParts(files).map(({ first, items, split }) => {
    const problem = split === undefined ? undefined : splitProblem(split);
    const others = items.slice(1).map(({ path }) => path);
    return {
      ...{ owner, name: first.name, path: first.path },
      // Of a split model the sum is that of its first part only.
      ...(first.sha256 === undefined || split !== undefined ? {} : { sha256: first.sha256 }),
      ...(others.length === 0 ? {} : { others }),
      ...(problem === undefined ? {} : { problem }),
    };
  });
}

const UNFINISHED = /\.(incomplete|part|partial|tmp|download|crdownload)$/i;

function isModel({ name }: { readonly name: string }): boolean {
  const file = basename(name);
  return /\.gguf$/i.test(file) && !file.startsWith('.') && !UNFINISHED.test(file) && !isProjectorName(file);
}

/** What sees for a model and cannot write. */
const isProjectorName = (file: string): boolean => /mmproj/i.test(file);

const SNAPSHOT = /^models--(.+?)\/snapshots\/([^/]+)\/(.+)$/;
/** A file of the hub's large storage lies in the blobs under its SHA-256; a small one under a shorter sum. */
const SUM = /^[0-9a-f]{64}$/;

/** `models--org--name/snapshots/COMMIT/file`, mostly links into the blobs; blobs themselves have no names and are passed by. */
async function huggingFace(folder: string, looking: Looking): Promise<Looked> {
  const { files, notes } = await snapshots(folder, looking);
  const named: Named[] = [];
  const taken = new Map<string, string>();
  for (const { path, name } of files.filter(isModel)) {
    const [, repo = '', commit = '', file = ''] = SNAPSHOT.exec(name) ?? [];
    if (file === '') continue;
    const real = await looking.files.real(path).catch(() => path);
    const short = `${repo.replaceAll('--', '/')}/${file}`;
    // The same file of two commits is one; another one under the same name says its commit.
    if (taken.get(short) === real) continue;
    const full = taken.has(short) ? `${repo.replaceAll('--', '/')}@${commit.slice(0, 8)}/${file}` : short;
    taken.set(full, real);
    const sum = basename(real);
    named.push({ name: full, path, ...(SUM.test(sum) ? { sha256: sum } : {}) });
  }
  return { candidates: grouped('huggingface', named), notes };
}

/** Only the snapshots of each repository are entered: the blobs would be the same files again. */
async function snapshots(folder: string, looking: Looking): Promise<Awaited<ReturnType<typeof walk>>> {
  let repos: readonly string[];
  try {
    repos = await looking.files.names(folder);
  } catch (error) {
    const code = codeOf(error);
    return { files: [], notes: code === 'ENOENT' ? [] : [`${folder} cannot be read (${code})`] };
  }
  const files: { readonly path: string; readonly name: string }[] = [];
  const notes: string[] = [];
  for (const repo of repos.filter((name) => name.startsWith('models--'))) {
    const walked = await walk(join(folder, repo, 'snapshots'), depthOf(looking, 4));
    files.push(...walked.files.map(({ path, name }) => ({ path, name: `${repo}/snapshots/${name}` })));
    notes.push(...walked.notes);
  }
  return { files, notes };
}

/** Manifests name their models; the blobs carry their sums as names. */
async function ollama(folder: string, looking: Looking): Promise<Looked> {
  const { files, notes } = await walk(join(folder, 'manifests'), depthOf(looking, 4));
  const candidates: Candidate[] = [];
  const said = [...notes];
  for (const { path, name: where } of files) {
    const name = ollamaName(where);
    if (name === undefined) continue;
    try {
      const text = await looking.files.text(path);
      const digest = text === undefined ? undefined : modelDigest(text);
      if (digest?.ok === true) {
        const blob = join(folder, 'blobs', `sha256-${digest.value}`);
        candidates.push({ owner: 'ollama', name, path: blob, sha256: digest.value });
      } else said.push(`${path} cannot be used: ${digest?.failure ?? 'it is no short file'}`);
    } catch (error) {
      said.push(`${path} cannot be read (${codeOf(error)})`);
    }
  }
  return { candidates, notes: said };
}
