import { z } from 'zod';
import { fail, ok, type Result } from '../base/result.ts';
import { modelRef } from '../events/ids.ts';
import {
  ACTS,
  runSetupSchema,
  samplerSchema,
  type Act,
  type RunSetup,
  type Sampler,
  type Seat,
} from '../events/setup.ts';
import { readBudget } from './budget-field.ts';
import { cadenceOf, modeOf } from './choices.ts';
import { DEFAULT_ANSWER, DEFAULT_CONTEXT, DEFAULT_MODEL, DEFAULT_SAMPLER, DEFAULT_SEED, titleOf } from './defaults.ts';
import { hint } from './nearest.ts';
import { absent, FieldReader, inside, type Field, type FieldProblem } from './read-fields.ts';
import { readRules, RULE_FIELDS } from './rule-fields.ts';
import { confusable } from './look-alike.ts';
import { seatName } from './seat-name.ts';
import { readScores, SCORE_FIELDS } from './score-fields.ts';
import { readVisibility } from './visibility-field.ts';
import { parseYamlTree, placeOf } from './yaml-tree.ts';

/** What is wrong with a scenario file, and where; line and column count from 1, `field` is a path such as `seats[1].role`. */
export type ScenarioProblem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly field: string;
  readonly message: string;
};

/** The longest texts of a scenario in UTF-16 units, and the most seats. */
export const SCENARIO_LIMITS = { question: 16_000, role: 4_000, title: 200, model: 200, seats: 64 } as const;

/** A scenario file's text with every default filled in, or the first thing in it that is wrong. `file` is only for the message. */
export function parseScenario(text: string, file: string): Result<RunSetup, ScenarioProblem> {
  const { setup, problems } = readWhole(text);
  const [problem] = problems;
  if (problem === undefined) return ok(runSetupSchema.parse(setup));
  return fail({ file, ...placeOf(text, problem.at), field: problem.field, message: problem.message });
}

/** Everything that is wrong with a scenario, in the order of the text, for a form that shows it all at once; empty where nothing is. */
export const scenarioProblems = (text: string): readonly FieldProblem[] => readWhole(text).problems;

/** A problem as one sentence: `file:line:column: field: what and what to do`. */
export function describeProblem(problem: ScenarioProblem): string {
  const where = `${problem.file}:${problem.line}:${problem.column}`;
  return problem.field === '' ? `${where}: ${problem.message}` : `${where}: ${problem.field}: ${problem.message}`;
}

/** Every field that a scenario may have. */
export const SCENARIO_FIELDS = [
  'title',
  'question',
  'seats',
  'mode',
  'cadence',
  'visibility',
  'rounds',
  'budget',
  'answer',
  'context',
  'seed',
  'exact',
  'model',
  ...RULE_FIELDS,
  ...SCORE_FIELDS,
] as const;
const SAMPLER_FIELDS = Object.keys(samplerSchema.shape) as (keyof Sampler)[];

type Reading = { readonly setup?: RunSetup; readonly problems: readonly FieldProblem[] };

function readWhole(text: string): Reading {
  const tree = parseYamlTree(text);
  if (!tree.ok) return { problems: [{ ...tree.failure, field: '' }] };
  const reader = new FieldReader();
  const setup = readScenario(reader, { name: '', at: 0, tree: tree.value });
  return { setup, problems: reader.problems.toSorted((a, b) => a.at - b.at) };
}

