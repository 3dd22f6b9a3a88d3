import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { GgufHeader } from '../../gguf/header.ts';
import type { Found } from './scan.ts';
import type { RootId } from './roots.ts';

/** One model of other programs, however many of them have it. */
export type Shared = Omit<Found, 'owner' | 'name'> & {
  /** `owner:name` of each of its names, the first the one it is listed by. */
  readonly refs: readonly string[];
  readonly owners: readonly RootId[];
};

/** A file of the models folder, which is listed already. */
export type Own = {
  readonly path: string;
  readonly size: number;
  readonly identity?: string;
  readonly sha256?: string;
  readonly header?: GgufHeader;
};

/** What is found, each model once, without what lies in the models folder too: those stand in `ours` by their path. */
export type Merged = { readonly shared: readonly Shared[]; readonly ours: ReadonlyMap<string, readonly RootId[]> };

/**
 * Two files are one model where they are the same file, or have the same size and sum; where a sum is not known, the same header and
 * last bytes, which is as sure as it gets without reading gigabytes.
 */
export async function mergeFound(found: readonly Found[], own: readonly Own[] = []): Promise<Merged> {
  const kept: Shared[] = [];
  const ours = new Map<string, readonly RootId[]>();
  for (const one of found.toSorted((a, b) => rank(a) - rank(b))) {
    const mine = await firstSame(one, own);
    if (mine !== undefined) {
      ours.set(mine.path, [...new Set([...(ours.get(mine.path) ?? []), one.owner])]);
      continue;
    }
    const same = await firstSame(one, kept);
    const { owner, name, ...file } = one;
    if (same === undefined) kept.push({ ...file, owners: [owner], refs: [`${owner}:${name}`] });
    else kept[kept.indexOf(same)] = joined(same, one);
  }
  return { shared: kept, ours };
}

/** What can be used before what cannot. */
const rank = ({ problem }: Found): number => (problem === undefined ? 0 : 1);

const joined = (same: Shared, { owner, name, sha256 }: Found): Shared => ({
  ...same,
  ...(sha256 === undefined ? {} : { sha256 }),
  owners: [...new Set([...same.owners, owner])],
  refs: [...new Set([...same.refs, `${owner}:${name}`])],
});

async function firstSame<One extends Own>(file: Own, others: readonly One[]): Promise<One | undefined> {
  for (const other of others) if (await isSame(file, other)) return other;
  return undefined;
}

async function isSame(a: Own, b: Own): Promise<boolean> {
  if (a.identity !== undefined && a.identity === b.identity) return true;
  if (a.size !== b.size || a.size === 0) return false;
  if (a.sha256 !== undefined && b.sha256 !== undefined) return a.sha256 === b.sha256;
  const [one, two] = [await fingerprint(a), await fingerprint(b)];
  return one !== undefined && one === two;
}

/** Bytes at the end of the weights that tell two tunings of one model apart. */
const LAST = 64 << 10;
/** By identity, so that a header is read once for as long as its file stays as it is. */
const fingerprints = new Map<string, string>();
const MOST = 500;

async function fingerprint({ path, identity, header }: Own): Promise<string | undefined> {
  if (identity === undefined || header === undefined) return undefined;
  const known = fingerprints.get(identity);
  if (known !== undefined) return known;
  try {
    const sum = await endsOf(path, header);
    if (fingerprints.size >= MOST) fingerprints.clear();
    fingerprints.set(identity, sum);
    return sum;
  } catch {
    // A file that went away while it was compared is like no other.
    return undefined;
  }
}

async function endsOf(path: string, { headerSize, size }: GgufHeader): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(1 << 20);
    const take = async (from: number, to: number): Promise<void> => {
      for (let at = from; at < to;) {
        const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, to - at), at);
        if (bytesRead === 0) throw new Error(`${path} became shorter`);
        hash.update(buffer.subarray(0, bytesRead));
        at += bytesRead;
      }
    };
    await take(0, headerSize);
    await take(Math.max(headerSize, size - LAST), size);
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}
