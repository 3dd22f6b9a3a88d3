import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { zipBytes } from '../testing/zip-bytes.ts';
import { openMember } from './unzip.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-zip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BIG = Buffer.alloc(3_000_000, 'The same again. ');
const archive = zipBytes([
  { name: 'a/empty', content: Buffer.alloc(0), stored: true },
  { name: 'a/stored', content: Buffer.from('stored as it is'), stored: true },
  { name: 'a/big', content: BIG },
]);

async function read(bytes: Buffer, member: string): Promise<string> {
  const path = join(folder, 'test.zip');
  writeFileSync(path, bytes);
  const opened = await openMember(path, member);
  if (!opened.ok) return `refused: ${opened.failure}`;
  const chunks: Buffer[] = [];
  for await (const chunk of opened.value.content) chunks.push(chunk);
  const content = Buffer.concat(chunks);
  expect(content.length).toBe(opened.value.size);
  return content.toString();
}

test('stored, deflated and empty members are read whole', async () => {
  expect(await read(archive, 'a/stored')).toBe('stored as it is');
  expect(await read(archive, 'a/big')).toBe(BIG.toString());
  expect(await read(archive, 'a/empty')).toBe('');
});

test('a member that is not there, and an archive that is none, are refused with the reason', async () => {
  expect(await read(archive, 'a/other')).toBe('refused: the archive has no a/other');
  expect(await read(Buffer.from('not a zip'), 'a')).toMatch(/refused: the archive is damaged/);
  expect(await read(Buffer.alloc(0), 'a')).toMatch(/refused: the archive is damaged/);
});

test('a directory that points out of the archive is refused', async () => {
  const end = archive.length - 22;
  const patched = (at: number, value: number): Buffer => {
    const copy = Buffer.from(archive);
    copy.writeUInt32LE(value, at);
    return copy;
  };
  expect(await read(patched(end + 16, 0xfffffff0), 'a/big')).toMatch(/its directory is not in it/);
  const directory = archive.readUInt32LE(end + 16);
  expect(await read(patched(directory + 42, 0xfffffff0), 'a/empty')).toMatch(/points beside the file/);
  expect(await read(patched(directory + 20, 0xfffffff0), 'a/empty')).toMatch(/beyond its end/);
});
