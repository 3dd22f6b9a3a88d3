import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { killLoops } from './testing/kill-loops.ts';
import { has } from './testing/needs.ts';
import { powerCuts } from './testing/power-cut.ts';
import { scratch } from './testing/scratch.ts';
import { traceWriter } from './testing/syscalls.ts';

const { path, remove } = scratch();
afterAll(remove);
const folderOf = (name: string): string => {
  mkdirSync(path(name));
  return path(name);
};
const strace = has(
  'strace',
  'safety rows D2 and D3, that a power cut loses nothing acknowledged and every commit is synced',
);

test('D1: a writer killed at random moments loses nothing it acknowledged (long form: scripts/kill-store.ts)', async () => {
  const report = await killLoops({ folder: folderOf('kill'), loops: 5, seed: 3 });
  expect(report).toMatchObject({ lost: 0, broken: 0 });
  expect(report.events).toBeGreaterThan(10);
});

test('D1: the same loops catch a writer that acknowledges before it commits', async () => {
  const report = await killLoops({ folder: folderOf('early'), loops: 2, seed: 3, early: true });
  expect(report).toMatchObject({ lost: 2, broken: 0 });
});

test.runIf(strace)('D2: simulated power cuts lose nothing acknowledged (long form: scripts/power-cut.ts)', () => {
  const report = powerCuts({ folder: folderOf('full'), cuts: 40, events: 100, synchronous: 'FULL', seed: 5 });
  expect(report).toMatchObject({ cuts: 40, lost: 0, broken: [] });
});

test.runIf(strace)('D2: with synchronous=NORMAL the same cuts lose acknowledged events', () => {
  const report = powerCuts({ folder: folderOf('normal'), cuts: 40, events: 100, synchronous: 'NORMAL', seed: 5 });
  expect(report.lost).toBeGreaterThan(0);
});

test.runIf(strace)('D3: every commit is synced before it is acknowledged, and with NORMAL it is not', () => {
  const unsynced = (synchronous: string): number => {
    const steps = traceWriter(join(folderOf(synchronous), 'run.db'), ['30', '--synchronous', synchronous]);
    const acks = steps.flatMap((step, at) => (step.kind === 'ack' ? [at] : []));
    expect(acks).toHaveLength(30);
    return acks.filter((ack, index) => !steps.slice(acks[index - 1] ?? 0, ack).some(({ kind }) => kind === 'sync'))
      .length;
  };
  expect(unsynced('FULL')).toBe(0);
  expect(unsynced('NORMAL')).toBeGreaterThan(20);
});
