import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { micros, seq } from '#shared/events/ids.ts';
import { openJournal } from './journal.ts';
import { holderOf, lockPathOf } from './lock.ts';
import { openReader } from './reader.ts';
import { startScript } from './testing/child.ts';
import { RUN, said } from './testing/drafts.ts';
import { failureIn, scratch, valueOf } from './testing/scratch.ts';

const { path, remove } = scratch();
afterAll(remove);

test('D7: a second writer is told who holds the run within a second, and readers work beside the first', async () => {
  const file = path('held.db');
  const child = startScript('writer.ts', [file, '20', '--hold']);
  await child.until(/^ACK 20$/m);
  const before = performance.now();
  expect(failureIn(openJournal({ file, run: RUN }))).toMatchObject({ kind: 'busy', pid: child.pid });
  expect(performance.now() - before).toBeLessThan(1000);
  expect(holderOf(file)?.pid).toBe(child.pid);
  const reader = valueOf(openReader(file));
  expect(valueOf(reader.read(seq(0)))).toHaveLength(20);
  child.process.kill('SIGKILL');
  await child.ended();
  reader.close();
});

test('D7: without the lock a second writer would come in', async () => {
  const file = path('unlocked.db');
  const child = startScript('writer.ts', [file, '3', '--hold']);
  await child.until(/^ACK 3$/m);
  rmSync(lockPathOf(file));
  const second = valueOf(openJournal({ file, run: RUN }));
  expect(second.lastSeq()).toBe(3);
  second.close();
  child.process.kill('SIGKILL');
  await child.ended();
});

test('a reader sees the events of another process as they are committed', async () => {
  const file = path('live.db');
  const child = startScript('writer.ts', [file, '100000']);
  await child.until(/^ACK 5$/m);
  const reader = valueOf(openReader(file));
  const first = valueOf(reader.head()).seq;
  await child.until(new RegExp(`^ACK ${first + 50}$`, 'm'));
  const later = valueOf(reader.head()).seq;
  expect(later).toBeGreaterThanOrEqual(first + 50);
  child.process.kill('SIGKILL');
  await child.ended();
  expect(reader.verify()).toMatchObject({ events: valueOf(reader.head()).seq });
  expect(reader.verify().bad).toBeUndefined();
  reader.close();
});

test('D8: after kill -9 the run opens without any cleaning up, and goes on', async () => {
  const file = path('killed.db');
  const child = startScript('writer.ts', [file, '7', '--die']);
  expect((await child.ended()).signal).toBe('SIGKILL');
  expect(holderOf(file)).toBeUndefined();
  const journal = valueOf(openJournal({ file, run: RUN }));
  expect(journal.lastSeq()).toBe(7);
  expect(valueOf(journal.append([said(8, 'on')], micros(9)))[0]?.seq).toBe(8);
  journal.close();
});

test('D8: of several processes that find the same stale lock exactly one takes it; without claims two do', async () => {
  expect((await race('claims', [])).filter((winners) => winners !== 1)).toEqual([]);
  expect((await race('naive', ['naive'])).some((winners) => winners > 1)).toBe(true);
});

/** How many of four processes won each of 25 stale locks. */
async function race(name: string, way: readonly string[]): Promise<readonly number[]> {
  mkdirSync(path(name));
  const pid = spawnSync(process.execPath, ['--version']).pid;
  const stale = JSON.stringify({ pid, host: hostname(), token: 'abc', note: 'stale' });
  for (let round = 0; round < 25; round += 1) writeFileSync(join(path(name), `${round}.lock`), stale);
  const children = Array.from({ length: 4 }, () => startScript('contender.ts', [path(name), '25', ...way]));
  await Promise.all(children.map((child) => child.until(/^READY$/m)));
  writeFileSync(join(path(name), 'go.new'), String(Date.now() + 200));
  renameSync(join(path(name), 'go.new'), join(path(name), 'go'));
  await Promise.all(children.map((child) => child.until(/^WON.*\.$/m)));
  const won = children.flatMap((child) => child.output().match(/\d+/g) ?? []);
  for (const child of children) child.process.kill('SIGKILL');
  return Array.from({ length: 25 }, (_, round) => won.filter((one) => Number(one) === round).length);
}
