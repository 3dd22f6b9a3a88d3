import type { ModelRef } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { groundKey, sightTable } from '#shared/events/visibility.ts';
import type { Output } from '#shared/rpc/methods.ts';

/** Answers from a list and needs neither file nor memory: for trying the window out. */
export const SCRIPTED = 'scripted';

/** What a run asks of one model: sequences of `context` tokens each, of which turns and common grounds have one. */
export type MemoryWish = {
  readonly model: ModelRef;
  readonly slots: number;
  readonly trunks: number;
  readonly context: number;
};
export type Memory = Output<'models.estimate'>;

/** As the engine opens its models: at most so many turns at once and grounds kept. */
const MOST = 8;

/** What each model of a run takes, each once; the scripted one takes nothing. A test holds this against the engine. */
export function memoryWishes(setup: RunSetup): readonly MemoryWish[] {
  const grounds = groundsByModel(setup);
  const oneByOne = setup.exact || setup.mode === 'roleplay' || (setup.mode === 'peers' && setup.cadence === 'floor');
  return [...grounds]
    .filter(([model]) => model !== SCRIPTED)
    .map(([model, keys]) => ({
      model,
      slots: oneByOne ? 1 : Math.min(MOST, keys.length),
      trunks: Math.min(MOST, new Set(keys).size),
      context: setup.context,
    }));
}

/** What `models.estimate` is asked: it counts one ground by itself. */
export const estimateInput = ({ model, slots, trunks, context }: MemoryWish) => ({
  model,
  seats: slots + trunks - 1,
  context,
});

/** All models together, against what is free: the least that any of them found. Every figure is a finite number. */
export function memoryTotal(parts: readonly Memory[]): Memory {
  const sum = (figure: 'weights' | 'cache' | 'overhead' | 'total'): number =>
    parts.reduce((all, part) => all + finite(part[figure]), 0);
  const total = sum('total');
  const free = parts.length === 0 ? 0 : Math.min(...parts.map((part) => finite(part.free)));
  return {
    weights: sum('weights'),
    cache: sum('cache'),
    overhead: sum('overhead'),
    total,
    free,
    fits: total <= free,
  };
}

export type TokenEstimate = {
  readonly turns: number;
  /** Tokens that are written at most, that are evaluated, and both: what a token budget counts. */
  readonly written: number;
  readonly evaluated: number;
  readonly total: number;
  /** How it is reckoned, as sentences for people. */
  readonly how: readonly string[];
};

/** Measured on the recordings: tokens of a menu with its instruction, of a gist with its line, and letters to a token. */
const MENU_TOKENS = 60;
const GIST_TOKENS = 30;
const LETTERS = 4;

/**
 * A simple sum, rather too high than too low: each turn evaluates its role and menu and writes an answer of full length; each message is
 * evaluated once for every group of seats of one model that see the same. What is reused costs nothing.
 */
export function tokenEstimate(setup: RunSetup): TokenEstimate {
  const turns = turnsOf(setup);
  const answer = setup.answer.maxTokens;
  const seats = setup.mode === 'single' ? setup.seats.slice(0, 1) : setup.seats;
  const role = Math.round(mean(seats.map((seat) => seat.role.length)) / LETTERS);
  const question = Math.ceil(setup.question.length / LETTERS);
  const grounds = [...groundsByModel(setup).values()].flatMap((keys) => [...new Set(keys)]);
  const heard = Math.round(grounds.reduce((all, key) => all + heardPerMessage(key, answer), 0));
  const written = turns * answer;
  const evaluated = turns * (MENU_TOKENS + role + heard) + grounds.length * question;
  const count = grounds.length;
  return {
    turns,
    written,
    evaluated,
    total: written + evaluated,
    how: [
      `${turns} turns × (${answer} written + ${MENU_TOKENS + role} for role and menu + ${heard} to read each message in).`,
      `${count === 1 ? 'All who see the same read a message once together' : `${count} groups that see the same each read a message once`}; the question (${question}) stands once in front of each.`,
    ],
  };
}

/** Turns that are taken at most: a vote is a proposal and a ballot each, a single seat answers once. */
function turnsOf({ mode, seats, budget }: RunSetup): number {
  const each = budget.perAgent?.turns;
  const byAgent = each === undefined ? budget.turns : Math.min(budget.turns, each * seats.length);
  if (mode === 'single') return 1;
  return mode === 'vote' ? Math.min(byAgent, 2 * seats.length) : byAgent;
}

/** The sight rows of the seats that play, by the model that speaks for them. */
function groundsByModel(setup: RunSetup): ReadonlyMap<ModelRef, readonly string[]> {
  const table = sightTable(setup);
  const [first] = setup.seats;
  const played = setup.mode === 'single' ? setup.seats.slice(0, 1) : setup.seats;
  const grounds = new Map<ModelRef, readonly string[]>();
  for (const [seat, own] of played.entries()) {
    const model = setup.mode === 'roleplay' ? (first ?? own).model : own.model;
    grounds.set(model, [...(grounds.get(model) ?? []), groundKey(table, seat)]);
  }
  return grounds;
}

/** Tokens with which a message of any seat stands in a ground, on average over the writers. */
const heardPerMessage = (key: string, answer: number): number =>
  mean(
    key.split(',').map((sight) => (sight === 'full' ? answer : sight === 'gist' ? Math.min(answer, GIST_TOKENS) : 0)),
  );

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((all, value) => all + value, 0) / values.length;

const finite = (value: number): number => (Number.isFinite(value) && value > 0 ? value : 0);
