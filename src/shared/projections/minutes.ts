import type { AnyEvent, EventIn } from '../events/event.ts';
import type { AgentId, MessageId, Micros, ModelRef, RunId, Seq } from '../events/ids.ts';
import type { EndReason, Sender } from '../events/vocabulary.ts';
import type { Question, Task } from './board.ts';
import { coordinationShare, edgesOf, type EdgeCost } from './cost.ts';
import type { Happened, Link, Noted } from './minutes-log.ts';
import { MinutesMemory } from './minutes-memory.ts';
import {
  bookOf,
  itemOf,
  proposalsIn,
  saidOf,
  votesIn,
  type Book,
  type MinutesProposal,
  type MinutesVote,
  type Said,
  type Words,
} from './minutes-proposals.ts';
import type { MessageView, RunView } from './run.ts';
import { reachReader } from './taint.ts';

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

/** What something has reached: how many messages, and the first of them by name. */
export type Reached = { readonly count: number; readonly first: readonly Said[] };

/** So many messages are named that one has reached; the timeline and `run.reach` tell all of them. */
const NAMED = 20;

/** What was taken back, and what it had reached in the two grades of `Reach`. */
export type Retraction = {
  readonly what: Said;
  readonly reason: string;
  /** Where it was retracted. */
  readonly at: Link;
  readonly answered: Reached;
  readonly inFront: Reached;
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

type Lists = 'decided' | 'undecided' | 'votes' | 'questions' | 'tasks' | 'retractions' | 'lastWords' | 'summaries';

/**
 * Minutes whose long lists are made line by line as one goes through them, so that those of a long run are never whole in memory; they may
 * be gone through again.
 */
export type LazyMinutes = Omit<Minutes, Lists | 'arbiter'> & {
  readonly [List in Lists]: Iterable<Minutes[List][number]>;
} & {
  readonly arbiter: { readonly said: Iterable<Said>; readonly did: readonly Happened[] };
  /** Those of the public messages in their order, word for word. */
  readonly messagesIn: (ids: ReadonlySet<string>) => Iterable<MessageView>;
};

/** Reads minutes event by event, for a window that may not stand still while a long run is read, and for one who writes them down. */
export interface MinutesReader {
  /** The next event; they come in order from the first on. */
  take(event: AnyEvent): void;
  /** The minutes so far, in steps; no event may come between them. */
  minutes(): Generator<undefined, Minutes, undefined>;
  /** The minutes so far; no event may come while one goes through them. */
  lazily(): LazyMinutes;
}

/** `wordsAt` tells what the event at a position says of a message, at any time; without it the texts are kept. */
export function minutesReader(wordsAt?: (source: Seq) => Words): MinutesReader {
  const memory = new MinutesMemory();
  const kept = new Map<Seq, Words>();
  const words = wordsAt ?? ((source: Seq): Words => kept.get(source) ?? NO_WORDS);
  return {
    take(event) {
      memory.take(event);
      if (wordsAt === undefined && isWorded(event)) kept.set(event.seq, event.data);
    },
    minutes: () => wholeOf(lazyMinutes(memory, words)),
    lazily: () => lazyMinutes(memory, words),
  };
}

const NO_WORDS: Words = { gist: '', body: '' };

const isWorded = (event: AnyEvent): event is EventIn<'v1.message.sent' | 'v1.message.held' | 'v1.message.edited'> =>
  WORDED.has(event.type);

const WORDED: ReadonlySet<string> = new Set(['v1.message.sent', 'v1.message.held', 'v1.message.edited']);

function* wholeOf({ messagesIn: _, ...lazy }: LazyMinutes): Generator<undefined, Minutes, undefined> {
  const [decided, undecided] = [[...lazy.decided], [...lazy.undecided]];
  yield undefined;
  const retractions: Retraction[] = [];
  for (const retraction of lazy.retractions) {
    retractions.push(retraction);
    yield undefined;
  }
  return {
    ...lazy,
    ...{ decided, undecided, retractions },
    ...{ votes: [...lazy.votes], questions: [...lazy.questions], tasks: [...lazy.tasks] },
    ...{ lastWords: [...lazy.lastWords], summaries: [...lazy.summaries] },
    arbiter: { said: [...lazy.arbiter.said], did: lazy.arbiter.did },
  };
}

function lazyMinutes(memory: MinutesMemory, words: (source: Seq) => Words): LazyMinutes {
  const { view, noted } = memory;
  const book = bookOf(view.messages, words);
  const talk = { board: view.board, messages: view.messages, book, ...noted };
  const { end } = noted;
  return {
    run: view.created?.data.run,
    title: view.setup?.title ?? '',
    question: view.setup?.question ?? '',
    startedAt: view.created?.data.startedAt ?? '',
    upTo: view.lastSeq,
    participants: participantsIn(view, noted),
    ...proposalsIn(talk),
    votes: lazily(() => votesIn(talk)),
    questions: lazily(() => questionsIn(view, book)),
    tasks: lazily(() => tasksIn(view, book)),
    retractions: lazily(() => retractionsIn(memory, book)),
    dropped: noted.dropped.map(({ seq, data: { message, reason } }) => ({
      ...{ seq, message, reason },
      by: memory.writerOf(message),
    })),
    held: view.held.map(({ seq, message, from }) => ({ seq, message, by: from })),
    arbiter: { said: lazily(() => saidByArbiter(view, book)), did: [...noted.interventions] },
    lastWords: lazily(() => proseIn(view, 'closing', { book, words })),
    summaries: lazily(() => proseIn(view, 'summary', { book, words })),
    brakes: [...noted.brakes],
    cost: costIn(memory),
    end: end === undefined ? undefined : { seq: end.seq, reason: end.data.reason, detail: end.data.detail },
    messagesIn: (ids) => lazily(() => wordedIn(view, words, ids)),
  };
}

/** Made anew for each who goes through them. */
const lazily = <Item>(make: () => Iterable<Item>): Iterable<Item> => ({
  [Symbol.iterator]: () => make()[Symbol.iterator](),
});

function* wordedIn(
  { messages }: RunView,
  words: (source: Seq) => Words,
  ids: ReadonlySet<string>,
): Generator<MessageView> {
  for (const message of messages) {
    if (!ids.has(message.message)) continue;
    const { gist, body } = words(message.source);
    yield { ...message, gist, body };
  }
}

function* retractionsIn(memory: MinutesMemory, book: Book): Generator<Retraction> {
  const reachOf = reachReader(memory.links());
  const reached = (ids: readonly MessageId[]): Reached => ({
    count: ids.length,
    first: saidOf(book, ids.slice(0, NAMED)),
  });
  for (const { seq, data } of memory.noted.retracted) {
    const [what] = saidOf(book, [data.message]);
    if (what === undefined) continue;
    const { answered, inFront } = reachOf([data.message]);
    yield { what, reason: data.reason, at: { seq }, answered: reached(answered), inFront: reached(inFront) };
  }
}

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

function* questionsIn({ board }: RunView, book: Book): Generator<OpenQuestion> {
  for (const item of board.items) {
    if (item.kind !== 'question' || !UNANSWERED.has(item.state)) continue;
    for (const said of saidOf(book, [item.item])) yield { ...said, state: item.state, owes: item.owes };
  }
}

function* tasksIn({ board }: RunView, book: Book): Generator<MinutesTask> {
  for (const item of board.items) {
    if (item.kind !== 'task' || item.state === 'retracted') continue;
    const [report] = item.report === undefined ? [] : saidOf(book, [item.report]);
    for (const said of saidOf(book, [item.item])) {
      yield {
        ...said,
        state: item.state,
        ...(item.owner === undefined ? {} : { owner: item.owner }),
        dependsOn: item.dependsOn.map((on) => itemOf(board, on)),
        ...(report === undefined ? {} : { report }),
      };
    }
  }
}

function* saidByArbiter({ messages }: RunView, book: Book): Generator<Said> {
  for (const message of messages) if (!message.retracted && message.from === 'arbiter') yield book.said(message);
}

type Told = { readonly book: Book; readonly words: (source: Seq) => Words };

function* proseIn(
  { messages, turns }: RunView,
  purpose: 'closing' | 'summary',
  { book, words }: Told,
): Generator<Prose> {
  for (const message of messages) {
    if (message.turn === undefined || message.retracted || turns[message.turn - 1]?.purpose !== purpose) continue;
    yield { ...book.said(message), body: words(message.source).body };
  }
}

/** So many edges are named: the rest is in the log. */
const EDGES = 5;

function costIn({ spent, noted, turns, view }: MinutesMemory): MinutesCost {
  const { evaluated, reused, written } = spent.total;
  const edges = edgesOf(spent).toSorted(
    (left, right) => right.tokens - left.tokens || compare(`${left.from} ${left.to}`, `${right.from} ${right.to}`),
  );
  return {
    turns,
    lost: noted.lost,
    evaluated,
    reused,
    written,
    coordinationShare: coordinationShare(spent.total),
    edges: edges.slice(0, EDGES),
    took: view.at,
  };
}

/** By code units, the same on every machine. */
const compare = (left: string, right: string): number => (left < right ? -1 : Number(left > right));
