import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterAll, expect, test } from 'vitest';
import { holderOf, lockPathOf, takeLock } from './lock.ts';
import { identityOf, ownIdentity } from './process-identity.ts';
import { failureIn, scratch, valueOf } from './testing/scratch.ts';

const { folder, path, remove } = scratch();
afterAll(remove);
const linux = process.platform === 'linux';
const dead = spawnSync(process.execPath, ['--version']).pid;

test('the second to ask is told who holds the run, and the lock is free again when it is given back', () => {
  const file = path('a.db');
  const lock = valueOf(takeLock(file));
  expect(failureIn(takeLock(file))).toMatchObject({ kind: 'busy', pid: process.pid });
  expect(holderOf(file)?.pid).toBe(process.pid);
  lock.dispose();
  expect(holderOf(file)).toBeUndefined();
  const next = valueOf(takeLock(file));
  lock.dispose();
  expect(holderOf(file)?.pid).toBe(process.pid);
  next.dispose();
  expect(readdirSync(folder)).toEqual([]);
});

test('D8: the lock of a process that is gone is taken over, and that of one that is alive is not', () => {
  const file = path('b.db');
  valueOf(takeLock(file, { pid: dead, host: hostname() }));
  expect(holderOf(file)).toBeUndefined();
  const lock = valueOf(takeLock(file));
  expect(holderOf(file)?.pid).toBe(process.pid);
  lock.dispose();
  const alive = valueOf(takeLock(file, identityOf(process.ppid)));
  expect(failureIn(takeLock(file))).toMatchObject({ kind: 'busy', pid: process.ppid });
  alive.dispose();
  expect(readdirSync(folder)).toEqual([]);
});

test.runIf(linux)('D8: a pid that was given to another process does not keep the lock', () => {
  const file = path('c.db');
  valueOf(takeLock(file, { ...identityOf(process.ppid), start: 'before:1' }));
  expect(holderOf(file)).toBeUndefined();
  valueOf(takeLock(file)).dispose();
});

test('a process of another machine cannot be asked, so its lock is kept and the machine is named', () => {
  const file = path('d.db');
  const lock = valueOf(takeLock(file, { pid: dead, host: 'elsewhere' }));
  expect(failureIn(takeLock(file)).detail).toContain('on elsewhere');
  lock.dispose();
});

test('a takeover whose process died in it is taken over too', () => {
  const file = path('e.db');
  const ghost = { pid: dead, host: hostname() };
  valueOf(takeLock(file, ghost));
  const token = /"token":"(\w+)"/.exec(readFileSync(lockPathOf(file), 'utf8'))?.[1] ?? '';
  writeFileSync(`${lockPathOf(file)}.${token}`, JSON.stringify({ ...ghost, token: 'abc' }));
  valueOf(takeLock(file)).dispose();
  expect(readdirSync(folder)).toEqual([]);
});

test('a takeover that another live process is at is not done twice', () => {
  const file = path('f.db');
  valueOf(takeLock(file, { pid: dead, host: hostname() }));
  const token = /"token":"(\w+)"/.exec(readFileSync(lockPathOf(file), 'utf8'))?.[1] ?? '';
  writeFileSync(`${lockPathOf(file)}.${token}`, JSON.stringify({ ...identityOf(process.ppid), token: 'abc' }));
  expect(failureIn(takeLock(file))).toMatchObject({ kind: 'busy', pid: process.ppid });
});

test('an unreadable lock is waited for while it is young, and taken over when it is old', () => {
  const file = path('g.db');
  writeFileSync(lockPathOf(file), '{"pid":');
  expect(failureIn(takeLock(file)).kind).toBe('busy');
  utimesSync(lockPathOf(file), 1000, 1000);
  valueOf(takeLock(file)).dispose();
  writeFileSync(lockPathOf(file), JSON.stringify({ ...ownIdentity(), token: '../../x' }));
  utimesSync(lockPathOf(file), 1000, 1000);
  valueOf(takeLock(file)).dispose();
  expect(existsSync(lockPathOf(file))).toBe(false);
});

test('a folder that is not there is a typed failure', () => {
  expect(failureIn(takeLock(path('none/h.db'))).kind).toBe('io');
});
