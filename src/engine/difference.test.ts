import { beforeAll, expect, test } from 'vitest';
import { present } from '#shared/base/assert.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { seq } from '#shared/events/ids.ts';
import { compared, differenceSentence, tracesIn, type TurnTrace } from './difference.ts';
import { deliberate, setupWith } from './testing/deliberation.ts';

let turns: readonly TurnTrace[];
let fast: readonly TurnTrace[];
/** The third turn, and the token of it that is changed. */
const [AT, TOKEN] = [2, 11];

const traced = (events: readonly AnyEvent[]): readonly TurnTrace[] =>
  tracesIn(
    events.map((event) => ({
      event,
      detail: { tokens: Array.from({ length: 20 }, (_, at) => event.seq * 100 + at), pieces: [] },
    })),
    seq(0),
  );

beforeAll(async () => {
  turns = traced((await deliberate(setupWith({ exact: true }))).events);
  fast = traced((await deliberate(setupWith())).events);
});

type Changes = Partial<{ [Key in keyof TurnTrace]: (own: TurnTrace) => TurnTrace[Key] }>;

/** The same turns, one of them changed. */
const changed = (changes: Changes): readonly TurnTrace[] =>
  turns.map((own, index) =>
    index === AT ? { ...own, ...Object.fromEntries(Object.entries(changes).map(([key, of]) => [key, of(own)])) } : own,
  );
const otherToken: Changes = { tokens: ({ tokens }) => tokens?.with(TOKEN, 7) };
const loadedWith = (fact: object): Changes => ({
  loaded: ({ loaded }) => ({ ...present(loaded, 'it was loaded'), ...fact }),
});

test('two runs that say the same token for token have no difference, and it is counted how much they said', () => {
  expect(turns).toHaveLength(9);
  expect(compared(turns, turns)).toEqual({ turns: 9, tokens: 180 });
});

test.each<[string, Changes, string]>([
  ['a token', otherToken, 'first difference at turn 3, token 12: cause unknown'],
  [
    'a library',
    { ...otherToken, ...loadedWith({ library: 'x 9.9' }) },
    'first difference at turn 3, token 12: other library version',
  ],
  [
    'a model',
    { ...otherToken, ...loadedWith({ sha256: 'f'.repeat(64), library: 'x 9.9' }) },
    'first difference at turn 3, token 12: other model',
  ],
  [
    'a device',
    { ...otherToken, ...loadedWith({ device: 'GPU' }) },
    'first difference at turn 3, token 12: other device',
  ],
  [
    'a wrapper',
    { ...otherToken, ...loadedWith({ wrapper: { name: 'y', from: 'chosen' } }) },
    'first difference at turn 3, token 12: other chat wrapper',
  ],
  ['exact mode off', { ...otherToken, exact: () => false }, 'first difference at turn 3, token 12: not in exact mode'],
  [
    'an assembly',
    { started: ({ started }) => ({ ...started, assembly: 'parley-9', promptHash: 'e'.repeat(64) }) },
    'first difference at turn 3, in its prompt: other assembly version',
  ],
  [
    'a seed',
    { ...otherToken, started: ({ started }) => ({ ...started, seed: 1 }) },
    'first difference at turn 3, token 12: other seed',
  ],
  [
    'a sampler',
    { ...otherToken, started: ({ started }) => ({ ...started, sampler: { ...started.sampler, topK: 1 } }) },
    'first difference at turn 3, token 12: other sampler',
  ],
  [
    'fewer tokens',
    { tokens: ({ tokens }) => tokens?.slice(0, 19) },
    'first difference at turn 3, token 20: cause unknown',
  ],
  [
    'a choice',
    {
      ended: ({ ended }) => ({
        ...ended,
        decision: { ...ended.decision, menu: [{ act: 'pass', to: 'all' }], chosen: 0 },
      }),
    },
    'first difference at turn 3, in its choice: cause unknown',
  ],
  [
    'a text without tokens',
    { tokens: () => undefined, ended: ({ ended }) => ({ ...ended, text: 'Else.' }) },
    'first difference at turn 3, in its text: cause unknown',
  ],
])('the first difference is named with its turn, its place and its cause: %s', (_, changes, sentence) => {
  const { turns: same, tokens, difference } = compared(turns, changed(changes));
  expect([same, tokens]).toEqual([2, 40]);
  expect(differenceSentence(present(difference, 'they differ'))).toBe(sentence);
});

test('a turn that only one of them took is a difference too', () => {
  const { difference } = compared(turns, turns.slice(0, 5));
  expect(differenceSentence(present(difference, 'they differ'))).toBe(
    'first difference at turn 6, which only one of them took: cause unknown',
  );
  expect(compared(turns.slice(0, 5), turns).difference).toEqual(difference);
  expect(compared(fast, fast.slice(0, 5)).difference?.reason).toBe('not in exact mode');
});

test('only turns that ended behind the branch are compared', async () => {
  const { events } = await deliberate(setupWith({ exact: true }));
  const fifth = events.filter(({ type }) => type === 'v1.turn.ended')[4]?.seq ?? seq(0);
  expect(
    tracesIn(
      events.map((event) => ({ event })),
      fifth,
    ).map(({ turn }) => turn),
  ).toEqual([6, 7, 8, 9]);
});
