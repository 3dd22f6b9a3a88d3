import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { modelRef } from '#shared/events/ids.ts';
import { ACTS, CADENCES, MODES, runSetupSchema, SIGHTS, TOPOLOGIES, type RunSetup } from '#shared/events/setup.ts';
import { DEFAULT_SAMPLER } from '#shared/scenario/defaults.ts';
import { parseScenario } from '#shared/scenario/parse-scenario.ts';
import { draftOf, emptyDraft, type Draft } from './draft.ts';
import { setupOf, withWords } from './setup-of.ts';

const SCENARIOS = join(import.meta.dirname, '..', '..', '..', 'scenarios');
const RECORDINGS = join(SCENARIOS, 'recordings');

const readySetups = (): readonly RunSetup[] =>
  readdirSync(SCENARIOS)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => {
      const parsed = parseScenario(readFileSync(join(SCENARIOS, name), 'utf8'), name);
      if (!parsed.ok) throw new Error(`${name} is no scenario`);
      return parsed.value;
    });

const recordedSetups = (): readonly RunSetup[] =>
  readdirSync(RECORDINGS)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => {
      const lines = readFileSync(join(RECORDINGS, name), 'utf8').split('\n', 3);
      const created = lines.map((line) => JSON.parse(line)).find(({ type }) => type === 'v1.run.created');
      return runSetupSchema.parse(created.data.setup);
    });

test('every ready scenario and every recording goes through the form and comes out as the same run', () => {
  const setups = [...readySetups(), ...recordedSetups()];
  expect(setups.length).toBeGreaterThanOrEqual(15);
  for (const setup of setups) expect(setupOf(draftOf(setup))).toStrictEqual({ ok: true, value: setup });
});

test('control: a field that the form forgets is seen as another run', () => {
  const [setup] = readySetups().filter(({ tasks }) => tasks === true);
  if (setup === undefined) throw new Error('a ready scenario has tasks');
  expect(setupOf({ ...draftOf(setup), tasks: '' })).not.toStrictEqual({ ok: true, value: setup });
});

const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((text) => text.replaceAll('\r', '').trim())
  .filter((text) => text !== '' && text.isWellFormed());
const count = fc.integer({ min: 1, max: 5000 });
const some = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(fields, { requiredKeys: [], noNullPrototype: true });
/** Where nothing is in it, the group is not there: the one form in which a scenario reads it. */
const group = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  some(fields).map((value) => (Object.keys(value).length === 0 ? undefined : value));

const NAMES = ['Ada', 'Ben', '12', "O'Neil", '李雷', 'true', 'No'];

const anySetup: fc.Arbitrary<RunSetup> = fc.shuffledSubarray(NAMES, { minLength: 2, maxLength: 5 }).chain((names) => {
  const pairs = names.flatMap((reader) => names.filter((one) => one !== reader).map((writer) => ({ reader, writer })));
  const edges = fc
    .subarray(pairs)
    .chain((chosen) =>
      fc.tuple(...chosen.map((pair) => fc.constantFrom(...SIGHTS).map((sight) => ({ ...pair, sight })))),
    );
  const base = fc.record({
    title: words.map((text) => text.replace(/\s+/gu, ' ')),
    question: words,
    seats: fc.tuple(
      ...names.map((name) =>
        fc.record({
          name: fc.constant(name),
          role: words,
          model: fc.constantFrom('scripted', './a b.gguf').map((text) => modelRef(text)),
          sampler: fc
            .double({ min: 0, max: 5, noNaN: true })
            .map((hot) => ({ ...DEFAULT_SAMPLER, temperature: hot + 0 })),
          leaning: fc.dictionary(fc.constantFrom(...ACTS), fc.integer({ min: 0, max: 100 })),
        }),
      ),
    ),
    mode: fc.constantFrom(...MODES),
    cadence: fc.constantFrom(...CADENCES),
    visibility: fc.oneof(
      fc.constant('full'),
      fc.record({ topology: fc.constantFrom(...TOPOLOGIES), sight: fc.constantFrom('full', 'gist'), edges }),
    ),
    budget: group({ tokens: count, time: count, perAgent: group({ turns: count, tokens: count }) }).chain((rest) =>
      count.map((turns) => ({ ...rest, turns })),
    ),
    answer: fc.record({ maxTokens: fc.integer({ min: 1, max: 4096 }), sentences: fc.integer({ min: 1, max: 20 }) }),
    context: fc.integer({ min: 256, max: 100_000 }),
    seed: fc.nat(0xffffffff),
    exact: fc.boolean(),
  });
  const rules = some({
    anonymous: fc.boolean(),
    hold: fc.oneof(fc.constant('all'), fc.shuffledSubarray(names)),
    answerWithin: count,
    quorum: fc.oneof(fc.constantFrom(0.5, 2 / 3, 1), fc.double({ min: 0.01, max: 1, noNaN: true })),
    tasks: fc.boolean(),
    summary: fc.constantFrom(...names),
    brakes: group({ noNewContent: fc.nat(9), mailCap: fc.nat(99), waitCycle: fc.nat(1) }),
    fit: group({ independent: fc.boolean(), exploratory: fc.boolean() }),
  });
  return fc
    .tuple(base, rules)
    .map(([one, other]) => runSetupSchema.parse(JSON.parse(JSON.stringify({ ...one, ...other }))));
});