function readScenario(reader: FieldReader, root: Field): RunSetup {
  if (absent(root)) reader.note(root, 'the file is empty; a scenario needs at least a question and seats');
  const field = reader.map(root, SCENARIO_FIELDS);
  const question = absent(root) ? '' : reader.text(field('question'), { limit: SCENARIO_LIMITS.question });
  const model = reader.text(field('model'), { fallback: DEFAULT_MODEL, limit: SCENARIO_LIMITS.model });
  const seats = readSeats(reader, field('seats'), model);
  const names = seats.map(({ name }) => name);
  const title = reader.text(field('title'), { fallback: titleOf(question), limit: SCENARIO_LIMITS.title });
  const answer = reader.map(field('answer'), ['tokens', 'sentences']);
  const answers = runSetupSchema.shape.answer.shape;
  return {
    title: title.replace(/\s+/gu, ' '),
    question,
    seats,
    mode: reader.choice(field('mode'), modeOf, 'peers'),
    cadence: reader.choice(field('cadence'), cadenceOf, 'rounds'),
    visibility: readVisibility(reader, field('visibility'), names),
    budget: readBudget(reader, { budget: field('budget'), rounds: field('rounds') }, seats.length),
    answer: {
      maxTokens: reader.number(answer('tokens'), answers.maxTokens, DEFAULT_ANSWER.maxTokens),
      sentences: reader.number(answer('sentences'), answers.sentences, DEFAULT_ANSWER.sentences),
    },
    context: reader.number(field('context'), runSetupSchema.shape.context, DEFAULT_CONTEXT),
    seed: reader.number(field('seed'), runSetupSchema.shape.seed, DEFAULT_SEED),
    exact: reader.flag(field('exact'), false),
    ...readRules(reader, field, names),
    ...readScores(reader, field, model),
  };
}

function readSeats(reader: FieldReader, field: Field, model: string): Seat[] {
  const seats = reader.list(field);
  if (seats.length === 0) {
    reader.note(field, 'needs at least one seat, each with a name and a role');
  }
  if (seats.length > SCENARIO_LIMITS.seats) {
    reader.note(field, `has ${seats.length} seats; at most ${SCENARIO_LIMITS.seats} can sit together`);
    return [];
  }
  const read = seats.map((seat) => readSeat(reader, seat, model));
  const pair = confusable(read.map(({ name }) => name));
  const [first, second] = pair === undefined ? [] : [read[pair[0]], read[pair[1]]];
  const where = pair === undefined ? undefined : seats[pair[1]];
  if (first !== undefined && second !== undefined && where !== undefined && second.name !== '') {
    const same =
      first.name === second.name
        ? `two seats are named '${first.name}'`
        : `'${second.name}' looks like '${first.name}'`;
    reader.note({ ...where, name: `${where.name}.name` }, `${same}; give each seat a name of its own`);
  }
  return read;
}

function readSeat(reader: FieldReader, seat: Field, model: string): Seat {
  const field = reader.map(seat, ['name', 'role', 'model', 'wrapper', 'sampler', 'leaning']);
  const written = reader.text(field('name'), { limit: 200 });
  const name = written === '' ? ok('') : seatName(written);
  if (!name.ok) reader.note(field('name'), name.failure);
  const wrapper = field('wrapper');
  return {
    name: name.ok ? name.value : written,
    role: reader.text(field('role'), { limit: SCENARIO_LIMITS.role }),
    model: modelRef(
      reader.text(field('model'), { fallback: model, limit: SCENARIO_LIMITS.model }).slice(0, 200) || DEFAULT_MODEL,
    ),
    ...(absent(wrapper) ? {} : { wrapper: reader.text(wrapper, { limit: 100 }) }),
    sampler: readSampler(reader, field('sampler')),
    leaning: readLeaning(reader, field('leaning')),
  };
}

function readSampler(reader: FieldReader, field: Field): Sampler {
  const inner = reader.map(field, SAMPLER_FIELDS);
  const read = SAMPLER_FIELDS.map((name) => [
    name,
    reader.number(inner(name), samplerSchema.shape[name], DEFAULT_SAMPLER[name]),
  ]);
  return samplerSchema.parse(Object.fromEntries(read));
}

function readLeaning(reader: FieldReader, field: Field): Partial<Record<Act, number>> {
  const leaning: Partial<Record<Act, number>> = {};
  for (const entry of reader.entries(field)) {
    const at = inside(field, entry);
    const act = ACTS.find((name) => name === entry.key);
    if (act === undefined) reader.note(at, `'${entry.key.slice(0, 40)}' is no act${hint(entry.key, ACTS)}`);
    else if (absent(at)) reader.note(at, 'needs a weight: 1 is usual, 0 forbids');
    else leaning[act] = reader.number(at, WEIGHT, 1);
  }
  return leaning;
}

const WEIGHT = z.number().min(0).max(100);
