import { expect, test } from 'vitest';
import type { AnyEvent, Draft } from '#shared/events/event.ts';
import { messageOfTurn, turnId } from '#shared/events/ids.ts';
import type { Visibility } from '#shared/events/setup.ts';
import type { RunView } from '#shared/projections/run.ts';
import type { Inference } from './ports.ts';
import type { RunLog } from './run-log.ts';
import { deliberate, setupWith } from './testing/deliberation.ts';
import { ENDLESS, eventsOf } from './testing/free-run.ts';
import { scriptedInference } from './testing/scripted-model.ts';

const m = (turn: number) => messageOfTurn(turnId(turn));
const gists: Visibility = {
  topology: 'all',
  sight: 'full',
  edges: ['Ben', 'Cleo'].map((writer) => ({ reader: 'Ada', writer, sight: 'gist' as const })),
};

/** A deliberation in rounds in which this is appended while prompts are being counted, once it has something to append. */
async function interrupted(meanwhile: (view: RunView) => readonly Draft[]): Promise<readonly AnyEvent[]> {
  let log: RunLog | undefined;
  let done = false;
  const inner = scriptedInference();
  const inference: Inference = {
    ...inner,
    async open(prompt, waiting) {
      const drafts = done || log === undefined ? [] : meanwhile(log.view);
      done ||= drafts.length > 0;
      log?.append(...drafts);
      await Promise.resolve();
      return inner.open(prompt, waiting);
    },
  };
  const { events } = await deliberate(setupWith(ENDLESS), { inference, prepare: (own) => (log = own) });
  return events;
}

const holders = (events: readonly AnyEvent[], source: number | undefined, after: number): number =>
  eventsOf(events, 'v1.turn.started').filter(
    ({ seq, data }) => seq > after && data.lineage.some((entry) => entry.source === source),
  ).length;

test('what was taken back while prompts were counted stands in none of the turns that start then', async () => {
  const events = await interrupted(({ messages }) =>
    messages.length < 3 ? [] : [{ type: 'v1.message.retracted', data: { message: m(2), reason: 'wrong' } }],
  );
  const sent = eventsOf(events, 'v1.message.sent').find(({ data }) => data.message === m(2));
  const retracted = eventsOf(events, 'v1.message.retracted')[0];
  expect(retracted).toBeDefined();
  expect(holders(events, sent?.seq, retracted?.seq ?? 0)).toBe(0);
  expect(eventsOf(events, 'v1.turn.ended')).toHaveLength(9);
});

test('one who was dismissed while prompts were counted does not start', async () => {
  const events = await interrupted(({ messages, agents }) => {
    const ben = agents[1];
    return messages.length < 3 || ben === undefined
      ? []
      : [{ type: 'v1.agent.left', data: { agent: ben.agent, by: 'arbiter', detail: '' } }];
  });
  const left = eventsOf(events, 'v1.agent.left')[0];
  expect(left).toBeDefined();
  const later = eventsOf(events, 'v1.turn.started').filter(({ seq }) => seq > (left?.seq ?? 0));
  expect(later.length).toBeGreaterThan(0);
  expect(later.filter(({ data }) => data.agent === left?.data.agent)).toEqual([]);
});

test('nothing starts after a run that ended while prompts were counted', async () => {
  const events = await interrupted(({ messages }) =>
    messages.length < 3 ? [] : [{ type: 'v1.run.ended', data: { reason: 'arbiter', detail: 'enough' } }],
  );
  expect(events.at(-1)?.type).toBe('v1.run.ended');
});

test('turns that start together are written side by side in the order given, also on different grounds', async () => {
  const { events, journal } = await deliberate(setupWith({ ...ENDLESS, visibility: gists }));
  const [first] = eventsOf(events, 'v1.turn.started');
  expect(events.slice((first?.seq ?? 0) - 1, (first?.seq ?? 0) + 2).map(({ type }) => type)).toEqual(
    Array(3).fill('v1.turn.started'),
  );
  expect(eventsOf(events, 'v1.turn.started').map(({ data }) => data.turn)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(journal.cuts).toContain((first?.seq ?? 0) + 2);
  expect(journal.cuts).not.toContain((first?.seq ?? 0) + 1);
});

test('a run that would not fit goes on with gists, and ends by its context only when nothing is left to compact', async () => {
  const { events } = await deliberate(setupWith({ ...ENDLESS, budget: { turns: 90 }, context: 560 }));
  const compacted = eventsOf(events, 'v1.ground.compacted');
  expect(compacted.length).toBeGreaterThan(1);
  const upTo = compacted.map(({ data }) => data.upTo);
  expect(upTo.toSorted((one, other) => one - other)).toEqual(upTo);
  expect(new Set(upTo).size).toBe(upTo.length);
  expect(compacted.every(({ data }) => data.tokens > data.limit)).toBe(true);
  const full = (after: number): number =>
    eventsOf(events, 'v1.turn.started')
      .find(({ seq }) => seq > after)
      ?.data.lineage.filter(({ form }) => form === 'full').length ?? 0;
  expect(full(compacted[0]?.seq ?? 0)).toBeGreaterThan(0);
  expect(eventsOf(events, 'v1.turn.ended').length).toBeGreaterThan(12);
  expect(eventsOf(events, 'v1.budget.reached').at(-1)?.data.kind).toBe('context');
  // The last step it could take left one message in full, and that was still too much.
  const last = eventsOf(events, 'v1.turn.started').at(-1)?.data.lineage ?? [];
  expect(last.filter(({ form }) => form === 'gist').length).toBeGreaterThan(10);
});

test('a turn that starts never needs more than its context holds', async () => {
  for (const context of [500, 560, 680]) {
    for (const cadence of ['rounds', 'floor', 'free'] as const) {
      const setup = setupWith({ ...ENDLESS, cadence, context, visibility: gists, budget: { turns: 40 } });
      const { events } = await deliberate(setup);
      for (const { data } of eventsOf(events, 'v1.turn.started')) {
        const tokens = data.lineage.reduce((sum, entry) => sum + entry.tokens, 0);
        expect(tokens + setup.answer.maxTokens).toBeLessThanOrEqual(context);
      }
    }
  }
});

test('where the newest message alone is too long the run ends by its context, without a compaction that helps nobody', async () => {
  const long = Array.from({ length: 70 }, (_, index) => `w${index}`).join(' ');
  const inference = scriptedInference({ speak: ({ seed }) => ({ text: `${seed} ${long}.` }) });
  const { events } = await deliberate(setupWith({ cadence: 'floor', context: 370, budget: { turns: 9 } }), {
    inference,
  });
  expect(eventsOf(events, 'v1.budget.reached')[0]?.data.kind).toBe('context');
  expect(eventsOf(events, 'v1.ground.compacted')).toEqual([]);
  expect(eventsOf(events, 'v1.turn.abandoned')).toEqual([]);
});
