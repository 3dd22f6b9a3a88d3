import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What stays the same as long as a file does: its identity, without reading it. */
export type FileIdentity = { readonly key: string; readonly size: number };

/** Undefined where there is no such regular file. */
export async function identify(path: string): Promise<FileIdentity | undefined> {
  const about = await stat(path, { bigint: true }).catch(() => undefined);
  if (about === undefined || !about.isFile()) return undefined;
  return { key: `${about.dev}:${about.ino}:${about.size}:${about.mtimeNs}`, size: Number(about.size) };
}

/** SHA-256 of a file in lower-case hexadecimal; rejects with the signal's reason, or the file system's error. */
export async function hashFile(path: string, options: { readonly signal?: AbortSignal } = {}): Promise<string> {
  const hash = createHash('sha256');
  const { signal } = options;
  for await (const chunk of createReadStream(path, {
    highWaterMark: 1 << 20,
    ...(signal === undefined ? {} : { signal }),
  })) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

/** Sums of files, remembered in `.sums.json` of the models folder by identity. A cache: lost or foreign content only costs time. */
export interface SumCache {
  /** What is remembered of the file as it is now; nothing is read. */
  known(path: string): Promise<string | undefined>;
  /** The sum of the file, read only where it is not known for the file as it is now. */
  sumOf(path: string, options?: { readonly signal?: AbortSignal; readonly fresh?: boolean }): Promise<string>;
}

const SUM = /^[0-9a-f]{64}$/;
const MOST_ENTRIES = 200;

export function sumCache(modelsDir: string): SumCache {
  const file = join(modelsDir, '.sums.json');
  return {
    async known(path) {
      const now = await identify(path);
      return now === undefined ? undefined : (await load(file)).get(now.key);
    },
    async sumOf(path, { signal, fresh = false } = {}) {
      const before = await identify(path);
      const known = before === undefined || fresh ? undefined : (await load(file)).get(before.key);
      if (known !== undefined) return known;
      const sum = await hashFile(path, signal === undefined ? {} : { signal });
      const after = await identify(path);
      // a file that changed while it was read has no sum worth remembering
      if (before !== undefined && after?.key === before.key) await remember(file, before.key, sum);
      return sum;
    },
  };
}

async function load(file: string): Promise<Map<string, string>> {
  try {
    const json: unknown = JSON.parse(await readFile(file, 'utf8'));
    const entries = Object.entries(typeof json === 'object' && json !== null ? json : {});
    return new Map(
      entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && SUM.test(entry[1])),
    );
  } catch {
    return new Map();
  }
}

async function remember(file: string, key: string, sum: string): Promise<void> {
  const sums = await load(file);
  sums.delete(key);
  const kept = [...sums, [key, sum] as const].slice(-MOST_ENTRIES);
  const fresh = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(fresh, `${JSON.stringify(Object.fromEntries(kept), undefined, 2)}\n`);
    await rename(fresh, file);
  } catch {
    // a folder that cannot be written to works, only slower
    await rm(fresh, { force: true }).catch(() => {});
  }
}
