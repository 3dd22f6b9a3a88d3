import { stringify } from 'yaml';
import type { RunSetup, Sampler, Seat } from '../events/setup.ts';
import {
  DEFAULT_ANSWER,
  DEFAULT_CONTEXT,
  DEFAULT_MODEL,
  DEFAULT_ROUNDS,
  DEFAULT_SAMPLER,
  DEFAULT_SEED,
  titleOf,
} from './defaults.ts';
import { writeRules } from './rule-fields.ts';
import { writeScores } from './score-fields.ts';
import { writeTimeSpan } from './time-span.ts';
import { writeVisibility } from './visibility-field.ts';
import { filled, withoutGaps } from './without-gaps.ts';

/** A setup as scenario YAML, defaults left out: `parseScenario` of the result gives the same setup. */
export function writeScenario(setup: RunSetup): string {
  const models = new Set(setup.seats.map(({ model }) => model));
  const shared = models.size === 1 ? setup.seats[0]?.model : undefined;
  const scenario = {
    title: unless(setup.title, titleOf(setup.question)),
    question: setup.question,
    model: shared === undefined ? undefined : unless(shared, DEFAULT_MODEL),
    seats: setup.seats.map((seat) => writeSeat(seat, shared ?? DEFAULT_MODEL)),
    mode: unless(setup.mode, 'peers'),
    cadence: unless(setup.cadence, 'rounds'),
    visibility: unless(writeVisibility(setup.visibility), 'full'),
    ...writeBudget(setup),
    answer: filled({
      tokens: unless(setup.answer.maxTokens, DEFAULT_ANSWER.maxTokens),
      sentences: unless(setup.answer.sentences, DEFAULT_ANSWER.sentences),
    }),
    context: unless(setup.context, DEFAULT_CONTEXT),
    seed: unless(setup.seed, DEFAULT_SEED),
    exact: unless(setup.exact, false),
    ...writeRules(setup),
    ...writeScores(setup, shared ?? DEFAULT_MODEL),
  };
  return stringify(withoutGaps(scenario), { schema: 'core', aliasDuplicateObjects: false, lineWidth: 100 });
}

function writeSeat(seat: Seat, model: string): object {
  const names = Object.keys(DEFAULT_SAMPLER) as (keyof Sampler)[];
  const changed = names.filter((name) => seat.sampler[name] !== DEFAULT_SAMPLER[name]);
  return withoutGaps({
    name: seat.name,
    role: seat.role,
    model: unless<string>(seat.model, model),
    wrapper: seat.wrapper,
    sampler: filled(Object.fromEntries(changed.map((name) => [name, seat.sampler[name]]))),
    leaning: filled(seat.leaning),
  });
}

/** Turns are written as rounds where they are whole rounds, and left out where they are the usual number of them. */
function writeBudget({ budget, seats }: RunSetup): object {
  const rounds = budget.turns % seats.length === 0 ? budget.turns / seats.length : undefined;
  const writable = rounds !== undefined && rounds <= 10_000;
  return {
    rounds: writable ? unless(rounds, DEFAULT_ROUNDS) : undefined,
    budget: filled({
      turns: writable ? undefined : budget.turns,
      tokens: budget.tokens,
      time: budget.time === undefined ? undefined : writeTimeSpan(budget.time),
      perAgent: budget.perAgent === undefined ? undefined : withoutGaps(budget.perAgent),
    }),
  };
}

const unless = <Value>(value: Value, usual: Value): Value | undefined => (value === usual ? undefined : value);
