import { createInterface } from 'node:readline';
import { createReadStream, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { micros, seq } from '#shared/events/ids.ts';
import { createJournal } from './journal.ts';
import { withoutDetail, withoutReasoning } from './hash-chain.ts';
import { readJsonl, verifyJsonl } from './jsonl.ts';
import { linesOf } from './lines.ts';
import { openReader } from './reader.ts';
import { created, RUN, said } from './testing/drafts.ts';
import { jsonlLines } from './testing/jsonl-text.ts';
import { failureIn, scratch, valueOf } from './testing/scratch.ts';

const { path, remove } = scratch();
afterAll(remove);

const NASTY = 'a line end \u2028 here, \u0000, \ud800 alone, \r\n, "quotes" and 🎉';
const journal = valueOf(createJournal({ file: path('run.db'), run: RUN }));
journal.append([created()], micros(0));
journal.append([said(1, NASTY, { reasoning: NASTY, detail: { tokens: [1, 2], pieces: [[5, 1]] } })], micros(10));
journal.append([said(2, 'the end')], micros(20));
const reader = valueOf(openReader(path('run.db')));
const rows = [...reader.rows(seq(0))];
const lines = jsonlLines(RUN, rows);
afterAll(() => {
  reader.close();
  journal.close();
});

test('an export and the file it came from name the same head hash', async () => {
  expect(valueOf(await verifyJsonl(lines))).toEqual({ run: RUN, events: 3, head: journal.headHash() });
  expect(reader.verify().head).toBe(journal.headHash());
});

test('reading gives the rows back to the last character', async () => {
  const file = valueOf(await readJsonl([...lines, '']));
  const found = [];
  for await (const row of file.rows) found.push(valueOf(row));
  expect(found).toEqual(rows.map((row, at) => ({ ...row, line: at + 2, unknown: [] })));
  expect(found[1]?.reasoning).toBe(NASTY);
});

test('an export without reasoning and detail still verifies', async () => {
  const bare = rows.map((row) => withoutDetail(withoutReasoning(row)));
  const text = jsonlLines(RUN, bare);
  expect(text.join('')).not.toContain('"reasoning"');
  expect(valueOf(await verifyJsonl(text))).toEqual(valueOf(await verifyJsonl(lines)));
});

test('a changed, a missing, a broken line and a wrong header are each named', async () => {
  const bad = async (text: readonly string[]): Promise<unknown> => valueOf(await verifyJsonl(text)).bad;
  expect(await bad(lines.with(3, (lines[3] ?? '').replace('the end', 'The end')))).toMatchObject({ seq: 3 });
  expect(await bad(lines.toSpliced(2, 1))).toMatchObject({ seq: 2 });
  expect(await bad(lines.with(2, '{"seq":2'))).toEqual({ seq: 2, why: 'line 3 of the export holds no event' });
  expect(await bad(lines.slice(0, -1))).toEqual({ seq: 3, why: 'the header promises 3 events, the file holds 2' });
  const header = (lines[0] ?? '').replace(journal.headHash(), 'f'.repeat(64));
  expect(await bad(lines.with(0, header))).toMatchObject({ why: expect.stringContaining('head hash') });
});

test('a newer version is refused by name, and so is what is no export', async () => {
  const newer = failureIn(await verifyJsonl(['{"schema":"parley.events","version":2}']));
  expect(newer).toEqual({ kind: 'newer', detail: expect.stringContaining('version 2') });
  for (const first of ['', '{}', 'null', '[]', 'PK', '{"schema":"parley.events","version":1}']) {
    expect(failureIn(await verifyJsonl([first])).kind).toBe('foreign');
  }
  expect(failureIn(await verifyJsonl([])).kind).toBe('foreign');
});

test('a file is split at line feeds only, where readline would also split inside of JSON text', async () => {
  writeFileSync(path('run.jsonl'), lines.join('\r\n') + '\n');
  expect(valueOf(await verifyJsonl(linesOf(path('run.jsonl')))).bad).toBeUndefined();
  const readline = createInterface({ input: createReadStream(path('run.jsonl')), crlfDelay: Infinity });
  expect(valueOf(await verifyJsonl(readline)).bad).toMatchObject({ seq: 2 });
});
