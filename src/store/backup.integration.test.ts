import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { random } from '#shared/base/random.ts';
import { backup } from './backup.ts';
import { openReader } from './reader.ts';
import { lastAck, startScript } from './testing/child.ts';
import { scratch } from './testing/scratch.ts';

const { path, remove } = scratch();
afterAll(remove);

/** Events in a copy; -1 where it is not whole, undefined where there is none. */
function eventsIn(copy: string): number | undefined {
  if (!existsSync(copy)) return undefined;
  const reader = openReader(copy);
  if (!reader.ok) return -1;
  const { events, bad } = reader.value.verify();
  reader.value.close();
  return bad === undefined ? events : -1;
}

/** The id of a process that has ended. */
const gonePid = (): number => spawnSync(process.execPath, ['--version']).pid;

type Killed = { readonly lost: number; readonly broken: number; readonly events: readonly number[] };

/** Kills (SIGKILL) who backs up a run that another is writing, at random moments of a copy, and looks each time at the copy. */
async function killedBackups(name: string, flags: readonly string[]): Promise<Killed> {
  const [file, copy] = [path(`${name}.db`), path(`${name}.copy.db`)];
  const writer = startScript('writer.ts', [file, '1000000', '--synchronous', 'NORMAL', '--most', '20000']);
  await writer.until(/^ACK 400$/m);
  const next = random(7);
  const events: number[] = [];
  let [lost, broken] = [0, 0];
  for (let time = 0; time < 8; time += 1) {
    const child = startScript('backup-loop.ts', [file, copy, ...flags]);
    await child.until(/^BACKUP \d+$[^]*^BEGUN$/m);
    await wait(next() * 25);
    child.process.kill('SIGKILL');
    await child.ended();
    const told = Number([...child.output().matchAll(/^BACKUP (\d+)\n/gm)].at(-1)?.[1]);
    const found = eventsIn(copy);
    if (found === -1) broken += 1;
    else if (found === undefined || found < told) lost += 1;
    events.push(found ?? 0);
  }
  expect(lastAck(writer.output())).toBeGreaterThan(400);
  writer.process.kill('SIGKILL');
  await writer.ended();
  return { lost, broken, events };
}

test('D15: a backup of a run that is being written is a whole copy of one moment, also where its making is killed at any moment', async () => {
  const { lost, broken, events } = await killedBackups('killed', []);
  expect([lost, broken]).toEqual([0, 0]);
  expect(events).toEqual(events.toSorted((one, other) => one - other));
  expect(events.at(-1)).toBeGreaterThan(events[0] ?? 0);
}, 120_000);

test('D15, the control: one that writes over the copy that is there leaves none or half of one', async () => {
  const { lost, broken } = await killedBackups('bare', ['--bare']);
  expect(lost + broken).toBeGreaterThan(0);
}, 120_000);

test('D15: what lies in the write-ahead log alone is in the backup, where a copy of the file leaves it out; drafts of the dead go', () => {
  const file = path('wal.db');
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('wal_autocheckpoint = 0');
  db.exec('CREATE TABLE t (x)');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.exec('INSERT INTO t VALUES (1)');
  copyFileSync(file, path(`draft-of-the-dead.db.draft-${gonePid()}`));
  backup(db, path('draft-of-the-dead.db'));
  copyFileSync(file, path('file.db'));
  const count = (name: string): unknown => {
    const copy = new Database(path(name));
    const found = copy.prepare('SELECT count(*) FROM t').pluck().get();
    copy.close();
    return found;
  };
  expect([count('draft-of-the-dead.db'), count('file.db')]).toEqual([1, 0]);
  expect(readdirSync(path('')).filter((name) => name.startsWith('draft-of-the-dead.db.'))).toEqual([]);
  db.close();
});
