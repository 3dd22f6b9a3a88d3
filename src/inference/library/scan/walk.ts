import { join } from 'node:path';
import { codeOf, type ScanFiles } from './files.ts';

export type Walked = {
  /** Every file below the folder, by its path from there with `/` between the parts, sorted. */
  readonly files: readonly { readonly path: string; readonly name: string }[];
  /** What could not be looked at, each in one sentence. */
  readonly notes: readonly string[];
};

export type WalkOptions = {
  readonly files: ScanFiles;
  /** Levels of folders below the first. */
  readonly depth: number;
  readonly signal?: AbortSignal;
  /** Entries looked at in all; what lies beyond is said, not read. */
  readonly most?: number;
};

/** Far above what one keeps of models, and a second or two of looking. */
const MOST_ENTRIES = 20_000;

/**
 * The files below a folder, links followed. It ends whatever the links do: a folder is entered once, by where it really lies. A folder
 * that is not there has no files.
 */
export async function walk(folder: string, options: WalkOptions): Promise<Walked> {
  const { files, depth, signal, most = MOST_ENTRIES } = options;
  const found: { readonly path: string; readonly name: string }[] = [];
  const notes: string[] = [];
  const entered = new Set<string>();
  let looked = 0;
  const enter = async (path: string, name: string, left: number): Promise<void> => {
    let names: readonly string[];
    try {
      const real = await files.real(path);
      if (entered.has(real)) return;
      entered.add(real);
      names = await files.names(path);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') notes.push(`${path} cannot be read (${codeOf(error)})`);
      return;
    }
    for (const one of names) {
      signal?.throwIfAborted();
      looked += 1;
      if (looked > most) {
        if (looked === most + 1) notes.push(`${folder} has more than ${most} entries; the rest was not looked at`);
        return;
      }
      const inside = join(path, one);
      const inner = name === '' ? one : `${name}/${one}`;
      const kind = await kindOf(inside);
      if (kind === 'file') found.push({ path: inside, name: inner });
      if (kind === 'folder' && left > 0) await enter(inside, inner, left - 1);
    }
  };
  const kindOf = async (path: string): Promise<'file' | 'folder' | 'other'> => {
    try {
      return await files.kind(path);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT') notes.push(`${path} is a link that leads nowhere`);
      else if (code === 'ELOOP') notes.push(`${path} is a link that leads back to itself`);
      else notes.push(`${path} cannot be read (${code})`);
      return 'other';
    }
  };
  await enter(folder, '', depth);
  return { files: found, notes };
}
