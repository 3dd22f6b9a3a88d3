import type { AnyEvent } from '../events/event.ts';
import type { AgentId, MessageId, Micros, ModelRef, RunId, Seq } from '../events/ids.ts';
import type { EndReason, Sender } from '../events/vocabulary.ts';
import type { Question, Task } from './board.ts';
import { coordinationShare, cost, edgesOf, type Cost, type EdgeCost } from './cost.ts';
import { lineage, type Lineage } from './lineage.ts';
import { note, nothingNoted, type Happened, type Link, type Noted } from './minutes-log.ts';
import {
  bookOf,
  itemOf,
  proposalsIn,
  saidIn,
  saidOf,
  votesIn,
  type Book,
  type MinutesProposal,
  type MinutesVote,
  type Said,
} from './minutes-proposals.ts';
import { emptyRun, foldRun } from './fold-run.ts';
import type { RunView } from './run.ts';
import { taintReader, type Reach } from './taint.ts';

export type Participant = Link & {
  readonly agent: AgentId;
  readonly name: string;
  readonly role: string;
  readonly model: ModelRef;
  readonly turns: number;
  readonly state: 'active' | 'muted' | 'left';
};

/** A question that nobody answered. */
export type OpenQuestion = Said & {
  readonly state: Question['state'];
  readonly owes: Question['owes'];
};

export type MinutesTask = Said & {
  readonly state: Task['state'];
  readonly owner?: AgentId;
  readonly dependsOn: readonly MessageId[];
  readonly report?: Said;
};

/** What was taken back, and what it had reached in the two grades of `Reach`. */
export type Retraction = {
  readonly what: Said;
  readonly reason: string;
  /** Where it was retracted. */
  readonly at: Link;
  readonly answered: readonly Said[];
  readonly inFront: readonly Said[];
};

/** What an agent wrote as prose and no code has checked: a summary, or a last word in the closing round. */
export type Prose = Said & { readonly body: string };

export type MinutesCost = {
  /** Committed turns, and attempts that inference lost. */
  readonly turns: number;
  readonly lost: number;
  readonly evaluated: number;
  readonly reused: number;
  readonly written: number;
  /** 0 to 1. */
  readonly coordinationShare: number;
  /** The edges that carried most tokens, most first; equal ones by name. */
  readonly edges: readonly EdgeCost[];
  readonly took: Micros;
};

/** The outcome of a run: made of its events by code, so that nothing stands in it that none of them says. */
export type Minutes = {
  readonly run: RunId | undefined;
  readonly title: string;
  readonly question: string;
  readonly startedAt: string;
  /** The last event that it knows. */
  readonly upTo: Seq;
  readonly participants: readonly Participant[];
  /** In the order in which they were decided: what holds at the end. */
  readonly decided: readonly MinutesProposal[];
  /** Every other proposal, whatever became of it, in the order in which they were made. */
  readonly undecided: readonly MinutesProposal[];
  readonly votes: readonly MinutesVote[];
  readonly questions: readonly OpenQuestion[];
  readonly tasks: readonly MinutesTask[];
  readonly retractions: readonly Retraction[];
  /** Held messages that never became public; what they said stays with the arbiter. */
  readonly dropped: readonly (Link & { readonly by: Sender | undefined; readonly reason: string })[];
  /** Messages that still wait for approval. */
  readonly held: readonly (Link & { readonly by: Sender })[];
  readonly arbiter: { readonly said: readonly Said[]; readonly did: readonly Happened[] };
  readonly lastWords: readonly Prose[];
  readonly summaries: readonly Prose[];
  readonly brakes: readonly (Happened & { readonly brake: string })[];
  readonly cost: MinutesCost;
  readonly end: (Link & { readonly reason: EndReason; readonly detail: string }) | undefined;
};

