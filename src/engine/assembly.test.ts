import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { present } from '#shared/base/assert.ts';
import { decodeEvent, type AnyEvent } from '#shared/events/event.ts';
import { nameOf, seq } from '#shared/events/ids.ts';
import type { LineageEntry } from '#shared/events/vocabulary.ts';
import { emptyRun, foldRun } from '#shared/projections/fold-run.ts';
import { agentNamed, type RunView } from '#shared/projections/run.ts';
import type { Block } from './assembly.ts';
import { groundOf } from './ground.ts';
import { tailOf } from './tail.ts';
import { deliberate, setupWith } from './testing/deliberation.ts';
import { eventsOf } from './testing/free-run.ts';
import { scriptedInference } from './testing/scripted-model.ts';

test('reasoning stands in no prompt, gist, message or event that others read', async () => {
  const secret = /zebra/u;
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const inference = scriptedInference({
        speak: (cue) => ({ text: `Point ${cue.seed} stands alone.`, reasoning: `zebra ${cue.seed}` }),
      });
      const { events } = await deliberate(setupWith({ seed, cadence: seed % 2 === 0 ? 'rounds' : 'floor' }), {
        inference,
      });
      expect(JSON.stringify(events)).not.toMatch(secret);
      expect(JSON.stringify(inference.opened)).not.toMatch(secret);
    }),
    { numRuns: 20 },
  );
});

test('the role stands last and the tail is short', async () => {
  const inference = scriptedInference();
  await deliberate(setupWith(), { inference });
  const tail = inference.opened[4]?.tail.map((segment) => (segment.kind === 'text' ? segment.text : '')).join('');
  expect(tail).toBe(
    'The question again: Where should the town build its library?\nYou are Ben, one who speaks for ben things\n',
  );
});

test('each turn records what stood in its prompt: the event or the text, its form and its tokens', async () => {
  const { events } = await deliberate(setupWith());
  const started = present(eventsOf(events, 'v1.turn.started').at(-1), 'a turn was started');
  const forms = started.data.lineage.map((entry) => entry.form);
  expect(forms.slice(0, 4)).toEqual(['frame', 'system', 'frame', 'question']);
  expect(forms.filter((form) => form === 'full')).toHaveLength(6);
  expect(started.data.lineage.every((entry) => (entry.source === undefined) !== (entry.text === undefined))).toBe(true);
});

/** How version `parley-1` of the assembly wrote a message: the words as they were then, and nothing of today's code. */
const VERBS_1: Readonly<Record<string, string>> = {
  propose: 'proposes',
  challenge: 'challenges',
  support: 'supports',
  ask: 'asks',
  answer: 'answers',
  revise: 'revises the proposal for',
  refuse: 'refuses to answer',
};

function groundOfVersion1(view: RunView, before: number): string {
  const messages = view.messages
    .filter((message) => message.seq < before)
    .map(({ from, to, act, body }) => {
      const whom = to === 'all' ? '' : ` ${to.map(nameOf).join(' and ')}`;
      const quote = body.split('\n').map((line) => `> ${line}`);
      return `${from === 'arbiter' ? '' : nameOf(from)} ${VERBS_1[act]}${whom}:\n${quote.join('\n')}\n\n`;
    });
  return [
    'You are one of several colleagues who discuss a question. Be concrete.',
    `Question: ${view.setup?.question}\n\n`,
    ...messages,
  ].join('');
}

const textOf = (blocks: readonly Block[]): string =>
  blocks.map(({ segment }) => (segment.kind === 'text' ? segment.text : '')).join('');

const entriesOf = (blocks: readonly Block[]) =>
  blocks
    .filter(({ form }) => form !== 'presence')
    .map(({ segment, form, source }) => ({
      form,
      ...(source === undefined ? { text: segment.kind === 'frame' ? segment.frame : segment.text } : { source }),
    }));

const written = (lineage: readonly LineageEntry[], part: LineageEntry['part']) =>
  lineage.filter((entry) => entry.part === part).map(({ part: _part, tokens: _tokens, ...entry }) => entry);

/** A real run that was recorded when the assembly was `parley-1`: three peers, rounds, everything seen by all. */
function recorded(): readonly AnyEvent[] {
  const file = new URL('testing/parley-1.jsonl', import.meta.url);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const event = decodeEvent(JSON.parse(line));
    if (!event.ok) throw new Error(event.failure);
    return event.value;
  });
}

test('grounds and tails of a run with full visibility are rebuilt byte for byte as they were recorded, receipts aside', () => {
  let view = emptyRun();
  let turns = 0;
  let first: number | undefined;
  for (const event of recorded()) {
    if (event.type === 'v1.turn.started') {
      // All turns of a round stand on the ground that stood when the first of them was written.
      first ??= event.seq;
      const before = seq(first);
      const agent = present(agentNamed(view, event.data.agent), 'it joined');
      const ground = groundOf(view, agent, before);
      expect(entriesOf(ground)).toEqual(written(event.data.lineage, 'ground'));
      expect(textOf(ground)).toBe(groundOfVersion1(view, before));
      expect(entriesOf(tailOf(view, agent, before))).toEqual(written(event.data.lineage, 'tail'));
      turns += 1;
    } else first = undefined;
    view = foldRun(view, event);
  }
  expect(turns).toBe(9);
});
