import Database from 'better-sqlite3';
import fc from 'fast-check';
import { copyFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import type { Draft } from '#shared/events/event.ts';
import { micros, seq } from '#shared/events/ids.ts';
import { GENESIS } from './hash-chain.ts';
import { createJournal, MOST_BYTES, openJournal, type StoreJournal } from './journal.ts';
import { openReader } from './reader.ts';
import { APPLICATION_ID } from './schema.ts';
import { applySettings, brokenSettings, distrust, DURABLE, PATIENCE } from './settings.ts';
import { created, RUN, said } from './testing/drafts.ts';
import { failureIn, scratch, valueOf } from './testing/scratch.ts';

const { path, remove } = scratch();
afterAll(remove);
let count = 0;
const freshFile = (): string => path(`run-${(count += 1)}.db`);
const open = (file: string): StoreJournal => valueOf(openJournal({ file, run: RUN }));

function runOf(bodies: readonly string[]): string {
  const file = freshFile();
  const journal = valueOf(createJournal({ file, run: RUN }));
  valueOf(journal.append([created(), ...bodies.map((body, index) => said(index + 1, body))], micros(1)));
  journal.close();
  return file;
}

test('what was appended is given back by append, read, a reopened journal and a reader alike', () => {
  const file = freshFile();
  const journal = valueOf(createJournal({ file, run: RUN }));
  expect([journal.lastSeq(), journal.headHash()]).toEqual([0, GENESIS]);
  const events = valueOf(journal.append([created(), said(1, 'one')], micros(3)));
  expect(events.map(({ seq, at, type }) => [seq, at, type])).toEqual([
    [1, 3, 'v1.run.created'],
    [2, 3, 'v1.message.sent'],
  ]);
  expect(journal.read(seq(0))).toEqual(events);
  expect(journal.read(seq(1), 1)).toEqual(events.slice(1));
  const head = journal.headHash();
  journal.close();
  const again = open(file);
  expect([again.read(seq(0)), again.lastSeq(), again.headHash()]).toEqual([events, 2, head]);
  again.close();
  expect(existsSync(file.replace('.db', '.lock'))).toBe(false);
});

test('an event by itself is the one of a read, wherever it lies, and one that came since is seen', () => {
  const file = freshFile();
  const journal = valueOf(createJournal({ file, run: RUN }));
  const reader = valueOf(openReader(file));
  const append = (from: number, to: number): void => {
    const bodies = Array.from({ length: to - from }, (_, index) => said(from + index, `body ${from + index}`));
    valueOf(journal.append(from === 1 ? [created(), ...bodies] : bodies, micros(from)));
  };
  expect(valueOf(reader.at(seq(1)))).toBeUndefined();
  for (const [from, to] of [
    [1, 40],
    [40, 64],
    [64, 900],
  ] as const) {
    append(from, to);
    const events = valueOf(reader.read(seq(0)));
    // Forwards, and then back again past all that is at hand.
    for (const event of [...events, ...events.toReversed()]) expect(valueOf(reader.at(event.seq))).toEqual(event);
    expect(valueOf(reader.at(seq(events.length + 1)))).toBeUndefined();
  }
  reader.close();
  journal.close();
});

test('any text round-trips exactly: NUL, lone surrogates, all of it, in every column', () => {
  const file = freshFile();
  const journal = valueOf(createJournal({ file, run: RUN }));
  const reader = valueOf(openReader(file));
  const units = fc.array(fc.oneof(fc.nat(0xffff), fc.constantFrom(0, 0xd800, 0xdc00, 0x2028, 0xfeff)));
  fc.assert(
    fc.property(units, (codes) => {
      const text = String.fromCharCode(...codes);
      const at = journal.lastSeq();
      const draft = said(1, text, { reasoning: text, detail: { tokens: codes, pieces: [] } });
      const [event] = valueOf(journal.append([draft], micros(0)));
      expect(event?.data).toEqual(draft.data);
      expect(journal.read(at)).toEqual([event]);
      expect([...reader.rows(at)][0]?.reasoning).toBe(text);
      expect(valueOf(reader.detail(seq(at + 1)))).toEqual({ tokens: codes, pieces: [] });
    }),
    { numRuns: 60 },
  );
  expect(reader.verify()).toEqual({ events: journal.lastSeq(), head: journal.headHash() });
  reader.close();
  journal.close();
});

test('an event over 16 MB is refused, nothing of its transaction is written, and the next one goes through', () => {
  const journal = valueOf(createJournal({ file: freshFile(), run: RUN }));
  const long = 'x'.repeat(MOST_BYTES);
  for (const draft of [said(1, long), said(1, '', { reasoning: long }), said(1, '\u0001'.repeat(MOST_BYTES / 5))]) {
    expect(failureIn(journal.append([created(), draft], micros(0))).kind).toBe('too-large');
  }
  expect(journal.read(seq(0))).toEqual([]);
  expect(valueOf(journal.append([created()], micros(0)))).toHaveLength(1);
  journal.close();
  expect(failureIn(journal.append([created()], micros(0))).kind).toBe('closed');
});

test('an event that is none of the vocabulary is a bug, and nothing is written', () => {
  const journal = valueOf(createJournal({ file: freshFile(), run: RUN }));
  const wrong = { type: 'v1.run.ended', data: { reason: 'no such' } } as unknown as Draft;
  expect(() => journal.append([created(), wrong], micros(0))).toThrow(/broken|vocabulary/);
  expect(journal.lastSeq()).toBe(0);
  journal.close();
});

test('D3: the settings hold when read back after a write; a connection left at the default is found out only then', () => {
  const file = runOf([]);
  open(file).close();
  const naive = new Database(freshFile(), { timeout: PATIENCE });
  naive.pragma('journal_mode = WAL');
  expect(naive.pragma('synchronous', { simple: true })).toBe(2);
  naive.exec('CREATE TABLE t (x)');
  expect(naive.pragma('synchronous', { simple: true })).toBe(1);
  naive.close();
  const dropped = new Database(file, { timeout: PATIENCE });
  distrust(dropped);
  applySettings(dropped, { synchronous: 'NORMAL' });
  dropped.pragma('recursive_triggers = OFF');
  dropped.pragma('user_version = 1');
  expect(brokenSettings(dropped, DURABLE)).toEqual(['recursive_triggers is 0, not 1', 'synchronous is 1, not 2']);
  dropped.close();
});

test('D4: a file that may not grow refuses a large append whole, and takes what fits', () => {
  const file = freshFile();
  valueOf(createJournal({ file, run: RUN })).close();
  const small = valueOf(openJournal({ file, run: RUN }, { settings: { synchronous: 'FULL', maxPages: 12 } }));
  const failure = failureIn(small.append([created(), said(1, 'x'.repeat(100_000))], micros(0)));
  expect(failure).toEqual({ kind: 'full', detail: expect.stringContaining('free some space') });
  expect(small.read(seq(0))).toEqual([]);
  expect(valueOf(small.append([created()], micros(0)))).toHaveLength(1);
  small.close();
  const again = open(file);
  expect(valueOf(again.append([said(1, 'x'.repeat(100_000))], micros(1)))).toHaveLength(1);
  again.close();
});

test('a missing, an empty, a foreign and a newer file are refused by name and left as they are', () => {
  const place = (file: string) => ({ file, run: RUN });
  expect(failureIn(openJournal(place(path('none.db')))).kind).toBe('missing');
  expect(existsSync(path('none.db'))).toBe(false);
  writeFileSync(path('empty.db'), '');
  writeFileSync(path('text.db'), 'no database at all');
  new Database(path('other.db')).exec('CREATE TABLE t (x)').close();
  copyFileSync(runOf([]), path('newer.db'));
  const newer = new Database(path('newer.db'));
  newer.pragma('user_version = 2');
  newer.close();
  const kinds = { 'empty.db': 'corrupt', 'text.db': 'corrupt', 'other.db': 'foreign', 'newer.db': 'newer' };
  for (const [name, kind] of Object.entries(kinds)) {
    const before = readFileSync(path(name));
    expect(failureIn(openJournal(place(path(name))))).toMatchObject({ kind, detail: expect.stringContaining(name) });
    expect(failureIn(openReader(path(name))).kind).toBe(kind);
    expect(failureIn(createJournal(place(path(name)))).kind).toBe('exists');
    expect(readFileSync(path(name)).equals(before)).toBe(true);
  }
});

test('a torn file is refused and named, never opened as a shorter log', () => {
  const file = runOf(Array.from({ length: 40 }, () => 'x'.repeat(2000)));
  truncateSync(file, 40_000);
  expect(failureIn(openJournal({ file, run: RUN })).kind).toBe('corrupt');
});

test('damage that no event shows, here in the list of free pages, is found before anything is written', () => {
  const file = runOf(['one']);
  const bytes = readFileSync(file);
  bytes.writeUInt32BE(5, 36);
  writeFileSync(file, bytes);
  const reader = valueOf(openReader(file));
  expect(reader.verify().bad).toBeUndefined();
  reader.close();
  expect(failureIn(openJournal({ file, run: RUN }))).toMatchObject({
    kind: 'corrupt',
    detail: expect.stringContaining('reelist'),
  });
});

test('D10: a flipped letter passes the integrity check; the chain names its event, and those before it can be read', () => {
  const file = runOf(['first', 'second', 'third']);
  const bytes = readFileSync(file);
  const at = bytes.indexOf('second');
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(file, bytes);
  const raw = new Database(file);
  expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');
  raw.close();
  expect(failureIn(openJournal({ file, run: RUN })).detail).toContain('event 3 ');
  const reader = valueOf(openReader(file));
  expect(reader.verify()).toMatchObject({ events: 2, bad: { seq: 3 } });
  expect(valueOf(reader.read(seq(0), 2))).toHaveLength(2);
  reader.close();
});

const OVER = 'INSERT OR REPLACE INTO events SELECT * FROM events WHERE seq = 2';
test.each([
  'UPDATE events SET at = 9 WHERE seq = 2',
  'UPDATE OR REPLACE events SET seq = 1 WHERE seq = 2',
  'DELETE FROM events WHERE seq = 2',
  'DELETE FROM events',
  OVER,
  'INSERT INTO events SELECT 2, at, type, data, detail, reasoning, hash FROM events WHERE seq = 1',
  'INSERT INTO events SELECT 9, at, type, data, detail, reasoning, hash FROM events WHERE seq = 1',
  'INSERT INTO events SELECT NULL, at, type, data, detail, reasoning, hash FROM events WHERE seq = 1',
  "INSERT INTO events SELECT 4, 'noon', type, data, detail, reasoning, hash FROM events WHERE seq = 1",
])('D11: %s is refused by the file itself', (sql) => {
  const db = new Database(runOf(['one', 'two']));
  db.pragma('recursive_triggers = ON');
  const before = db.prepare('SELECT * FROM events').all();
  expect(() => db.exec(sql)).toThrow(/events are|cannot store/);
  expect(db.prepare('SELECT * FROM events').all()).toEqual(before);
  db.close();
});

test('D11: without recursive triggers the guard against removal would let a REPLACE through', () => {
  const outcome = (recursive: 'ON' | 'OFF'): string => {
    const db = new Database(runOf(['one', 'two']));
    db.exec('DROP TRIGGER events_only_next');
    db.pragma(`recursive_triggers = ${recursive}`);
    try {
      db.exec(OVER);
      return 'replaced';
    } catch (error) {
      return error instanceof Error ? error.message : '';
    } finally {
      db.close();
    }
  };
  expect([outcome('ON'), outcome('OFF')]).toEqual(['events are never removed', 'replaced']);
});

test('D11: a file whose guards were taken off is refused', () => {
  const file = runOf(['one']);
  const db = new Database(file);
  expect(db.pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
  db.exec('DROP TRIGGER events_no_update');
  db.close();
  expect(failureIn(openJournal({ file, run: RUN })).kind).toBe('corrupt');
});

test('D7: while another connection writes, an append fails within the patience instead of five seconds', () => {
  const file = runOf([]);
  const journal = open(file);
  const other = new Database(file);
  other.exec('BEGIN IMMEDIATE');
  const before = performance.now();
  expect(failureIn(journal.append([said(1, 'x')], micros(0))).kind).toBe('io');
  expect(performance.now() - before).toBeLessThan(2500);
  other.exec('ROLLBACK');
  expect(valueOf(journal.append([said(1, 'x')], micros(0)))).toHaveLength(1);
  other.close();
  journal.close();
});

test('D6: blanks, any script and a long name in the path work; a path too long for SQLite is refused', () => {
  const folder = path(` mit Raum /ünïcödé 会議 🎉/${'l'.repeat(200)}`);
  const file = `${folder}/${'n'.repeat(100)} .db`;
  valueOf(createJournal({ file, run: RUN })).close();
  open(file).close();
  expect(failureIn(openJournal({ file: path(`${'d'.repeat(250)}/${'e'.repeat(250)}/r.db`), run: RUN })).kind).toBe(
    'io',
  );
});
