import { fail, ok, type Result } from '../base/result.ts';
import { modelRef } from '../events/ids.ts';
import { runSetupSchema, type RunSetup, type Seat } from '../events/setup.ts';
import { cadenceOf, modeOf } from './choices.ts';
import { titleOf } from './defaults.ts';
import { SCENARIO_LIMITS } from './parse-scenario.ts';
import { rangeOf } from './read-fields.ts';
import { seatNamed } from './seat-named.ts';
import { parseTimeSpan } from './time-span.ts';
import { visibilityOf } from './visibility-field.ts';
import type { z } from 'zod';

/** What a person changes about a scenario for one run, as it was typed. `seat` holds `NAME=MODEL` entries. */
export type Overrides = {
  readonly question?: string | undefined;
  readonly seat?: readonly string[] | undefined;
  readonly mode?: string | undefined;
  readonly cadence?: string | undefined;
  readonly visibility?: string | undefined;
  readonly turns?: string | undefined;
  readonly tokens?: string | undefined;
  readonly time?: string | undefined;
  readonly seed?: string | undefined;
  readonly exact?: boolean | undefined;
};

/** Which override is wrong (`--turns`) and one sentence on it. */
export type OverrideProblem = { readonly field: string; readonly message: string };

/** The setup with the overrides applied, or the first override that is wrong. */
export function withOverrides(setup: RunSetup, overrides: Overrides): Result<RunSetup, OverrideProblem> {
  let changed: RunSetup = setup;
  for (const [name, change] of Object.entries(CHANGES)) {
    const next = change(changed, overrides);
    if (!next.ok) return fail({ field: `--${name}`, message: next.failure });
    changed = next.value;
  }
  return ok(changed);
}

type Change = (setup: RunSetup, overrides: Overrides) => Result<RunSetup, string>;

const shape = runSetupSchema.shape;

const CHANGES: Readonly<Record<string, Change>> = {
  question: (setup, { question }) => {
    if (question === undefined) return ok(setup);
    const text = question.trim();
    if (text === '') return fail('is empty; write the question in quotes');
    if (text.length > SCENARIO_LIMITS.question) return fail(`is longer than ${SCENARIO_LIMITS.question} characters`);
    const title = setup.title === titleOf(setup.question) ? titleOf(text) : setup.title;
    return ok({ ...setup, question: text, title });
  },
  seat: (setup, { seat = [] }) => {
    let seats: Result<readonly Seat[], string> = ok(setup.seats);
    for (const entry of seat) if (seats.ok) seats = reseat(seats.value, entry);
    return seats.ok ? ok({ ...setup, seats: [...seats.value] }) : seats;
  },
  mode: (setup, { mode }) =>
    put(mode === undefined ? undefined : modeOf(mode), (value) => ({ ...setup, mode: value }), setup),
  cadence: (setup, { cadence }) =>
    put(cadence === undefined ? undefined : cadenceOf(cadence), (value) => ({ ...setup, cadence: value }), setup),
  visibility: (setup, { visibility }) =>
    put(
      visibility === undefined ? undefined : visibilityOf(visibility),
      (value) => ({ ...setup, visibility: value }),
      setup,
    ),
  turns: (setup, { turns }) =>
    put(wholeNumber(turns, shape.budget.shape.turns), (value) => budgeted(setup, { turns: value }), setup),
  tokens: (setup, { tokens }) =>
    put(wholeNumber(tokens, shape.budget.shape.tokens.unwrap()), (value) => budgeted(setup, { tokens: value }), setup),
  time: (setup, { time }) => {
    if (time === undefined) return ok(setup);
    const micros = parseTimeSpan(time);
    if (micros === undefined || micros < 1) return fail('must be a time above 0 such as 90s, 10m or 1h30m');
    return ok(budgeted(setup, { time: micros }));
  },
  seed: (setup, { seed }) => put(wholeNumber(seed, shape.seed), (value) => ({ ...setup, seed: value }), setup),
  exact: (setup, { exact }) => ok(exact === undefined ? setup : { ...setup, exact }),
};

const budgeted = (setup: RunSetup, budget: Partial<RunSetup['budget']>): RunSetup => ({
  ...setup,
  budget: { ...setup.budget, ...budget },
});

function put<Value>(
  read: Result<Value, string> | undefined,
  apply: (value: Value) => RunSetup,
  setup: RunSetup,
): Result<RunSetup, string> {
  if (read === undefined) return ok(setup);
  return read.ok ? ok(apply(read.value)) : read;
}

function wholeNumber(text: string | undefined, schema: z.ZodNumber): Result<number, string> | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,16}$/u.test(text.trim()) ? schema.safeParse(Number(text)) : undefined;
  return value?.success === true ? ok(value.data) : fail(`must be ${rangeOf(schema)}, found '${text.slice(0, 40)}'`);
}

function reseat(seats: readonly Seat[], entry: string): Result<readonly Seat[], string> {
  const cut = entry.indexOf('=');
  const name = entry.slice(0, Math.max(0, cut)).trim();
  const model = entry.slice(cut + 1).trim();
  if (cut < 1 || name === '' || model === '') return fail(`must be NAME=MODEL, found '${entry.slice(0, 60)}'`);
  if (model.length > SCENARIO_LIMITS.model)
    return fail(`the model's name is longer than ${SCENARIO_LIMITS.model} characters`);
  const found = seatNamed(
    name,
    seats.map((seat) => seat.name),
  );
  if (!found.ok) return found;
  return ok(seats.map((seat) => (seat.name === found.value ? { ...seat, model: modelRef(model) } : seat)));
}
