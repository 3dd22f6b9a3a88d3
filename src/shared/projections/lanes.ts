import { unreachable } from '../base/assert.ts';
import type { AnyEvent, EventOf } from '../events/event.ts';
import type { AgentId, MessageId, Micros, ModelRef, Seq, TurnId } from '../events/ids.ts';
import type { Stages } from '../events/vocabulary.ts';
import { Dict } from './dict.ts';
import { List } from './list.ts';
import { mailbox, unreadOf, type Mailbox } from './mailbox.ts';
import { projection } from './projection.ts';
import { systemLine, type SystemEvent } from './system-line.ts';

/** One attempt of one turn. Times are microseconds since the run began. */
export type Span = {
  readonly turn: TurnId;
  readonly attempt: number;
  readonly round: number;
  readonly from: Micros;
  /** Absent while it is open. */
  readonly to?: Micros;
  readonly outcome: 'open' | 'spoke' | 'passed' | 'abandoned';
  /** How long each stage took; absent where the turn did not end. */
  readonly stages?: Stages;
  readonly message?: MessageId;
  /** Why it passed or was abandoned. */
  readonly reason?: string;
};

/** A point in a lane: something that was said or that happened, in words. */
export type Mark = { readonly seq: Seq; readonly at: Micros; readonly text: string; readonly message?: MessageId };

export type AgentLane = {
  readonly agent: AgentId;
  readonly seat: number;
  readonly name: string;
  readonly model: ModelRef;
  readonly spans: List<Span>;
  readonly marks: List<Mark>;
};

export type Lanes = {
  /** In the order in which the agents joined. */
  readonly agents: List<AgentLane>;
  readonly byAgent: Dict<AgentId, number>;
  readonly arbiter: List<Mark>;
  readonly system: List<Mark>;
  readonly mail: Mailbox;
  readonly state: 'running' | 'paused' | 'ended';
};

/** What each agent did when: a lane for every agent, one for the arbiter and one for the system. */
export const lanes = projection<Lanes>(
  {
    agents: List.empty(),
    byAgent: Dict.empty(),
    arbiter: List.empty(),
    system: List.empty(),
    mail: mailbox.initial(),
    state: 'running',
  },
  (state, event) => foldLanes(withMail(state, event), event),
);

export type AgentState = 'thinking' | 'retrying' | 'waiting' | 'idle' | 'paused' | 'ended' | 'absent';

/**
 * `thinking` in a turn; `retrying` after a turn that was lost; `waiting` for its turn with something to say to: its first
 * word or unread mail; `idle` with neither; `paused` and `ended` with the run; `absent` where no such agent has joined.
 */
export function agentState(state: Lanes, agent: AgentId): AgentState {
  const lane = laneOf(state, agent);
  if (lane === undefined) return 'absent';
  const last = lane.spans.at(-1);
  if (state.state === 'ended') return 'ended';
  if (last?.outcome === 'open') return 'thinking';
  if (state.state === 'paused') return 'paused';
  if (last?.outcome === 'abandoned') return 'retrying';
  return last === undefined || unreadOf(state.mail, agent).length > 0 ? 'waiting' : 'idle';
}

export const laneOf = (state: Lanes, agent: AgentId): AgentLane | undefined => {
  const index = state.byAgent.get(agent);
  return index === undefined ? undefined : state.agents.at(index);
};

