import { constants, mkdirSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliberate, setupWith } from '#engine/testing/deliberation.ts';
import { NEVER } from '#shared/base/abort.ts';
import { micros, runId } from '#shared/events/ids.ts';
import { createJournal } from '#store/journal.ts';
import { failureIn, valueOf } from '#store/testing/scratch.ts';
import { YAML_LIMITS } from '#shared/scenario/yaml-tree.ts';
import { runFile } from '../places.ts';
import { runCatalog } from '../run-catalog.ts';
import { collected, draftsOf, hostBench } from '../testing/host-bench.ts';
import { recordHandlers } from './record-handlers.ts';

const { places, folder, remove } = hostBench();
afterAll(remove);
const handlers = recordHandlers(runCatalog(places));
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

const GOOD = 'question: Why?\nseats: [{name: Ada, role: Critic}]\n';

test('a scenario is read; one that is wrong names file, line and field', async () => {
  const good = saved('good.yaml', GOOD);
  expect(valueOf(await handlers['scenario.load']({ path: good }, signal)).setup.question).toBe('Why?');
  const wrong = saved('wrong.yaml', `${GOOD}seed: -1\n`);
  expect(failureIn(await handlers['scenario.load']({ path: wrong }, signal))).toMatchObject({
    code: 'usage',
    message: expect.stringContaining(`${wrong}:3:1: seed`) as unknown,
  });
  mkdirSync(join(folder, 'a-folder'));
  for (const path of [join(folder, 'a-folder'), join(folder, 'absent.yaml')]) {
    expect(failureIn(await handlers['scenario.load']({ path }, signal))).toMatchObject({ code: 'usage' });
  }
});

test('a scenario that is too large is refused by its size before it is read', async () => {
  // A sparse file of 64 GiB: to read it would take the memory of the machine.
  const path = join(folder, 'huge.yaml');
  const file = await open(path, constants.O_CREAT | constants.O_WRONLY);
  await file.truncate(64 * 1024 ** 3);
  await file.close();
  const refused = failureIn(await handlers['scenario.load']({ path }, signal));
  expect(refused).toMatchObject({ code: 'usage', message: expect.stringContaining('68719476736 bytes') as unknown });
  // The limit is what refuses: up to it the file is read and judged by what it holds.
  const full = saved('full.yaml', `${GOOD}#${'x'.repeat(YAML_LIMITS.chars - GOOD.length - 1)}`);
  expect((await handlers['scenario.load']({ path: full }, signal)).ok).toBe(true);
  const over = saved('over.yaml', `${GOOD}#${'x'.repeat(YAML_LIMITS.chars - GOOD.length)}`);
  expect((await handlers['scenario.load']({ path: over }, signal)).ok).toBe(false);
});

const pipes = process.platform !== 'win32' && spawnSync('mkfifo', [join(folder, 'pipe')]).status === 0;

test.skipIf(!pipes)('a pipe is no scenario: it is not waited for', async () => {
  expect(failureIn(await handlers['scenario.load']({ path: join(folder, 'pipe') }, signal)).message).toContain(
    'is not a file',
  );
});
