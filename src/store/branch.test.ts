import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { micros, runId, seq } from '#shared/events/ids.ts';
import { withoutReasoning } from './hash-chain.ts';
import { createBranch, createJournal, MOST_BYTES, openJournal } from './journal.ts';
import { openReader } from './reader.ts';
import type { StoredRow } from './stored-row.ts';
import { created, RUN, said } from './testing/drafts.ts';
import { failureIn, scratch, valueOf } from './testing/scratch.ts';

const { path, remove } = scratch();
afterAll(remove);
const BRANCH = runId('test-branch');
const file = path('parent.db');
const parent = valueOf(createJournal({ file, run: RUN }));
const thought = { reasoning: 'Hm \ud800', detail: { tokens: [1, 2], pieces: [] } };
valueOf(parent.append([created(), said(1, 'one', thought)], micros(5)));
valueOf(parent.append([said(2, 'two')], micros(9)));
parent.close();

const rowsIn = (of: string): readonly StoredRow[] => {
  const reader = valueOf(openReader(of));
  try {
    return [...reader.rows(seq(0))];
  } finally {
    reader.close();
  }
};
const body = ({ hash: _, ...rest }: StoredRow): Omit<StoredRow, 'hash'> => rest;

test('a branch holds its past word for word, details and reasoning too, in a chain of its own, and can be written', () => {
  const untouched = readFileSync(file);
  const rows = rowsIn(file);
  const own = path('branch.db');
  const journal = valueOf(
    createBranch({ file: own, run: BRANCH }, { rows: rows.slice(0, 2), drafts: [said(3, 'three')] }),
  );
  valueOf(journal.append([said(4, 'four')], micros(20)));
  journal.close();
  const stored = rowsIn(own);
  expect(stored.slice(0, 2).map(body)).toEqual(rows.slice(0, 2).map(body));
  expect(stored.map(({ seq: at, at: time }) => [at, time])).toEqual([
    [1, 5],
    [2, 5],
    [3, 5],
    [4, 20],
  ]);
  const again = valueOf(openJournal({ file: own, run: BRANCH }));
  expect(again.lastSeq()).toBe(4);
  again.close();
  expect(readFileSync(file).equals(untouched)).toBe(true);
});

test('with another first event every hash is another one, and the chain holds', () => {
  const [first, ...rest] = rowsIn(file);
  if (first === undefined) throw new Error('it was created');
  const data = JSON.stringify({ ...(JSON.parse(first.data) as object), run: BRANCH });
  const own = path('named.db');
  valueOf(createBranch({ file: own, run: BRANCH }, { rows: [{ ...first, data }, ...rest], drafts: [] })).close();
  const before = new Set([first, ...rest].map(({ hash }) => hash));
  expect(rowsIn(own).some(({ hash }) => before.has(hash))).toBe(false);
  expect(valueOf(openReader(own)).verify()).toMatchObject({ events: 3 });
  // The control: a chain that is only copied does not hold where the first event is another.
  const copied = [{ ...first, data }, ...rest];
  expect(copied.map(({ hash }) => hash)).toEqual([first, ...rest].map(({ hash }) => hash));
});

test('what an export has left out is not there in a branch of it either', () => {
  const own = path('left-out.db');
  valueOf(createBranch({ file: own, run: BRANCH }, { rows: rowsIn(file).map(withoutReasoning), drafts: [] })).close();
  expect(rowsIn(own).map(({ reasoning, reasoningHash }) => reasoning ?? reasoningHash)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(valueOf(openReader(own)).verify().bad).toBe(undefined);
});

test('a branch that cannot be made leaves nothing behind: a file that is there, a draft that is too large', () => {
  writeFileSync(path('there.db'), 'mine');
  expect(
    failureIn(createBranch({ file: path('there.db'), run: BRANCH }, { rows: rowsIn(file), drafts: [] })).kind,
  ).toBe('exists');
  expect(readFileSync(path('there.db'), 'utf8')).toBe('mine');
  const large = said(9, 'x'.repeat(MOST_BYTES));
  const own = path('large.db');
  expect(failureIn(createBranch({ file: own, run: BRANCH }, { rows: rowsIn(file), drafts: [large] })).kind).toBe(
    'too-large',
  );
  expect(existsSync(own)).toBe(false);
  expect(readdirSync(dirname(own)).filter((name) => name.startsWith('large'))).toEqual([]);
});
