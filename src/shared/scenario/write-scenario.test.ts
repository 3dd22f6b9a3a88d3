import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { modelRef } from '../events/ids.ts';
import {
  ACTS,
  CADENCES,
  MODES,
  runSetupSchema,
  samplerSchema,
  SIGHTS,
  TOPOLOGIES,
  type RunSetup,
  type Sampler,
  type Seat,
  type Visibility,
} from '../events/setup.ts';
import { DEFAULT_SAMPLER } from './defaults.ts';
import { parseScenario } from './parse-scenario.ts';
import { confusable } from './look-alike.ts';
import { seatName } from './seat-name.ts';
import { parseTimeSpan, writeTimeSpan } from './time-span.ts';
import { writeScenario } from './write-scenario.ts';

const words = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('\n', '#', ':', '-', '"', "'", '|', ' ', '\u001b', '\u2028', '🙂'),
      fc.string({ minLength: 1, maxLength: 1 }),
    ),
    minLength: 1,
    maxLength: 60,
  })
  .map((text) => text.replaceAll('\r', '').trim())
  .filter((text) => text !== '' && text.isWellFormed());
const line = words.map((text) => text.replace(/\s+/gu, ' '));
const name = fc
  .constantFrom('Ada', 'Ben', 'Dr. Cy', "O'Neil", 'Jean-Luc', '李雷', 'true', '12', 'No')
  .filter((text) => seatName(text).ok);
const sampler: fc.Arbitrary<Sampler> = fc
  .record({
    temperature: fc.double({ min: 0, max: 5, noNaN: true }),
    topK: fc.nat(1000),
    dryBase: fc.constantFrom(1, 2.5),
  })
  .map((some) => samplerSchema.parse({ ...DEFAULT_SAMPLER, ...some, temperature: some.temperature + 0 }));
const seat = (name: string): fc.Arbitrary<Seat> =>
  fc.record(
    {
      name: fc.constant(name),
      role: words,
      model: fc.constantFrom('smollm2-135m-instruct', 'gemma-3-270m', './a b.gguf').map((text) => modelRef(text)),
      wrapper: line,
      sampler: fc.oneof(fc.constant(DEFAULT_SAMPLER), sampler),
      leaning: fc.dictionary(fc.constantFrom(...ACTS), fc.integer({ min: 0, max: 100 })),
    },
    { requiredKeys: ['name', 'role', 'model', 'sampler', 'leaning'], noNullPrototype: true },
  ) as fc.Arbitrary<Seat>;
/** Any of these fields, or none. */
const some = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(fields, { requiredKeys: [], noNullPrototype: true });
const count = fc.integer({ min: 1, max: 60 });

/** Edges in the order of the seats, as a reading gives them. */
const visibility = (names: readonly string[]): fc.Arbitrary<RunSetup['visibility']> => {
  const pairs = names.flatMap((reader) => names.flatMap((writer) => (reader === writer ? [] : [{ reader, writer }])));
  const none = fc.constant<Visibility['edges']>([]);
  const edges: fc.Arbitrary<Visibility['edges']> = fc
    .subarray(pairs)
    .chain((chosen) =>
      fc.tuple(...chosen.map((pair) => fc.constantFrom(...SIGHTS).map((sight) => ({ ...pair, sight })))),
    );
  return fc.oneof(
    fc.constant('full' as const),
    fc.record({
      topology: fc.constantFrom(...TOPOLOGIES),
      sight: fc.constantFrom('full' as const, 'gist' as const),
      edges: fc.oneof(none, edges),
    }),
  );
};

const rules = (names: readonly string[]) =>
  some({
    anonymous: fc.boolean(),
    hold: fc.oneof(fc.constant('all' as const), fc.shuffledSubarray([...names])),
    answerWithin: fc.integer({ min: 1, max: 10_000 }),
    quorum: fc.oneof(fc.constantFrom(0.5, 2 / 3, 1), fc.double({ min: 0, max: 1, minExcluded: true, noNaN: true })),
    tasks: fc.boolean(),
    summary: fc.constantFrom(...names),
    brakes: some({
      noNewContent: fc.nat(1000),
      politeness: fc.nat(3),
      nudges: fc.nat(100),
      mailCap: fc.nat(100_000),
      waitCycle: fc.nat(1),
    }),
    fit: some({
      independent: fc.boolean(),
      entangled: fc.boolean(),
      expertise: fc.boolean(),
      exploratory: fc.boolean(),
    }),
  });

const setup = fc
  .uniqueArray(name, { minLength: 1, maxLength: 4 })
  .filter((names) => confusable(names) === undefined)
  .chain((names) =>
    fc.tuple(
      fc.record({
        title: line,
        question: words,
        seats: fc.tuple(...names.map((one) => seat(one))),
        mode: fc.constantFrom(...MODES),
        cadence: fc.constantFrom(...CADENCES),
        visibility: visibility(names),
        budget: fc
          .tuple(
            fc.record({ turns: count }),
            some({
              tokens: fc.integer({ min: 1, max: 1e9 }),
              time: fc.integer({ min: 1, max: 1e12 }),
              perAgent: some({ turns: count, tokens: fc.integer({ min: 1, max: 1e9 }) }),
            }),
          )
          .map(([turns, rest]) => ({ ...turns, ...rest })),
        answer: fc.record({ maxTokens: fc.integer({ min: 1, max: 4096 }), sentences: fc.integer({ min: 1, max: 20 }) }),
        context: fc.integer({ min: 256, max: 100_000 }),
        seed: fc.nat(0xffffffff),
        exact: fc.boolean(),
      }),
      rules(names),
    ),
  )
  .map(([base, ruled]) => ({ ...base, ...ruled }));

test('what is written is read back as the same setup', () => {
  fc.assert(
    fc.property(setup, (made) => {
      const given = runSetupSchema.parse(made);
      expect(parseScenario(writeScenario(given), 'round-trip.yaml')).toStrictEqual({ ok: true, value: given });
    }),
    { numRuns: 300 },
  );
});

test('defaults are left out, so that a written scenario is short', () => {
  const parsed = parseScenario('question: Why?\nseats: [{name: Ada, role: Critic}]\n', 'a.yaml');
  expect(parsed.ok && writeScenario(parsed.value)).toBe('question: Why?\nseats:\n  - name: Ada\n    role: Critic\n');
});

test('rules are written as a person would write them', () => {
  const text = `question: Why?
seats:
  - name: Ada
    role: Critic
  - name: "12"
    role: Fan
mode: vote
cadence: free
visibility:
  topology: hub
  sight: gist
  edges:
    Ada:
      "12": full
budget:
  perAgent:
    turns: 4
anonymous: true
hold:
  - "12"
answerWithin: 3
quorum: 0.6
tasks: true
summary: Ada
brakes:
  nudges: off
  mailCap: 9
fit:
  independent: no
  entangled: yes
`;
  const parsed = parseScenario(text, 'a.yaml');
  expect(parsed.ok && writeScenario(parsed.value)).toBe(text);
});

test('a time is written so that it is read back exactly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e13 }), (span) => {
      expect(parseTimeSpan(writeTimeSpan(span))).toBe(span);
    }),
  );
  expect([parseTimeSpan('1h30m'), parseTimeSpan('1.5s'), parseTimeSpan('10'), parseTimeSpan('m')]).toEqual([
    5_400_000_000,
    1_500_000,
    undefined,
    undefined,
  ]);
});
