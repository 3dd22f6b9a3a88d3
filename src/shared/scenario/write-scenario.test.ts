import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { modelRef } from '../events/ids.ts';
import { ACTS, samplerSchema, type RunSetup, type Sampler, type Seat } from '../events/setup.ts';
import { DEFAULT_SAMPLER } from './defaults.ts';
import { parseScenario } from './parse-scenario.ts';
import { confusable, seatName } from './seat-name.ts';
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
const setup: fc.Arbitrary<RunSetup> = fc
  .uniqueArray(name, { minLength: 1, maxLength: 4 })
  .chain((names) => fc.tuple(...names.map((one) => seat(one))))
  .filter((seats) => confusable(seats.map((one) => one.name)) === undefined)
  .chain((seats) =>
    fc.record({
      title: line,
      question: words,
      seats: fc.constant(seats),
      mode: fc.constant('peers' as const),
      cadence: fc.constantFrom('rounds' as const, 'floor' as const),
      visibility: fc.constant('full' as const),
      budget: fc.record(
        {
          turns: fc.integer({ min: 1, max: 60 }),
          tokens: fc.integer({ min: 1, max: 1e9 }),
          time: fc.integer({ min: 1, max: 1e12 }),
        },
        { requiredKeys: ['turns'], noNullPrototype: true },
      ) as fc.Arbitrary<RunSetup['budget']>,
      answer: fc.record({ maxTokens: fc.integer({ min: 1, max: 4096 }), sentences: fc.integer({ min: 1, max: 20 }) }),
      context: fc.integer({ min: 256, max: 100_000 }),
      seed: fc.nat(0xffffffff),
      exact: fc.boolean(),
    }),
  );

test('what is written is read back as the same setup', () => {
  fc.assert(
    fc.property(setup, (given) => {
      expect(parseScenario(writeScenario(given), 'round-trip.yaml')).toEqual({ ok: true, value: given });
    }),
    { numRuns: 150 },
  );
});

test('defaults are left out, so that a written scenario is short', () => {
  const parsed = parseScenario('question: Why?\nseats: [{name: Ada, role: Critic}]\n', 'a.yaml');
  expect(parsed.ok && writeScenario(parsed.value)).toBe('question: Why?\nseats:\n  - name: Ada\n    role: Critic\n');
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
