import Database from 'better-sqlite3';
import { copyFileSync, rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { migrate, MIGRATIONS } from './library-schema.ts';
import { openLibrary } from './library.ts';
import { startScript } from './testing/child.ts';
import { statementsOf } from './testing/dying-sql.ts';
import { failureIn, scratch, valueOf } from './testing/scratch.ts';

const { path, remove } = scratch();
afterAll(remove);
const NEWEST = MIGRATIONS.length;

/** A library as a program of that version left it, with what the user gave it. */
function libraryOf(version: number, file: string): string {
  const db = new Database(file);
  valueOf(migrate(db, file, MIGRATIONS.slice(0, version)));
  db.exec(`INSERT INTO runs VALUES ('a', 'Mine', 1); INSERT INTO tags VALUES ('a', 'good')`);
  if (version >= 4) db.exec(`INSERT INTO notes (run, seq, bookmark, note) VALUES ('a', 3, 1, 'why')`);
  db.close();
  return file;
}

/** Everything in a file: its version, its tables, and the rows of the user's own. */
function contents(file: string): unknown {
  const db = new Database(file);
  const schema = db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
  const rows = ['runs', 'tags'].map((table) => db.prepare(`SELECT * FROM ${table}`).all());
  const found = {
    version: db.pragma('user_version', { simple: true }),
    check: db.pragma('integrity_check', { simple: true }),
    ...{ schema, rows },
  };
  db.close();
  return found;
}

const discard = (file: string): void => {
  for (const rest of ['', '-wal', '-shm']) rmSync(file + rest, { force: true });
};

/** What is left after a death behind each statement of an upgrade from a version. */
async function deaths(version: number, flags: readonly string[] = []): Promise<readonly unknown[]> {
  const old = libraryOf(version, path(`v${version}.db`));
  const statements = MIGRATIONS.slice(version).reduce((sum, step) => sum + statementsOf(step), 0);
  expect(statements).toBeGreaterThan(0);
  const left: unknown[] = [];
  for (let after = 1; after <= statements; after += 1) {
    const file = path('dying.db');
    discard(file);
    copyFileSync(old, file);
    const child = startScript('dying-migration.ts', [file, String(after), ...flags]);
    expect(await child.ended()).toMatchObject({ signal: 'SIGKILL' });
    left.push(contents(file));
  }
  discard(old);
  return left;
}

test('D12: killed behind any statement of an upgrade, the library is the old one whole, and opens as the new one', async () => {
  for (const version of [1, 3]) {
    const old = contents(libraryOf(version, path(`old-${version}.db`)));
    for (const left of await deaths(version)) expect(left).toEqual(old);
    const { library } = valueOf(openLibrary(path('dying.db')));
    expect(valueOf(library.labels()).get('a')).toEqual({ name: 'Mine', tags: ['good'], pinned: true });
    library.close();
  }
}, 120_000);

test('D12, the control: without a transaction the same deaths leave libraries that are neither', async () => {
  const old = contents(libraryOf(3, path('old-bare.db')));
  const left = await deaths(3, ['--bare']);
  expect(left.filter((one) => JSON.stringify(one) !== JSON.stringify(old)).length).toBeGreaterThan(left.length / 2);
}, 60_000);

test('D12: a library of every version opens as the newest with all that is the user’s own, and a copy of it as it was stays', () => {
  for (let version = 1; version < NEWEST; version += 1) {
    const file = libraryOf(version, path(`every-${version}.db`));
    const before = contents(file);
    const { library } = valueOf(openLibrary(file));
    expect(valueOf(library.labels()).get('a')).toEqual({ name: 'Mine', tags: ['good'], pinned: true });
    expect(valueOf(library.notes.of('a'))).toEqual(version < 4 ? [] : [{ seq: 3, bookmark: true, note: 'why' }]);
    library.close();
    expect(contents(`${file}.before-v${NEWEST}`)).toEqual(before);
    expect(contents(file)).toMatchObject({ version: NEWEST, check: 'ok' });
  }
});

test('D12: after a downgrade the older program refuses the newer library by name and leaves it as it is', () => {
  const file = path('newer.db');
  valueOf(openLibrary(file)).library.close();
  const before = contents(file);
  const db = new Database(file);
  expect(failureIn(migrate(db, file, MIGRATIONS.slice(0, NEWEST - 1)))).toMatchObject({
    kind: 'newer',
    detail: expect.stringContaining(`version ${NEWEST}, this one knows ${NEWEST - 1}`),
  });
  db.close();
  expect(contents(file)).toEqual(before);
});