test('any run goes through the form and comes out the same', () => {
  fc.assert(
    fc.property(anySetup, (setup) => {
      expect(setupOf(draftOf(setup))).toStrictEqual({ ok: true, value: setup });
    }),
    { numRuns: 200 },
  );
});

const problems = (change: Partial<Draft>): Readonly<Record<string, string>> => {
  const read = setupOf({ ...withWords(emptyDraft()), ...change });
  return read.ok ? {} : read.failure;
};

test('an empty form says what is missing beside each field, and with words in it is a run', () => {
  const read = setupOf(emptyDraft());
  expect(read.ok ? {} : read.failure).toEqual({
    question: 'Is empty; write a text.',
    'seats[0].role': 'Is empty; write a text.',
    'seats[1].role': 'Is empty; write a text.',
  });
  expect(problems({})).toEqual({});
});

test('what is wrong is said in the words of a scenario file, each beside its own field', () => {
  expect(problems({ turns: 'many', time: '10', seed: '-1', answerTokens: '0,5', quorum: '7' })).toEqual({
    'budget.turns': "Must be a whole number from 1 to 1000000, found the text 'many'.",
    'budget.time': 'Must be a time above 0 such as 90s, 10m or 1h30m.',
    seed: 'Must be a whole number from 0 to 4294967295, found -1.',
    'answer.tokens': "Must be a whole number from 1 to 4096, found the text '0,5'.",
    quorum: 'Must be a share above 0 and at most 1 such as 0.5, 60% or 2/3, found 7.',
  });
});

test('two seats of one name are one mistake at the later seat, whatever else names them', () => {
  const { seats } = withWords(emptyDraft());
  const twice = seats.map((seat) => ({ ...seat, name: 'Ada' }));
  expect(problems({ seats: twice, hold: 'some', held: ['s1', 's2'], summary: 's2' })).toEqual({
    'seats[1].name': "Two seats are named 'Ada'; give each seat a name of its own.",
  });
});

test('shares, times and off are typed as in a scenario file', () => {
  const draft = { ...withWords(emptyDraft()), quorum: '2/3', time: '1h30m' };
  const read = setupOf({ ...draft, brakes: { ...draft.brakes, nudges: 'off', waitCycle: 'on' } });
  expect(read).toMatchObject({
    ok: true,
    value: { quorum: 2 / 3, budget: { time: 5_400_000_000, turns: 6 }, brakes: { nudges: 0, waitCycle: 1 } },
  });
});

test('nothing that is typed breaks the form: every text gives a run or words', () => {
  const gives = fc.property(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.string({ maxLength: 30 }),
    (one, other) => {
      const draft = withWords(emptyDraft());
      const [seat] = draft.seats;
      if (seat === undefined) return false;
      const read = setupOf({ ...draft, question: one, turns: other, seats: [{ ...seat, name: other, role: one }] });
      return read.ok || Object.values(read.failure).every((sentence) => sentence.length > 5);
    },
  );
  expect(fc.check(gives).failed).toBe(false);
});
