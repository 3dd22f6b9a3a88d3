import { ACTS, brakesSchema, samplerSchema } from '#shared/events/setup.ts';
import type { Act, Cadence, Mode, RunSetup, Sampler, Seat, Sight, Visibility } from '#shared/events/setup.ts';
import { DEFAULT_MODEL, DEFAULT_SAMPLER, titleOf } from '#shared/scenario/defaults.ts';
import { FIT_IDS, type FitId } from '#shared/scenario/fit.ts';
import { writeTimeSpan } from '#shared/scenario/time-span.ts';

/** A yes-or-no field that may be left out; empty is left out. */
export type Flag = '' | 'yes' | 'no';
export type Topology = Visibility['topology'];
export type Brake = keyof NonNullable<RunSetup['brakes']>;

export type SeatDraft = {
  /** Stays the same while the seat is renamed and moved; never shown. */
  readonly key: string;
  readonly name: string;
  readonly role: string;
  readonly model: string;
  readonly wrapper: string;
  readonly sampler: Readonly<Record<keyof Sampler, string>>;
  /** Empty is the usual weight of 1. */
  readonly leaning: Readonly<Record<Act, string>>;
};

/** The form of a run as it is typed: text where people type, an empty text where they left something out. */
export type Draft = {
  readonly title: string;
  readonly question: string;
  readonly seats: readonly SeatDraft[];
  readonly mode: Mode;
  readonly cadence: Cadence;
  readonly visibility: {
    /** `full` is what the mode makes of it, `all` everyone whatever the mode. */
    readonly base: 'full' | Topology;
    readonly sight: 'full' | 'gist';
    /** Single edges that differ, by `edgeKey`. */
    readonly edges: Readonly<Record<string, Sight>>;
  };
  readonly anonymous: Flag;
  readonly tasks: Flag;
  readonly turns: string;
  readonly tokens: string;
  readonly time: string;
  readonly agentTurns: string;
  readonly agentTokens: string;
  readonly answerTokens: string;
  readonly answerSentences: string;
  readonly context: string;
  readonly seed: string;
  readonly exact: boolean;
  readonly hold: '' | 'all' | 'some';
  /** Keys of seats. */
  readonly held: readonly string[];
  readonly answerWithin: string;
  readonly quorum: string;
  /** The key of a seat. */
  readonly summary: string;
  readonly brakes: Readonly<Record<Brake, string>>;
  readonly fit: Readonly<Record<FitId, Flag>>;
};

export const SAMPLER_FIELDS = samplerSchema.keyof().options;
export const BRAKES = brakesSchema.keyof().options;

/** Names one direction between two seats by their keys. */
export const edgeKey = (reader: string, writer: string): string => `${reader}>${writer}`;

/** The setup as it would have been typed: `setupOf` gives it back. */
export function draftOf(setup: RunSetup): Draft {
  const seats = setup.seats.map((seat, index) => seatDraft(seat, `s${index + 1}`));
  const keyOf = (name: string): string => seats.find((seat) => seat.name === name)?.key ?? '';
  const { budget, hold, brakes, fit } = setup;
  return {
    title: setup.title === titleOf(setup.question) ? '' : setup.title,
    question: setup.question,
    seats,
    mode: setup.mode,
    cadence: setup.cadence,
    visibility: visibilityDraft(setup.visibility, keyOf),
    anonymous: flag(setup.anonymous),
    tasks: flag(setup.tasks),
    turns: String(budget.turns),
    tokens: text(budget.tokens),
    time: budget.time === undefined ? '' : writeTimeSpan(budget.time),
    agentTurns: text(budget.perAgent?.turns),
    agentTokens: text(budget.perAgent?.tokens),
    answerTokens: String(setup.answer.maxTokens),
    answerSentences: String(setup.answer.sentences),
    context: String(setup.context),
    seed: String(setup.seed),
    exact: setup.exact,
    hold: hold === undefined ? '' : hold === 'all' ? 'all' : 'some',
    held: Array.isArray(hold) ? hold.map(keyOf) : [],
    answerWithin: text(setup.answerWithin),
    quorum: text(setup.quorum),
    summary: setup.summary === undefined ? '' : keyOf(setup.summary),
    brakes: record(BRAKES, (name) => brakeText(name, brakes?.[name])),
    fit: record(FIT_IDS, (id) => flag(fit?.[id])),
  };
}

/** An empty form: two seats with names and nothing else, every field left out that may be. */
export const emptyDraft = (model: string = DEFAULT_MODEL): Draft => ({
  title: '',
  question: '',
  seats: ['Ada', 'Ben'].map((name, index) => emptySeat({ key: `s${index + 1}`, name, model })),
  mode: 'peers',
  cadence: 'rounds',
  visibility: { base: 'full', sight: 'full', edges: {} },
  anonymous: '',
  tasks: '',
  turns: '',
  tokens: '',
  time: '',
  agentTurns: '',
  agentTokens: '',
  answerTokens: '',
  answerSentences: '',
  context: '',
  seed: '',
  exact: false,
  hold: '',
  held: [],
  answerWithin: '',
  quorum: '',
  summary: '',
  brakes: record(BRAKES, () => ''),
  fit: record(FIT_IDS, () => ''),
});

export const emptySeat = (known: Pick<SeatDraft, 'key' | 'name' | 'model'>): SeatDraft => ({
  ...known,
  role: '',
  wrapper: '',
  sampler: record(SAMPLER_FIELDS, () => ''),
  leaning: record(ACTS, () => ''),
});

function seatDraft(seat: Seat, key: string): SeatDraft {
  return {
    key,
    name: seat.name,
    role: seat.role,
    model: seat.model,
    wrapper: seat.wrapper ?? '',
    sampler: record(SAMPLER_FIELDS, (name) =>
      seat.sampler[name] === DEFAULT_SAMPLER[name] ? '' : String(seat.sampler[name]),
    ),
    leaning: record(ACTS, (act) => text(seat.leaning[act])),
  };
}

function visibilityDraft(visibility: RunSetup['visibility'], keyOf: (name: string) => string): Draft['visibility'] {
  if (visibility === 'full') return { base: 'full', sight: 'full', edges: {} };
  const { topology, sight, edges } = visibility;
  // Of two edges for the same pair the first counts.
  const known = edges.toReversed().map((edge) => [edgeKey(keyOf(edge.reader), keyOf(edge.writer)), edge.sight]);
  return { base: topology, sight, edges: Object.fromEntries(known) as Record<string, Sight> };
}

function brakeText(name: Brake, value: number | undefined): string {
  if (value === 0) return 'off';
  return name === 'waitCycle' && value === 1 ? 'on' : text(value);
}

const text = (value: number | undefined): string => (value === undefined ? '' : String(value));
const flag = (value: boolean | undefined): Flag => (value === undefined ? '' : value ? 'yes' : 'no');

const record = <Key extends string, Value>(
  keys: readonly Key[],
  value: (key: Key) => Value,
): Readonly<Record<Key, Value>> => Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<Key, Value>;