function foldLanes(state: Lanes, event: AnyEvent): Lanes {
  switch (event.type) {
    case 'v1.agent.joined':
      return afterJoin(state, event);
    case 'v1.turn.started':
      return afterStart(state, event);
    case 'v1.turn.ended': {
      const { outcome, stages, reason } = event.data;
      return closed(state, event, { outcome, stages, ...(reason === undefined ? {} : { reason }) });
    }
    case 'v1.turn.abandoned': {
      const after = closed(state, event, { outcome: 'abandoned', reason: event.data.failure.kind });
      return onLane(after, event.data.agent, (lane) => ({ ...lane, marks: lane.marks.append(markOf(event)) }));
    }
    case 'v1.message.sent':
      return afterMessage(state, event);
    case 'v1.message.bounced':
      return event.data.from === 'arbiter'
        ? { ...state, arbiter: state.arbiter.append(markOf(event)) }
        : onLane(state, event.data.from, (lane) => ({ ...lane, marks: lane.marks.append(markOf(event)) }));
    case 'v1.brake.fired':
      return onLane(state, event.data.agent, (lane) => ({ ...lane, marks: lane.marks.append(markOf(event)) }));
    case 'v1.run.created':
    case 'v1.budget.reached':
    case 'v1.model.loaded':
    case 'v1.model.failed':
      return { ...state, system: state.system.append(markOf(event)) };
    case 'v1.run.paused':
    case 'v1.run.resumed':
      return afterPause(state, event);
    case 'v1.run.ended':
      return { ...state, state: 'ended', system: state.system.append(markOf(event)) };
    case 'unknown':
      return state;
    default:
      return unreachable(event);
  }
}

function withMail(state: Lanes, event: AnyEvent): Lanes {
  const mail = mailbox.fold(state.mail, event);
  return mail === state.mail ? state : { ...state, mail };
}

function afterJoin(state: Lanes, { data }: EventOf<'v1.agent.joined'>): Lanes {
  const { agent, seat, name, model } = data;
  const lane: AgentLane = { agent, seat, name, model, spans: List.empty(), marks: List.empty() };
  return { ...state, agents: state.agents.append(lane), byAgent: state.byAgent.with(agent, state.agents.length) };
}

function afterStart(state: Lanes, { at, data }: EventOf<'v1.turn.started'>): Lanes {
  const { turn, attempt, round } = data;
  const span: Span = { turn, attempt, round, from: at, outcome: 'open' };
  return onLane(state, data.agent, (lane) => ({ ...lane, spans: lane.spans.append(span) }));
}

function afterMessage(state: Lanes, { seq, at, data }: EventOf<'v1.message.sent'>): Lanes {
  const { from, message, act, gist, turn } = data;
  const mark: Mark = { seq, at, text: `${act}: ${gist}`, message };
  if (from === 'arbiter') return { ...state, arbiter: state.arbiter.append(mark) };
  return onLane(state, from, (lane) => {
    const last = lane.spans.at(-1);
    const own = last !== undefined && last.turn === turn;
    const spans = own ? lane.spans.with(lane.spans.length - 1, { ...last, message }) : lane.spans;
    return { ...lane, spans, marks: lane.marks.append(mark) };
  });
}

function afterPause(state: Lanes, event: EventOf<'v1.run.paused'> | EventOf<'v1.run.resumed'>): Lanes {
  const next: Lanes = { ...state, state: event.type === 'v1.run.paused' ? 'paused' : 'running' };
  return event.data.by === 'arbiter'
    ? { ...next, arbiter: state.arbiter.append(markOf(event)) }
    : { ...next, system: state.system.append(markOf(event)) };
}

/** An agent has at most one open turn, so the span to close is its last. */
function closed(
  state: Lanes,
  { at, data }: EventOf<'v1.turn.ended'> | EventOf<'v1.turn.abandoned'>,
  end: Pick<Span, 'outcome' | 'stages' | 'reason'>,
): Lanes {
  return onLane(state, data.agent, (lane) => {
    const last = lane.spans.at(-1);
    if (last === undefined || last.turn !== data.turn || last.attempt !== data.attempt) return lane;
    return { ...lane, spans: lane.spans.with(lane.spans.length - 1, { ...last, ...end, to: at }) };
  });
}

function onLane(state: Lanes, agent: AgentId, change: (lane: AgentLane) => AgentLane): Lanes {
  const index = state.byAgent.get(agent);
  const lane = index === undefined ? undefined : state.agents.at(index);
  if (index === undefined || lane === undefined) return state;
  return { ...state, agents: state.agents.with(index, change(lane)) };
}

const markOf = (event: SystemEvent): Mark => ({ seq: event.seq, at: event.at, text: systemLine(event) });
