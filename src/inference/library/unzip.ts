import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { fail, ok, type Result } from '#shared/base/result.ts';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const LONGEST_END = 22 + 0xffff;
const MOST_DIRECTORY = 16 << 20;

/**
 * The content of one member of a zip archive (a wheel is one), as it is read. Stored and deflated members of archives under 4 GiB.
 * Source of the format: APPNOTE.TXT 6.3.10. Sums are not checked here: the whole file's SHA-256 decides.
 */
export async function openMember(
  path: string,
  member: string,
): Promise<Result<{ readonly size: number; readonly content: AsyncIterable<Buffer> }, string>> {
  const file = await open(path, 'r');
  try {
    const found = await locate(file, member);
    if (!found.ok) {
      await file.close();
      return found;
    }
    const { start, packed, size, method } = found.value;
    if (packed === 0) {
      await file.close();
      return ok({ size, content: Readable.from([]) });
    }
    const raw = file.createReadStream({ start, end: start + packed - 1, highWaterMark: 1 << 20 });
    if (method === 0) return ok({ size, content: raw });
    const inflate = createInflateRaw({ chunkSize: 1 << 18 });
    raw.on('error', (error) => inflate.destroy(error));
    inflate.on('close', () => raw.destroy());
    return ok({ size, content: raw.pipe(inflate) });
  } catch (error) {
    await file.close();
    throw error;
  }
}

type Member = { readonly start: number; readonly packed: number; readonly size: number; readonly method: number };

async function locate(file: FileHandle, member: string): Promise<Result<Member, string>> {
  const { size } = await file.stat();
  const tail = await bytesAt(file, Math.max(0, size - LONGEST_END), Math.min(size, LONGEST_END));
  const end = lastIndexOf(tail, END);
  if (end < 0 || end + 22 > tail.length) return fail('the archive is damaged: it has no directory');
  const length = tail.readUInt32LE(end + 12);
  const offset = tail.readUInt32LE(end + 16);
  if (offset + length > size || length > MOST_DIRECTORY)
    return fail('the archive is damaged: its directory is not in it');
  const entry = findEntry(await bytesAt(file, offset, length), member);
  if (entry === undefined) return fail(`the archive has no ${member}`);
  const { method, packed, local } = entry;
  if (method !== 0 && method !== 8) return fail(`the archive's method ${method} is not known`);
  const head = local + 30 <= size ? await bytesAt(file, local, 30) : Buffer.alloc(30);
  if (head.readUInt32LE(0) !== LOCAL) return fail('the archive is damaged: its directory points beside the file');
  const start = local + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  if (start + packed > size) return fail('the archive is damaged: the file goes beyond its end');
  return ok({ start, packed, size: entry.size, method });
}

function findEntry(
  directory: Buffer,
  member: string,
): (Omit<Member, 'start'> & { readonly local: number }) | undefined {
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === ENTRY;) {
    const name = directory.readUInt16LE(at + 28);
    if (directory.toString('utf8', at + 46, at + 46 + name) === member) {
      return {
        method: directory.readUInt16LE(at + 10),
        packed: directory.readUInt32LE(at + 20),
        size: directory.readUInt32LE(at + 24),
        local: directory.readUInt32LE(at + 42),
      };
    }
    at += 46 + name + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return undefined;
}

function lastIndexOf(bytes: Buffer, signature: number): number {
  const wanted = Buffer.alloc(4);
  wanted.writeUInt32LE(signature);
  return bytes.lastIndexOf(wanted);
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}
