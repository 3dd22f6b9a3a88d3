import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openLibrary } from './library.ts';
import type { Cursor, SaidMessage } from './search-index.ts';
import { fromWords, termsOf } from './search-terms.ts';
import { scratch, valueOf } from './testing/scratch.ts';

const { path, remove } = scratch();
const { library } = valueOf(openLibrary(path('library.db')));
const { index } = library;
afterAll(() => {
  library.close();
  remove();
});

const cursor = (run: string, lastSeq: number, part: Partial<Cursor> = {}): Cursor => ({
  run,
  title: `About ${run}`,
  stamp: 's',
  ended: false,
  head: 'h',
  lastSeq,
  ...part,
});
const said = (count: number, body: string): SaidMessage => ({
  message: `m${count}`,
  seq: 10 * count,
  turn: count,
  name: 'Ada',
  body,
});
const add = (run: string, bodies: readonly string[]): unknown =>
  valueOf(index.add(cursor(run, 99), 0, { said: bodies.map((body, at) => said(at + 1, body)), gone: [] }));
const found = (query: string, limit = 50): readonly string[] =>
  valueOf(index.find(query, limit)).map(({ run, message }) => `${run} ${message}`);

test('every word must stand in a message, whatever its case, its accents and their order', () => {
  add('words', ['The library needs a café.', 'The river floods the library.', 'Nothing of the kind.']);
  expect(found('LIBRARY').toSorted()).toEqual(['words m1', 'words m2']);
  expect(found('cafe library')).toEqual(['words m1']);
  expect(found('library floods')).toEqual(['words m2']);
  expect(found('library absent')).toEqual([]);
  expect(valueOf(index.find('floods', 1))).toEqual([
    { ...said(2, 'The river floods the library.'), run: 'words', title: 'About words' },
  ]);
  valueOf(index.drop(['words']));
});

test('beginnings, parts of words, short queries and scripts without spaces are found', () => {
  add('parts', ['Use UUIDs for endpoints.', '図書館はどこに建てるべきですか。', 'a b', '我们应该建图书馆']);
  expect(found('uui')).toEqual(['parts m1']);
  expect(found('points')).toEqual(['parts m1']);
  expect(found('図書館')).toEqual(['parts m2']);
  expect(found('図書')).toEqual(['parts m2']);
  expect(found('建图书')).toEqual(['parts m4']);
  expect(found('图')).toEqual(['parts m4']);
  // Two characters within a word.
  expect(found('UI')).toEqual(['parts m1']);
  valueOf(index.drop(['parts']));
});

test('a whole word comes before a part of one, and nothing comes twice', () => {
  add('rank', ['Concatenate them.', 'The cat sat.', 'cat cat cat']);
  const all = found('cat');
  expect(all.toSorted()).toEqual(['rank m1', 'rank m2', 'rank m3']);
  expect(all.at(-1)).toBe('rank m1');
  expect(found('cat', 2)).not.toContain('rank m1');
  valueOf(index.drop(['rank']));
});

test('operators, quotes and wildcards are plain text', () => {
  add('plain', ['Write "NOT" and AND here: 100% of a_b, C++ and {x} -y.', 'Another 100 of aXb and C.']);
  expect(found('"NOT"')).toEqual(['plain m1']);
  expect(found('100%')[0]).toBe('plain m1');
  expect(found('% a_')).toEqual(['plain m1']);
  expect(found('OR NEAR(')).toEqual([]);
  expect(found('body:Another')).toEqual([]);
  expect(found('{x} -y.')).toEqual(['plain m1']);
  expect(found('   ')).toEqual([]);
  valueOf(index.drop(['plain']));
});

const SPECIAL = [
  '"',
  "'",
  '*',
  '(',
  ')',
  ':',
  '^',
  '-',
  '+',
  '{',
  '}',
  '\0',
  '%',
  '_',
  '\\',
  ',',
  '\ud800',
  'AND',
  'NOT',
  'NEAR',
  ' ',
  'ẞ',
  '図',
  '\u{1e030}',
  '\u{10ffff}',
  '\ue000',
];

test('no query throws or fails, and what finds is bounded', () => {
  add('any', ['Some text: "quoted", (in brackets) 100% 図書館.', 'a\0b\ud800c']);
  const query = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.array(fc.constantFrom(...SPECIAL), { maxLength: 30 }).map((parts) => parts.join('')),
    fc.string({ minLength: 300, maxLength: 5_000 }),
  );
  fc.assert(
    fc.property(query, fc.integer({ min: 1, max: 3 }), (text, limit) => {
      expect(valueOf(index.find(text, limit)).length).toBeLessThanOrEqual(limit);
    }),
    { numRuns: 300 },
  );
  valueOf(index.drop(['any']));
});

test('the control: the same texts unquoted are errors to the index', () => {
  const db = new Database(path('library.db'), { readonly: true });
  const match = db.prepare('SELECT rowid FROM said_words WHERE said_words MATCH ?');
  for (const text of ['"', 'AND', 'body:x:y', '(a']) {
    expect(() => match.all(text)).toThrow(/fts5|unterminated|no such column/u);
    expect(() => match.all(fromWords(termsOf(`x ${text}`)))).not.toThrow();
  }
  db.close();
});

test('a run goes on from its cursor: a changed message is found by its new words only, one that is gone not at all', () => {
  add('news', ['First thought.', 'Second thought.']);
  const news = { said: [said(1, 'A better idea.'), said(3, 'Third thought.')], gone: ['m2'] };
  expect(valueOf(index.add(cursor('news', 120), 99, news))).toBe(true);
  expect(found('thought')).toEqual(['news m3']);
  expect(found('better')).toEqual(['news m1']);
  expect(valueOf(index.cursors())).toEqual([cursor('news', 120)]);
  // Another process was faster: what this one read is not taken in twice, nor over what is newer.
  expect(valueOf(index.add(cursor('news', 110), 99, { said: [said(2, 'Late thought.')], gone: [] }))).toBe(false);
  expect(found('late')).toEqual([]);
  expect(valueOf(index.cursors())).toEqual([cursor('news', 120)]);
  valueOf(index.drop(['news']));
  expect([found('thought'), valueOf(index.cursors())]).toEqual([[], []]);
});

test('a hit bears the name that the user gave its run', () => {
  add('named', ['A word.']);
  valueOf(library.label('named', { name: 'My run' }));
  expect(valueOf(index.find('word', 1))[0]?.title).toBe('My run');
  valueOf(library.label('named', { name: '' }));
  expect(valueOf(index.find('word', 1))[0]?.title).toBe('About named');
  valueOf(index.drop(['named']));
});

test('both indexes stay whole while messages come and go', () => {
  for (let round = 0; round < 20; round += 1) add('whole', [`Round ${round} of words.`, `More ${round}.`]);
  const db = new Database(path('library.db'));
  for (const table of ['said_words', 'said_parts']) {
    expect(() => db.prepare(`INSERT INTO ${table} (${table}, rank) VALUES ('integrity-check', 1)`).run()).not.toThrow();
  }
  // The control: a message that leaves the index behind is noticed.
  db.exec('DROP TRIGGER said_removed');
  db.exec("DELETE FROM said WHERE message = 'm1'");
  const check = db.prepare("INSERT INTO said_words (said_words, rank) VALUES ('integrity-check', 1)");
  expect(() => check.run()).toThrow('malformed');
  db.close();
});
