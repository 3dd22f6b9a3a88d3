import type { AnyEvent, EventOf } from '../events/event.ts';
import type { RunSetup } from '../events/setup.ts';
import type { EndReason } from '../events/vocabulary.ts';
import { seq as seqOf, type AgentId, type Micros, type ModelRef, type Seq, type TurnId } from '../events/ids.ts';

/**
 * The run at a position of its log: what the engine decides by and what lists show. The state belongs to its fold, which changes
 * it in place (a run of 100,000 events is folded in one pass); everyone else reads.
 */
export interface RunView {
  readonly setup: RunSetup | undefined;
  readonly created: EventOf<'v1.run.created'> | undefined;
  readonly status: 'new' | 'running' | 'paused' | 'ended';
  readonly end: { readonly reason: EndReason; readonly detail: string; readonly at: Micros } | undefined;
  readonly agents: readonly AgentView[];
  /** In the order in which they became public: the order of the ground. */
  readonly messages: readonly MessageView[];
  readonly bounces: readonly EventOf<'v1.message.bounced'>['data'][];
  /** By turn number: index 0 is turn 1. */
  readonly turns: readonly TurnView[];
  readonly budgetReached: EventOf<'v1.budget.reached'>['data'] | undefined;
  readonly loaded: ReadonlySet<ModelRef>;
  /** Tokens evaluated and written so far. */
  readonly tokens: number;
  readonly lastSeq: Seq;
  readonly at: Micros;
}

export type AgentView = EventOf<'v1.agent.joined'>['data'];

export type MessageView = EventOf<'v1.message.sent'>['data'] & {
  readonly seq: Seq;
  /** Of its turn; 0 for one of the arbiter's. */
  readonly round: number;
};

export type TurnView = {
  readonly turn: TurnId;
  readonly agent: AgentId;
  readonly round: number;
  readonly attempt: number;
  /** Where its first attempt was started. */
  readonly startedAt: Seq;
  /** The last event whose text stood in its ground: a retry stands on the same. */
  readonly groundEnd: Seq;
  readonly state: 'open' | 'spoke' | 'passed' | 'abandoned';
  /** Where its last state was reached. */
  readonly changedAt: Seq;
  /** Attempts that inference lost; interruptions by a kill of the program do not count. */
  readonly crashes: number;
};

type Owned = { -readonly [Key in keyof RunView]: RunView[Key] } & {
  agents: AgentView[];
  messages: MessageView[];
  bounces: EventOf<'v1.message.bounced'>['data'][];
  turns: TurnView[];
  loaded: Set<ModelRef>;
};

export function emptyRun(): RunView {
  const state: Owned = {
    setup: undefined,
    created: undefined,
    status: 'new',
    end: undefined,
    agents: [],
    messages: [],
    bounces: [],
    turns: [],
    budgetReached: undefined,
    loaded: new Set(),
    tokens: 0,
    lastSeq: seqOf(0),
    at: 0 as Micros,
  };
  return state;
}

/** Applies one event to `view` in place and returns it. */
export function foldRun(view: RunView, event: AnyEvent): RunView {
  const state = view as Owned;
  state.lastSeq = event.seq;
  state.at = event.at;
  switch (event.type) {
    case 'v1.run.created':
      Object.assign(state, { created: event, setup: event.data.setup, status: 'running' });
      break;
    case 'v1.run.paused':
      state.status = 'paused';
      break;
    case 'v1.run.resumed':
      state.status = 'running';
      break;
    case 'v1.run.ended':
      state.status = 'ended';
      state.end = { ...event.data, at: event.at };
      break;
    case 'v1.agent.joined':
      state.agents.push(event.data);
      break;
    case 'v1.model.loaded':
      state.loaded.add(event.data.model);
      break;
    case 'v1.budget.reached':
      state.budgetReached = event.data;
      break;
    case 'v1.message.bounced':
      state.bounces.push(event.data);
      break;
    case 'v1.message.sent':
      state.messages.push({ ...event.data, seq: event.seq, round: roundOf(state, event.data.turn) });
      break;
    case 'v1.turn.started':
    case 'v1.turn.ended':
    case 'v1.turn.abandoned':
      foldTurn(state, event);
      break;
    case 'v1.model.failed':
    case 'v1.brake.fired':
    case 'unknown':
      break;
    default:
      event satisfies never;
  }
  return state;
}

/** The run after all of `events`. */
export const runOf = (events: Iterable<AnyEvent>): RunView => {
  let view = emptyRun();
  for (const event of events) view = foldRun(view, event);
  return view;
};

function foldTurn(
  state: Owned,
  event: EventOf<'v1.turn.started'> | EventOf<'v1.turn.ended'> | EventOf<'v1.turn.abandoned'>,
): void {
  const { turn, agent, attempt } = event.data;
  const before = state.turns[turn - 1];
  const base: TurnView = before ?? {
    turn,
    agent,
    round: 1,
    attempt,
    startedAt: event.seq,
    groundEnd: seqOf(0),
    state: 'open',
    changedAt: event.seq,
    crashes: 0,
  };
  if (event.type === 'v1.turn.started') {
    const ground = event.data.lineage.filter((entry) => entry.part === 'ground').map((entry) => entry.source ?? 0);
    const groundEnd = seqOf(Math.max(0, ...ground));
    state.turns[turn - 1] = {
      ...base,
      attempt,
      round: event.data.round,
      groundEnd,
      state: 'open',
      changedAt: event.seq,
    };
  } else if (event.type === 'v1.turn.ended') {
    state.tokens += event.data.counts.evaluated + event.data.counts.written;
    state.turns[turn - 1] = { ...base, state: event.data.outcome, changedAt: event.seq };
  } else {
    const crashes = base.crashes + (event.data.failure.kind === 'interrupted' ? 0 : 1);
    state.turns[turn - 1] = { ...base, state: 'abandoned', changedAt: event.seq, crashes };
  }
}

function roundOf(state: Owned, turn: TurnId | undefined): number {
  return turn === undefined ? 0 : (state.turns[turn - 1]?.round ?? 0);
}
