import { basename, join, resolve } from 'node:path';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { GgufHeader } from '../gguf/header.ts';
import { preflight } from '../gguf/preflight.ts';
import type { Catalog, CatalogEntry } from './catalog.ts';
import { ROOT_IDS, ROOT_NAMES } from './scan/roots.ts';
import type { Found } from './scan/scan.ts';
import { identify, sumCache } from './sums.ts';

export type Library = {
  readonly modelsDir: string;
  readonly catalog: Catalog;
  /** The files of other programs that may be used where they lie. */
  readonly elsewhere?: () => Promise<readonly Found[]>;
};

export type FoundModel = {
  readonly path: string;
  readonly header: GgufHeader;
  readonly sha256: string;
  /** The entry whose file this is, by its sum. */
  readonly entry?: CatalogEntry;
};

export type LibraryFailure = {
  /** `not-found`: nothing goes by this name; `missing`: a known model that is not on this machine. */
  readonly kind: 'not-found' | 'missing' | 'corrupt' | 'unsupported' | 'cancelled';
  /** One sentence: what, where and what to do. */
  readonly detail: string;
};

export type Verification = {
  readonly file: string;
  readonly sha256: string;
  readonly matches: boolean;
  /** One sentence for people. */
  readonly detail: string;
};

type Waiting = { readonly signal?: AbortSignal };

/**
 * The model that `ref` names: a catalogue id, a file name in the models folder, `owner:name` of another program's, or a path to any GGUF.
 * A catalogue model that only another program has is used where it lies. The file has passed the
 * preflight; a catalogue model also has the catalogue's sum. Reads the whole file when its sum is not known yet.
 */
export async function findModel(
  ref: string,
  library: Library,
  waiting: Waiting = {},
): Promise<Result<FoundModel, LibraryFailure>> {
  const located = await locate(ref, library);
  if (!located.ok) return located;
  const { path, entry: wanted, claimed } = located.value;
  const header = await preflight(path);
  if (!header.ok) return fail(refusal(path, header.failure, wanted));
  const sum = await sumOf(path, library, waiting);
  if (!sum.ok) return sum;
  if (claimed !== undefined && sum.value !== claimed) return fail({ kind: 'corrupt', detail: notAsNamed(path) });
  if (wanted !== undefined && sum.value !== wanted.sha256) return fail(altered(path, wanted));
  const entry = library.catalog.models.find(({ sha256 }) => sha256 === sum.value);
  return ok({ path, header: header.value, sha256: sum.value, ...(entry === undefined ? {} : { entry }) });
}

/** Reads the whole file anew, whatever is remembered of it, and compares it with the catalogue. */
export async function verifyModel(
  ref: string,
  library: Library,
  waiting: Waiting = {},
): Promise<Result<Verification, LibraryFailure>> {
  const located = await locate(ref, library);
  if (!located.ok) return located;
  const { path, entry, claimed } = located.value;
  const sum = await sumOf(path, library, { ...waiting, fresh: true });
  if (!sum.ok) return sum;
  const header = await preflight(path);
  const same = library.catalog.models.find(({ sha256 }) => sha256 === sum.value);
  const verdict = { file: path, sha256: sum.value };
  if (!header.ok)
    return ok({ ...verdict, matches: false, detail: `the file cannot be used: ${header.failure.detail}` });
  if (claimed !== undefined && sum.value !== claimed)
    return ok({ ...verdict, matches: false, detail: notAsNamed(path) });
  if (entry !== undefined && same?.id !== entry.id)
    return ok({ ...verdict, matches: false, detail: altered(path, entry).detail });
  if (same === undefined)
    return ok({ ...verdict, matches: true, detail: 'a sound GGUF that the catalogue does not know' });
  return ok({ ...verdict, matches: true, detail: `the sum of the catalogue's ${same.id}` });
}

type Located = {
  readonly path: string;
  readonly entry?: CatalogEntry;
  /** The sum by which another program keeps the file. */
  readonly claimed?: string;
};

