import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsIn, freshHome, parley, type WireEvent } from '../e2e/support/parley.ts';

/** How the inference host shares and batches; `trunk` and `composer` are what the program does. */
export type Variant = { readonly sharing: 'trunk' | 'own' | 'none'; readonly batching: 'composer' | 'default' };

export type Figures = {
  readonly agents: number;
  readonly turns: number;
  readonly evaluated: number;
  readonly ground: number;
  readonly reused: number;
  readonly written: number;
  readonly evaluatedPerWritten: number;
  /** From the first turn's start to the run's end. */
  readonly seconds: number;
  readonly writtenPerSecond: number;
  readonly passes: number;
  readonly retries: number;
};

const SEATS = [
  ['Ada', 'a frontend expert'],
  ['Ben', 'a backend expert'],
  ['Cleo', 'a test engineer'],
  ['Dan', 'a security expert'],
  ['Eva', 'a product manager'],
  ['Finn', 'a writer'],
  ['Gus', 'an economist'],
  ['Hal', 'an operator'],
] as const;

export type Scenario = {
  readonly question?: string;
  readonly agents: number;
  readonly rounds: number;
  readonly seed: number;
  readonly tokens: number;
  readonly sentences: number;
  /** Further lines of the scenario. */
  readonly extra?: readonly string[];
  /** `budget`: brakes off and nobody agrees, so that two runs have the same number of turns; `anything` as a scenario usually ends. */
  readonly endsBy?: 'budget' | 'anything';
};

const NO_BRAKES = 'brakes: { noNewContent: off, politeness: off, nudges: off, mailCap: off, waitCycle: off }';

const QUESTION =
  'Where should a small town build its new library: in the old station, or in a new building by the school?';

/** A scenario in which every agent sees the full text of all, unless `extra` says otherwise. */
export function scenarioText(scenario: Scenario): string {
  const { agents, rounds, seed, tokens, sentences, question = QUESTION, extra = [], endsBy = 'budget' } = scenario;
  const leaning = endsBy === 'budget' ? ', leaning: { agree: 0 }' : '';
  const seats = SEATS.slice(0, agents).map(([name, role]) => `  - { name: ${name}, role: ${role}${leaning} }`);
  return [
    'title: Bench',
    `question: ${JSON.stringify(question)}`,
    'model: smollm2-135m-instruct',
    `seats:\n${seats.join('\n')}`,
    `rounds: ${rounds}`,
    `answer: { tokens: ${tokens}, sentences: ${sentences} }`,
    `seed: ${seed}`,
    ...(endsBy === 'budget' ? [NO_BRAKES] : []),
    ...extra,
  ].join('\n');
}

/** Runs a scenario text with the built program in a home of its own and answers its events. */
export async function eventsOf(text: string, variant: Variant): Promise<readonly WireEvent[]> {
  const home = freshHome();
  try {
    const file = join(home, 'scenario.yaml');
    writeFileSync(file, text);
    const env = { PARLEY_SHARING: variant.sharing, PARLEY_BATCHING: variant.batching };
    const ran = await parley(['run', file, '--json', '--home', home], { env });
    if (ran.code !== 0) throw new Error(`the run ended with ${String(ran.code)}: ${ran.stderr.slice(-500)}`);
    return eventsIn(ran.stdout);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

export function figuresOf(events: readonly WireEvent[], agents: number): Figures {
  const ended = events.filter((event) => event.type === 'v1.turn.ended').map((event) => event.data as unknown as Ended);
  const total = (pick: (turn: Ended) => number): number => ended.reduce((sum, turn) => sum + pick(turn), 0);
  const begun = events.find((event) => event.type === 'v1.turn.started')?.at ?? 0;
  const seconds = ((events.at(-1)?.at ?? 0) - begun) / 1e6;
  const evaluated = total((turn) => turn.counts.evaluated);
  const written = total((turn) => turn.counts.written);
  return {
    agents,
    turns: ended.length,
    evaluated,
    ground: total((turn) => turn.counts.ground),
    reused: total((turn) => turn.counts.reused),
    written,
    evaluatedPerWritten: evaluated / written,
    seconds,
    writtenPerSecond: written / seconds,
    passes: total((turn) => (turn.outcome === 'passed' ? 1 : 0)),
    retries: total((turn) => turn.retries.length),
  };
}

/** Tokens written per second while every agent is speaking: up to where the first of them ends. Prefill is left out. */
export function decodeRate(events: readonly WireEvent[]): number {
  const ended = events.filter((event) => event.type === 'v1.turn.ended').map((event) => event.data as unknown as Ended);
  const first = ended.reduce((shortest, turn) => (turn.stages.speak < shortest.stages.speak ? turn : shortest));
  return (ended.length * first.counts.written) / (first.stages.speak / 1e6);
}

type Ended = {
  readonly outcome: string;
  readonly counts: {
    readonly evaluated: number;
    readonly ground: number;
    readonly reused: number;
    readonly written: number;
  };
  readonly stages: { readonly speak: number };
  readonly retries: readonly unknown[];
};
