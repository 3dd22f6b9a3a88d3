import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { micros, seq } from '#shared/events/ids.ts';
import { createJournal } from './journal.ts';
import { openReader } from './reader.ts';
import { created, RUN, said } from './testing/drafts.ts';
import { failureIn, scratch, valueOf } from './testing/scratch.ts';
import { moveToTrash, restoreFromTrash } from './trash.ts';

const { path, remove } = scratch();
afterAll(remove);

test('a run goes to the trash and comes back whole; a run being written and a taken place are refused', () => {
  const file = path('runs/a.db');
  const journal = valueOf(createJournal({ file, run: RUN }));
  journal.append([created(), said(1, 'x')], micros(0));
  expect(failureIn(moveToTrash(file, path('trash'))).kind).toBe('busy');
  journal.close();
  const trashed = valueOf(moveToTrash(file, path('trash')));
  expect(readdirSync(path('runs'))).toEqual([]);
  expect(failureIn(moveToTrash(file, path('trash'))).kind).toBe('missing');
  valueOf(restoreFromTrash(trashed, file));
  const reader = valueOf(openReader(file));
  expect(reader.verify().events).toBe(2);
  reader.close();
  copyFileSync(file, path('copy.db'));
  expect(failureIn(restoreFromTrash(path('copy.db'), file)).kind).toBe('exists');
});

test('what only the write-ahead log of a killed run holds goes along, and two files of one name get two names', () => {
  const source = path('runs/live.db');
  const journal = valueOf(createJournal({ file: source, run: RUN }));
  journal.append([created(), said(1, 'x')], micros(0));
  const killed = path('runs/b.db');
  for (const rest of ['', '-wal']) copyFileSync(source + rest, killed + rest);
  journal.close();
  const first = valueOf(moveToTrash(killed, path('trash')));
  expect(existsSync(`${killed}-wal`)).toBe(false);
  // All of it in one file, so that one rename moved it.
  expect(existsSync(`${first}-wal`)).toBe(false);
  const reader = valueOf(openReader(first));
  expect(valueOf(reader.read(seq(0)))).toHaveLength(2);
  reader.close();
  copyFileSync(source, killed);
  const second = valueOf(moveToTrash(killed, path('trash')));
  expect(second).not.toBe(first);
  expect(dirname(second)).toBe(path('trash'));
});