/** The minutes after all of `events`, which are in order from the first on; one pass. */
export function minutesOf(events: Iterable<AnyEvent>): Minutes {
  const reader = minutesReader();
  for (const event of events) reader.take(event);
  const steps = reader.minutes();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Reads minutes event by event, for a window that may not stand still while a long run is read. */
export interface MinutesReader {
  /** The next event; they come in order from the first on. */
  take(event: AnyEvent): void;
  /** The minutes so far, in steps; no event may come between them. */
  minutes(): Generator<undefined, Minutes, undefined>;
}

export function minutesReader(): MinutesReader {
  let view = emptyRun();
  let came = lineage.initial();
  let spent = cost.initial();
  const noted = nothingNoted();
  const authors = new Map<MessageId, Sender>();
  return {
    take(event) {
      view = foldRun(view, event);
      came = lineage.fold(came, event);
      spent = cost.fold(spent, event);
      note(noted, event);
      if (event.type === 'v1.message.held' || event.type === 'v1.message.sent')
        authors.set(event.data.message, event.data.from);
    },
    minutes: () => minutesFrom(view, { noted, came, spent, authors }),
  };
}

type Rest = {
  readonly noted: Noted;
  readonly came: Lineage;
  readonly spent: Cost;
  readonly authors: ReadonlyMap<MessageId, Sender>;
};

function* minutesFrom(view: RunView, rest: Rest): Generator<undefined, Minutes, undefined> {
  const { noted, came, spent, authors } = rest;
  const book = bookOf(view.messages);
  const talk = { board: view.board, messages: view.messages, book, ...noted };
  const proposals = proposalsIn(talk);
  const standing = view.messages.filter((message) => !message.retracted);
  const { end } = noted;
  yield undefined;
  const retractions: Retraction[] = [];
  const said = new Map(view.messages.map((message) => [message.message, saidIn(message)]));
  const reachOf = taintReader(came);
  for (const event of noted.retracted) {
    retractions.push(...retractionIn(event, said, reachOf([event.data.message])));
    yield undefined;
  }
  return {
    run: view.created?.data.run,
    title: view.setup?.title ?? '',
    question: view.setup?.question ?? '',
    startedAt: view.created?.data.startedAt ?? '',
    upTo: view.lastSeq,
    participants: participantsIn(view, noted),
    decided: proposals.filter(holds).toSorted((left, right) => (left.decision?.seq ?? 0) - (right.decision?.seq ?? 0)),
    undecided: proposals.filter((proposal) => !holds(proposal)),
    votes: votesIn(talk),
    questions: questionsIn(view, book),
    tasks: tasksIn(view, book),
    retractions,
    dropped: noted.dropped.map(({ seq, data }) => ({
      seq,
      message: data.message,
      by: authors.get(data.message),
      reason: data.reason,
    })),
    held: view.held.map(({ seq, message, from }) => ({ seq, message, by: from })),
    arbiter: {
      said: standing.filter(({ from }) => from === 'arbiter').map(saidIn),
      did: [...noted.interventions],
    },
    lastWords: proseIn(view, 'closing'),
    summaries: proseIn(view, 'summary'),
    brakes: [...noted.brakes],
    cost: costIn(spent, { lost: noted.lost, took: view.at }),
    end: end === undefined ? undefined : { seq: end.seq, reason: end.data.reason, detail: end.data.detail },
  };
}

function retractionIn(
  { seq, data }: Noted['retracted'][number],
  said: ReadonlyMap<MessageId, Said>,
  { answered, inFront }: Reach,
): readonly Retraction[] {
  const what = said.get(data.message);
  if (what === undefined) return [];
  const reached = (ids: readonly MessageId[]): readonly Said[] => ids.flatMap((id) => said.get(id) ?? []);
  return [{ what, reason: data.reason, at: { seq }, answered: reached(answered), inFront: reached(inFront) }];
}

/** Whether it is decided as things stand: a decision that was overturned since is history. */
const holds = ({ state, decision }: MinutesProposal): boolean =>
  decision !== undefined && (state === 'decided' || state === 'agreed');

function participantsIn(view: RunView, { joined }: Noted): readonly Participant[] {
  return view.agents.map(({ agent, name, model, turns, state, seat }) => ({
    seq: joined.get(agent) ?? view.lastSeq,
    agent,
    name,
    role: view.setup?.seats[seat]?.role ?? '',
    model,
    turns,
    state,
  }));
}

const UNANSWERED: ReadonlySet<Question['state']> = new Set<Question['state']>(['open', 'expired', 'refused']);

function questionsIn({ board }: RunView, book: Book): readonly OpenQuestion[] {
  return [...board.items].flatMap((item) => {
    if (item.kind !== 'question' || !UNANSWERED.has(item.state)) return [];
    return saidOf(book, [item.item]).map((said) => ({ ...said, state: item.state, owes: item.owes }));
  });
}

function tasksIn({ board }: RunView, book: Book): readonly MinutesTask[] {
  return [...board.items].flatMap((item) => {
    if (item.kind !== 'task' || item.state === 'retracted') return [];
    const [report] = item.report === undefined ? [] : saidOf(book, [item.report]);
    return saidOf(book, [item.item]).map((said) => ({
      ...said,
      state: item.state,
      ...(item.owner === undefined ? {} : { owner: item.owner }),
      dependsOn: item.dependsOn.map((on) => itemOf(board, on)),
      ...(report === undefined ? {} : { report }),
    }));
  });
}

function proseIn({ messages, turns }: RunView, purpose: 'closing' | 'summary'): readonly Prose[] {
  return messages
    .filter(({ turn, retracted }) => turn !== undefined && !retracted && turns[turn - 1]?.purpose === purpose)
    .map((message) => ({ ...saidIn(message), body: message.body }));
}

/** So many edges are named: the rest is in the log. */
const EDGES = 5;

function costIn(spent: Cost, { lost, took }: { readonly lost: number; readonly took: Micros }): MinutesCost {
  const { evaluated, reused, written } = spent.total;
  const edges = edgesOf(spent).toSorted(
    (left, right) => right.tokens - left.tokens || compare(`${left.from} ${left.to}`, `${right.from} ${right.to}`),
  );
  return {
    turns: spent.turns.length,
    lost,
    evaluated,
    reused,
    written,
    coordinationShare: coordinationShare(spent.total),
    edges: edges.slice(0, EDGES),
    took,
  };
}

/** By code units, the same on every machine. */
const compare = (left: string, right: string): number => (left < right ? -1 : Number(left > right));
