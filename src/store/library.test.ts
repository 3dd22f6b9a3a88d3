import Database from 'better-sqlite3';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { runId, seq } from '#shared/events/ids.ts';
import { LIBRARY_ID, migrate, MIGRATIONS } from './library-schema.ts';
import { openLibrary, type ListedRun } from './library.ts';
import { failureIn, scratch, valueOf } from './testing/scratch.ts';

const { path, remove } = scratch();
afterAll(remove);

const run = (name: string, part: Partial<ListedRun> = {}): ListedRun => ({
  run: name,
  title: 'A title',
  question: 'Why?',
  startedAt: '2026-01-01T00:00:00.000Z',
  state: 'running',
  seats: ['Ann', 'Bob'],
  way: 'peers, rounds',
  models: ['tiny', 'large'],
  turns: 2,
  events: 9,
  lastSeq: 9,
  ...part,
});

test('runs are listed newest first, updated, removed and rebuilt, and outlive the process', () => {
  const { library } = valueOf(openLibrary(path('a.db')));
  const later = run('b', { startedAt: '2026-02-01T00:00:00.000Z', state: 'ended', reason: 'budget' });
  valueOf(library.upsertRun(run('a')));
  valueOf(library.upsertRun(later));
  valueOf(library.upsertRun(run('a', { turns: 3 })));
  expect(valueOf(library.listRuns())).toEqual([later, run('a', { turns: 3 })]);
  valueOf(library.removeRun('b'));
  library.close();
  const again = valueOf(openLibrary(path('a.db')));
  expect(again.movedAside).toBeUndefined();
  expect(valueOf(again.library.listRuns())).toEqual([run('a', { turns: 3 })]);
  valueOf(again.library.rebuild([run('c')]));
  expect(valueOf(again.library.listRuns())).toEqual([run('c')]);
  again.library.close();
});

test('a branch is listed with where it comes from', () => {
  const { library } = valueOf(openLibrary(path('branches.db')));
  const branch = run('b', { parent: { run: runId('a'), seq: seq(12) }, branch: 'rerun' });
  valueOf(library.upsertRun(branch));
  expect(valueOf(library.listRuns())).toEqual([branch]);
  library.close();
});

test('a rebuild that fails leaves the list as it was', () => {
  const { library } = valueOf(openLibrary(path('whole.db')));
  valueOf(library.upsertRun(run('a')));
  expect(() => library.rebuild([run('b'), run('c', { state: 'lost' as ListedRun['state'] })])).toThrow('CHECK');
  expect(valueOf(library.listRuns())).toEqual([run('a')]);
  library.close();
});

test('a damaged library is moved aside, kept, and said; the new one waits for a rebuild', () => {
  for (const [count, bytes] of [Buffer.alloc(0), Buffer.from('rubbish'), Buffer.alloc(9000, 'x')].entries()) {
    writeFileSync(path('bad.db'), bytes);
    const opened = valueOf(openLibrary(path('bad.db')));
    expect(opened.movedAside).toBe(path(`bad.db.corrupt-${count + 1}`));
    expect(readFileSync(opened.movedAside ?? '').equals(bytes)).toBe(true);
    expect(valueOf(opened.library.listRuns())).toEqual([]);
    opened.library.close();
  }
  const torn = readFileSync(path('bad.db'));
  torn.fill(0x7f, 100, 8192);
  writeFileSync(path('bad.db'), torn);
  const opened = valueOf(openLibrary(path('bad.db')));
  expect(opened.movedAside).toBe(path('bad.db.corrupt-4'));
  opened.library.close();
});

test('a newer library and one of another program are refused and left alone', () => {
  valueOf(openLibrary(path('newer.db'))).library.close();
  const newer = new Database(path('newer.db'));
  newer.pragma('user_version = 99');
  newer.close();
  expect(failureIn(openLibrary(path('newer.db')))).toMatchObject({
    kind: 'newer',
    detail: expect.stringContaining('99'),
  });
  new Database(path('other.db')).exec('CREATE TABLE t (x)').close();
  expect(failureIn(openLibrary(path('other.db'))).kind).toBe('foreign');
  expect(existsSync(path('newer.db.corrupt-1')) || existsSync(path('other.db.corrupt-1'))).toBe(false);
});

test('a migration that fails half-way leaves the old version whole', () => {
  const db = new Database(path('steps.db'));
  valueOf(migrate(db, 'steps.db'));
  const version = MIGRATIONS.length + 1;
  const more = [...MIGRATIONS, { version, sql: 'CREATE TABLE extra (x); INSERT INTO nowhere VALUES (1)' }];
  expect(() => migrate(db, 'steps.db', more)).toThrow('nowhere');
  expect(db.pragma('user_version', { simple: true })).toBe(version - 1);
  expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'").pluck().get()).toBe(0);
  valueOf(migrate(db, 'steps.db', [...MIGRATIONS, { version, sql: 'CREATE TABLE extra (x)' }]));
  expect(db.pragma('user_version', { simple: true })).toBe(version);
  expect(db.pragma('application_id', { simple: true })).toBe(LIBRARY_ID);
  db.close();
});

test('a library of the first version keeps names, tags and pins, and its list is read anew', () => {
  const db = new Database(path('first.db'));
  valueOf(migrate(db, 'first.db', MIGRATIONS.slice(0, 1)));
  db.exec(`INSERT INTO runs VALUES ('a', 'Mine', 1); INSERT INTO tags VALUES ('a', 'good');
    INSERT INTO list VALUES ('a', 'T', 'Q', '2026', 'ended', 'budget', '[]', 1, 1, 1);`);
  db.close();
  const { library } = valueOf(openLibrary(path('first.db')));
  expect(valueOf(library.labels())).toEqual(new Map([['a', { name: 'Mine', tags: ['good'], pinned: true }]]));
  expect(valueOf(library.listRuns())).toEqual([]);
  library.close();
});

test('a label changes only in what is given, an empty name takes the name away, and it outlives the list', () => {
  const { library } = valueOf(openLibrary(path('labels.db')));
  const labels = (): unknown => Object.fromEntries(valueOf(library.labels()));
  valueOf(library.label('a', { name: 'Mine' }));
  valueOf(library.label('a', { tags: ['z', 'b', 'b'] }));
  expect(labels()).toEqual({ a: { name: 'Mine', tags: ['b', 'z'], pinned: false } });
  valueOf(library.label('a', { pinned: true, name: '' }));
  valueOf(library.label('b', { tags: ['z'] }));
  valueOf(library.removeRun('a'));
  expect(labels()).toEqual({ a: { tags: ['b', 'z'], pinned: true }, b: { tags: ['z'], pinned: false } });
  valueOf(library.label('a', { tags: [], pinned: false }));
  expect(labels()).toMatchObject({ a: { tags: [], pinned: false } });
  library.close();
});

test("the version tells what another connection changed, and not what is one's own", () => {
  const { library } = valueOf(openLibrary(path('versions.db')));
  const other = valueOf(openLibrary(path('versions.db'))).library;
  const before = library.version();
  valueOf(library.label('a', { pinned: true }));
  expect(library.version()).toBe(before);
  valueOf(other.label('a', { pinned: false }));
  expect(library.version()).not.toBe(before);
  library.close();
  other.close();
});
