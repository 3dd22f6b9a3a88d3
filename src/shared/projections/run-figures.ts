import type { AnyEvent, EventOf } from '../events/event.ts';
import { nameOf, type Micros, type ModelRef, type RunId } from '../events/ids.ts';
import type { Act, RunSetup } from '../events/setup.ts';
import type { EndReason } from '../events/vocabulary.ts';
import { coordinationShare, type Tokens } from './cost.ts';
import { rowsOf } from './ledger.ts';
import { moment, type Moment } from './moment.ts';
import { messageIn, messagesOf } from './transcript.ts';
import type { Proposal } from './board.ts';

/** What one puts beside another run: how it went, what came of it, and what it took. */
export type RunFigures = {
  readonly run: RunId | undefined;
  readonly setup: RunSetup | undefined;
  /** What its log does not say, of one that was imported (see `MISSING`): a figure made of it is no figure. */
  readonly missing: readonly string[];
  readonly models: readonly ModelFigures[];
  readonly end: { readonly reason: EndReason; readonly detail: string } | undefined;
  /** What stands decided, in the words of the gist, and how. */
  readonly decisions: readonly { readonly words: string; readonly how: string }[];
  readonly proposals: number;
  readonly votes: readonly VoteFigures[];
  /**
   * The largest number of those at the table, authors among them, who stand behind one and the same proposal, and how many sit there;
   * undefined where nobody proposed.
   */
  readonly agreement: { readonly for: number; readonly of: number } | undefined;
  /** Committed turns, and of them those that passed; tries that a brake refused. */
  readonly turns: number;
  readonly passes: number;
  readonly retries: number;
  /** Turns that spoke: of so many are `perSecond` and `firstToken` made. */
  readonly spoken: number;
  /** Public messages by their act, those of the arbiter left out. */
  readonly acts: Readonly<Partial<Record<Act, number>>>;
  readonly arbiter: number;
  /** Rows of the ledger that ended unread. */
  readonly unread: number;
  readonly tokens: Tokens;
  /** Share of the prompt and written tokens that peers wrote, 0 to 1. */
  readonly coordination: number;
  /** Written tokens per second of the speak stages; undefined where no time was recorded. */
  readonly perSecond: number | undefined;
  /** Mean over the turns that spoke, in microseconds: from the beginning of the turn to the first token of its speech. */
  readonly firstToken: number | undefined;
  /** Bytes that the models took, each counted once. */
  readonly memory: number;
  /** Microseconds from the first turn to the last event. */
  readonly time: Micros;
};

export type ModelFigures = {
  readonly model: ModelRef;
  readonly file: string;
  readonly sha256: string;
  readonly quantisation: string;
  /** The seats that it plays. */
  readonly seats: readonly string[];
};

export type VoteFigures = {
  readonly options: number;
  readonly ballots: number;
  /** The gist of what won. */
  readonly winner: string | undefined;
};

type Sums = {
  retries: number;
  passes: number;
  spoken: number;
  written: number;
  speaking: number;
  firstTokens: number;
  from: number | undefined;
  missing: readonly string[];
};

/** The figures of what has come so far, for who reads a log as it arrives. */
export interface FigureReader {
  /** In order, from the first event on. */
  add(event: AnyEvent): void;
  figures(): RunFigures;
}

export function figureReader(): FigureReader {
  const sums: Sums = {
    ...{ retries: 0, passes: 0, spoken: 0, written: 0, speaking: 0, firstTokens: 0 },
    ...{ from: undefined, missing: [] },
  };
  let state = moment.initial();
  return {
    add(event) {
      state = moment.fold(state, event);
      if (event.type === 'v1.run.created') sums.missing = event.data.imported?.missing ?? [];
      if (event.type === 'v1.turn.started') sums.from ??= event.at;
      if (event.type === 'v1.turn.ended') addTurn(sums, event);
    },
    figures: () => figuresAt(state, sums),
  };
}

/** Reads a run from its first event on. */
export function figuresOf(events: Iterable<AnyEvent>): RunFigures {
  const reader = figureReader();
  for (const event of events) reader.add(event);
  return reader.figures();
}

function addTurn(sums: Sums, { data }: EventOf<'v1.turn.ended'>): void {
  sums.retries += data.retries.length;
  if (data.outcome === 'passed') sums.passes += 1;
  if (data.speech === undefined) return;
  const { queued, prefill, decide, speak } = data.stages;
  sums.spoken += 1;
  sums.written += data.counts.written;
  sums.speaking += speak;
  sums.firstTokens += queued + prefill + decide + data.speech.firstToken;
}

function figuresAt(state: Moment, sums: Sums): RunFigures {
  const said = messagesOf(state.transcript).filter(({ standing }) => standing === 'public');
  const acts: Partial<Record<Act, number>> = {};
  for (const { from, act } of said) if (from !== 'arbiter') acts[act] = (acts[act] ?? 0) + 1;
  return {
    run: state.run,
    setup: state.setup,
    missing: sums.missing,
    models: modelsIn(state),
    end: state.end,
    ...outcomeIn(state),
    turns: state.cost.turns.length,
    passes: sums.passes,
    retries: sums.retries,
    spoken: sums.spoken,
    acts,
    arbiter: said.filter(({ from }) => from === 'arbiter').length,
    unread: rowsOf(state.ledger).filter((row) => row.state === 'unread').length,
    tokens: state.cost.total,
    coordination: coordinationShare(state.cost.total),
    perSecond: sums.speaking === 0 ? undefined : sums.written / (sums.speaking / 1e6),
    firstToken: sums.spoken === 0 ? undefined : sums.firstTokens / sums.spoken,
    memory: memoryIn(state),
    time: (sums.from === undefined ? 0 : state.at - sums.from) as Micros,
  };
}

function outcomeIn({ board, transcript }: Moment): Pick<RunFigures, 'decisions' | 'proposals' | 'votes' | 'agreement'> {
  const gist = (message: Proposal['item']): string => messageIn(transcript, message)?.gist ?? message;
  const proposals = [...board.items].filter((item) => item.kind === 'proposal');
  return {
    decisions: board.decisions.map(({ revision, how }) => ({ words: gist(revision), how })),
    proposals: proposals.length,
    votes: board.votes.map(({ options, ballots, winner }) => ({
      options: options.length,
      ballots: ballots.length,
      winner: winner === undefined ? undefined : gist(winner),
    })),
    agreement: agreementOn(proposals, board.agents.length),
  };
}

/** A vote is told by itself: here counts who agreed, and the author, whose own word it is. */
function agreementOn(proposals: readonly Proposal[], seats: number): RunFigures['agreement'] {
  const standing = proposals.filter(({ state }) => state !== 'withdrawn' && state !== 'retracted');
  if (standing.length === 0) return undefined;
  const behind = standing.map(({ by, agreed }) => new Set([...agreed, ...(by === 'arbiter' ? [] : [by])]).size);
  return { for: Math.max(...behind), of: Math.max(seats, ...behind) };
}

function modelsIn({ models, lanes }: Moment): readonly ModelFigures[] {
  const newest = new Map(models.map((own) => [own.model, own]));
  return [...newest.values()].map(({ model, file, sha256, quantisation }) => ({
    model,
    file,
    sha256,
    quantisation,
    seats: [...new Set([...lanes.agents].filter((lane) => lane.model === model).map(({ agent }) => nameOf(agent)))],
  }));
}

const memoryIn = ({ models }: Moment): number =>
  [...new Map(models.map(({ model, memory }) => [model, memory])).values()].reduce((total, own) => total + own, 0);