async function locate(ref: string, library: Library): Promise<Result<Located, LibraryFailure>> {
  const { modelsDir, catalog } = library;
  const entry = catalog.models.find(({ id, file }) => id === ref || file === ref);
  if (entry !== undefined) {
    const path = join(modelsDir, entry.file);
    if ((await identify(path)) !== undefined) return ok({ path, entry });
    const lent = await entryElsewhere(entry, library);
    if (lent !== undefined) return ok({ path: lent, entry });
    const detail = `the model ${entry.id} (${entry.file}) is not in ${modelsDir}; fetch it with: parley models pull ${entry.id}`;
    return fail({ kind: 'missing', detail });
  }
  const foreign = await namedElsewhere(ref, library);
  if (foreign !== undefined) return foreign;
  const inFolder = basename(ref) === ref && isModelFile(ref) ? join(modelsDir, ref) : undefined;
  for (const path of [inFolder, resolve(ref)]) {
    if (path === undefined || path.endsWith('.part') || (await identify(path)) === undefined) continue;
    const same = catalog.models.find(({ file }) => join(modelsDir, file) === path);
    return ok({ path, ...(same === undefined ? {} : { entry: same }) });
  }
  const ids = catalog.models.map(({ id }) => id).join(', ');
  const detail = `no model goes by ${JSON.stringify(ref)}: give one of ${ids}, the name of a file in ${modelsDir}, or the path of a GGUF file`;
  return fail({ kind: 'not-found', detail });
}

/** Where another program has the very file; only its own bytes prove it, which are read once. */
async function entryElsewhere(entry: CatalogEntry, library: Library): Promise<string | undefined> {
  for (const { path, size, problem } of (await library.elsewhere?.()) ?? []) {
    if (problem !== undefined || size !== entry.size) continue;
    const sum = await sumOf(path, library, {});
    if (sum.ok && sum.value === entry.sha256) return path;
  }
  return undefined;
}

/** Undefined where the name is none of another program's. */
async function namedElsewhere(ref: string, library: Library): Promise<Result<Located, LibraryFailure> | undefined> {
  const owner = ROOT_IDS.find((id) => ref.startsWith(`${id}:`));
  if (owner === undefined) return undefined;
  const found = (await library.elsewhere?.())?.find((one) => `${one.owner}:${one.name}` === ref);
  if (found === undefined) {
    const detail = `${ROOT_NAMES[owner]} has no model that goes by ${JSON.stringify(ref)}, or may not be looked at; see parley models scan --allow ${owner}`;
    return fail({ kind: 'missing', detail });
  }
  const { path, sha256, problem } = found;
  if (problem !== undefined)
    return fail({ kind: 'unsupported', detail: `${path} cannot be used: ${problem}; use another file` });
  return ok({ path, ...(sha256 === undefined ? {} : { claimed: sha256 }) });
}

const notAsNamed = (path: string): string =>
  `${path} is not what the program that keeps it names it (its SHA-256 differs); have that program fetch it again`;

/** Files that are no unfinished downloads and not hidden. */
export const isModelFile = (name: string): boolean => name.endsWith('.gguf') && !name.startsWith('.');

async function sumOf(
  path: string,
  { modelsDir }: Library,
  options: Waiting & { readonly fresh?: boolean },
): Promise<Result<string, LibraryFailure>> {
  try {
    return ok(await sumCache(modelsDir).sumOf(path, options));
  } catch (error) {
    if (options.signal?.aborted === true) return fail({ kind: 'cancelled', detail: 'reading the model was cancelled' });
    return fail({ kind: 'missing', detail: `${path} cannot be read (${(error as Error).message})` });
  }
}

function refusal(
  path: string,
  failure: { readonly kind: 'corrupt' | 'unsupported' | 'missing'; readonly detail: string },
  entry: CatalogEntry | undefined,
): LibraryFailure {
  const advice =
    entry === undefined ? 'use another file' : `delete it and fetch it again with: parley models pull ${entry.id}`;
  return { kind: failure.kind, detail: `${path} cannot be used: ${failure.detail}; ${advice}` };
}

export function altered(path: string, { id }: CatalogEntry): LibraryFailure {
  const detail = `${path} is not the catalogue's ${id} (its SHA-256 differs); delete it and fetch it again with: parley models pull ${id}`;
  return { kind: 'corrupt', detail };
}
