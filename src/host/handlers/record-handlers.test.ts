import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliberate, setupWith } from '#engine/testing/deliberation.ts';
import { NEVER } from '#shared/base/abort.ts';
import { micros, runId } from '#shared/events/ids.ts';
import { createJournal } from '#store/journal.ts';
import { failureIn, valueOf } from '#store/testing/scratch.ts';
import { runFile } from '../places.ts';
import { runCatalog } from '../run-catalog.ts';
import { collected, draftsOf, hostBench } from '../testing/host-bench.ts';
import { recordHandlers } from './record-handlers.ts';

const { places, folder, remove } = hostBench();
afterAll(remove);
const handlers = recordHandlers({ catalog: runCatalog(places) });
const signal = { signal: NEVER };
const RUN = runId('thoughtful');
const THOUGHT = 'What I think and never say';

/** A whole run, one of whose turns has reasoning text and token details in columns of their own. */
beforeAll(async () => {
  const { events } = await deliberate(setupWith());
  const journal = valueOf(createJournal({ file: runFile(places, RUN), run: RUN }));
  for (const draft of draftsOf(events)) {
    const thinks = draft.type === 'v1.turn.ended' && draft.data.turn === 2;
    const thought = { reasoning: THOUGHT, detail: { tokens: [1, 2], pieces: [[10, 5] as [number, number]] } };
    valueOf(journal.append([thinks ? { ...draft, ...thought } : draft], micros(1)));
  }
  journal.close();
});

async function exported(format: 'jsonl' | 'markdown', reasoning: boolean): Promise<string> {
  const { items, failure } = await collected(handlers['run.export']({ run: RUN, format, reasoning }, signal));
  expect(failure).toBe(undefined);
  return items.map(({ text }) => text).join('');
}

function saved(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test('a run and its export verify to the same head, with the reasoning and without', async () => {
  const own = valueOf(await handlers['run.verify']({ run: RUN }, signal));
  expect(own).not.toHaveProperty('bad');
  const kept = await exported('jsonl', true);
  const leftOut = await exported('jsonl', false);
  expect([kept.includes(THOUGHT), leftOut.includes(THOUGHT)]).toEqual([true, false]);
  for (const [name, text] of Object.entries({ kept, leftOut })) {
    const verdict = valueOf(await handlers['run.verify']({ file: saved(`${name}.jsonl`, text) }, signal));
    expect(verdict).toEqual({ ...own, run: RUN });
  }
});

test('reasoning that is changed, or taken out without its hash, no longer verifies', async () => {
  const kept = await exported('jsonl', true);
  const changed = saved('changed.jsonl', kept.replace(THOUGHT, 'What I think and never said'));
  const line = kept.split('\n').findIndex((text) => text.includes(THOUGHT));
  expect(valueOf(await handlers['run.verify']({ file: changed }, signal)).bad?.seq).toBe(line);
  const bare = kept.replace(`"reasoning":${JSON.stringify(THOUGHT)},`, '');
  expect(bare).not.toBe(kept);
  expect(valueOf(await handlers['run.verify']({ file: saved('bare.jsonl', bare) }, signal)).bad?.seq).toBe(line);
});

test('no export but one that asks for it holds reasoning', async () => {
  expect(await exported('markdown', true)).not.toContain(THOUGHT);
  expect(await exported('markdown', false)).toContain('Where should the town build its library?');
});

test('a file that is none, is no export, or is not there is one sentence', async () => {
  const absent = failureIn(await handlers['run.verify']({ file: join(folder, 'absent.jsonl') }, signal));
  expect(absent.code).toBe('not_found');
  const other = failureIn(await handlers['run.verify']({ file: saved('other.txt', 'hello\n') }, signal));
  expect(other.code).toBe('usage');
  expect(failureIn(await handlers['run.verify']({ run: runId('nobody') }, signal)).code).toBe('not_found');
  expect(
    await collected(handlers['run.export']({ run: runId('nobody'), format: 'jsonl', reasoning: false }, signal)),
  ).toMatchObject({ items: [], failure: { code: 'not_found' } });
});
