import { unreachable } from '../base/assert.ts';
import type { EventIn, EventOf } from '../events/event.ts';
import {
  nameOf,
  type AgentId,
  type MessageId,
  type Micros,
  type ModelRef,
  type Seq,
  type TurnId,
} from '../events/ids.ts';
import { playedModel } from '../events/played-model.ts';
import type { EventData, Sender, Stages } from '../events/vocabulary.ts';
import { List } from './list.ts';
import { mailbox, unreadOf, type Mailbox } from './mailbox.ts';
import { systemLine, type SystemEvent } from './system-line.ts';
import { projection } from './projection.ts';
import { tell, type Told, type View } from './tracked.ts';

/** One attempt of one turn. Times are microseconds since the run began. */
export type Span = {
  readonly turn: TurnId;
  readonly attempt: number;
  readonly round: number;
  readonly from: Micros;
  /** Absent while it is open. */
  readonly to?: Micros;
  readonly outcome: 'open' | 'spoke' | 'passed' | 'read' | 'abandoned';
  /** How long each stage took; absent where the turn did not end. */
  readonly stages?: Stages;
  /** What it said, held or public. */
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
  readonly presence: 'here' | 'muted' | 'left';
  readonly spans: List<Span>;
  readonly marks: List<Mark>;
};

/** An answer that is owed: one was asked or challenged by name, has not replied, and is still waited for. */
export type Owed = { readonly message: MessageId; readonly asker: Sender; readonly agent: AgentId };

export type Lanes = {
  /** In the order in which the agents joined. */
  readonly agents: List<AgentLane>;
  readonly byAgent: ReadonlyMap<AgentId, number>;
  readonly arbiter: List<Mark>;
  readonly system: List<Mark>;
  readonly mail: Mailbox;
  /** Oldest first. */
  readonly owed: readonly Owed[];
  readonly state: 'running' | 'paused' | 'ended';
};

/** What each agent did when: a lane for every agent, one for the arbiter and one for the system. */
export const lanes: View<Lanes> = {
  ...projection<Lanes>(
    {
      agents: List.empty(),
      byAgent: new Map(),
      arbiter: List.empty(),
      system: List.empty(),
      mail: mailbox.initial(),
      owed: [],
      state: 'running',
    },
    (state, event) => step(state, tell(state.mail.tracked, event)),
  ),
  step,
};

function step(state: Lanes, told: Told): Lanes {
  const next = foldLanes(state, told);
  const mail = mailbox.step(state.mail, told);
  return mail === state.mail ? next : { ...next, mail };
}

export type AgentState =
  | 'thinking'
  | 'retrying'
  | 'owing'
  | 'waiting'
  | 'expecting'
  | 'idle'
  | 'muted'
  | 'left'
  | 'paused'
  | 'ended'
  | 'absent';

/**
 * `thinking` in a turn; `retrying` after a turn that was lost; `owing` an answer to one who asked it by name; `waiting` for its turn with
 * something to say to: its first word or unread mail; `expecting` an answer of another; `idle` with none of these; `muted` and `left` by
 * the arbiter's word; `paused` and `ended` with the run; `absent` where no such agent has joined.
 */
export function agentState(state: Lanes, agent: AgentId): AgentState {
  const lane = laneOf(state, agent);
  if (lane === undefined) return 'absent';
  const last = lane.spans.at(-1);
  if (lane.presence === 'left') return 'left';
  if (state.state === 'ended') return 'ended';
  if (last?.outcome === 'open') return 'thinking';
  if (lane.presence === 'muted') return 'muted';
  if (state.state === 'paused') return 'paused';
  if (last?.outcome === 'abandoned') return 'retrying';
  if (owedBy(state, agent).length > 0) return 'owing';
  if (last === undefined || unreadOf(state.mail, agent).length > 0) return 'waiting';
  return awaitedBy(state, agent).length > 0 ? 'expecting' : 'idle';
}

/** The state of an agent in a few words for people: `thinking (turn 7)`, `waiting for Ben and Cleo`, `owes Ada an answer to m4`. */
export function agentStateInWords(state: Lanes, agent: AgentId): string {
  const own = agentState(state, agent);
  switch (own) {
    case 'thinking':
      return `thinking (turn ${laneOf(state, agent)?.spans.at(-1)?.turn ?? ''})`;
    case 'retrying':
      return `about to try turn ${laneOf(state, agent)?.spans.at(-1)?.turn ?? ''} again`;
    case 'owing':
      return `owes ${listed(owedBy(state, agent).map(({ asker, message }) => `${nameOfSender(asker)} an answer to ${message}`))}`;
    case 'waiting':
      return 'waiting for its turn';
    case 'expecting':
      return `waiting for ${listed(awaitedBy(state, agent).map((one) => nameOf(one.agent)))}`;
    case 'idle':
    case 'muted':
    case 'left':
    case 'paused':
    case 'ended':
    case 'absent':
      return own;
    default:
      return unreachable(own);
  }
}

/** Answers that an agent owes, oldest first; of those it waits for from others, see `awaitedBy`. */
export const owedBy = (state: Lanes, agent: AgentId): readonly Owed[] =>
  state.owed.filter((one) => one.agent === agent);

export const awaitedBy = (state: Lanes, agent: AgentId): readonly Owed[] =>
  state.owed.filter((one) => one.asker === agent);

export const laneOf = (state: Lanes, agent: AgentId): AgentLane | undefined => {
  const index = state.byAgent.get(agent);
  return index === undefined ? undefined : state.agents.at(index);
};

function foldLanes(state: Lanes, told: Told): Lanes {
  const { event } = told;
  switch (event.type) {
    case 'v1.agent.joined':
      return afterJoin(state, event);
    case 'v1.agent.muted':
      return withPresence(state, event, 'muted');
    case 'v1.agent.unmuted':
      return withPresence(state, event, 'here');
    case 'v1.agent.left':
      return afterLeft(state, event);
    case 'v1.turn.started':
      return afterStart(state, event);
    case 'v1.turn.ended':
      return afterEnd(state, event);
    case 'v1.turn.abandoned':
      return marked(
        closed(state, event, { outcome: 'abandoned', reason: event.data.failure.kind }),
        event.data.agent,
        markOf(event),
      );
    case 'v1.message.held':
    case 'v1.message.sent':
    case 'v1.message.approved':
    case 'v1.message.bounced':
    case 'v1.message.expired':
    case 'v1.message.dropped':
    case 'v1.message.retracted':
      return foldMessages(state, event, told);
    case 'v1.brake.fired':
    case 'v1.agent.nudged':
    case 'v1.budget.reached':
      return marked(state, event.data.agent, markOf(event));
    case 'v1.run.forked':
      return afterFork(state, event);
    case 'v1.run.created':
    case 'v1.model.loaded':
    case 'v1.model.failed':
    case 'v1.run.braked':
    case 'v1.ground.compacted':
    case 'v1.run.wrapping':
    case 'v1.vote.opened':
    case 'v1.vote.closed':
      return marked(state, undefined, markOf(event));
    case 'v1.run.paused':
    case 'v1.run.resumed':
      return afterPause(state, event);
    case 'v1.message.edited':
    case 'v1.hold.changed':
    case 'v1.run.stepped':
    case 'v1.proposal.ruled':
      return marked(state, 'arbiter', markOf(event));
    case 'v1.run.ended':
      return marked({ ...state, state: 'ended' }, undefined, markOf(event));
    case 'unknown':
      return state;
    default:
      return unreachable(event);
  }
}

type MessageEvent = EventIn<
  | 'v1.message.held'
  | 'v1.message.sent'
  | 'v1.message.approved'
  | 'v1.message.bounced'
  | 'v1.message.expired'
  | 'v1.message.dropped'
  | 'v1.message.retracted'
>;

function foldMessages(state: Lanes, event: MessageEvent, told: Told): Lanes {
  switch (event.type) {
    case 'v1.message.held':
      return afterHeld(state, event);
    case 'v1.message.sent':
    case 'v1.message.approved':
      return afterPublic(state, event, told);
    case 'v1.message.bounced':
      return marked(state, event.data.from, markOf(event));
    case 'v1.message.expired':
      return marked(
        withoutOwed(state, ({ message, agent }) => message === event.data.message && agent === event.data.agent),
        event.data.agent,
        markOf(event),
      );
    case 'v1.message.dropped':
    case 'v1.message.retracted':
      return marked(
        withoutOwed(state, ({ message }) => message === event.data.message),
        'arbiter',
        markOf(event),
      );
    default:
      return unreachable(event);
  }
}

function afterJoin(state: Lanes, { data }: EventOf<'v1.agent.joined'>): Lanes {
  const { agent, seat, name, model } = data;
  const lane: AgentLane = { agent, seat, name, model, presence: 'here', spans: List.empty(), marks: List.empty() };
  return {
    ...state,
    agents: state.agents.append(lane),
    byAgent: new Map([...state.byAgent, [agent, state.agents.length]]),
  };
}

function afterStart(state: Lanes, { at, data }: EventOf<'v1.turn.started'>): Lanes {
  const { turn, attempt, round } = data;
  const span: Span = { turn, attempt, round, from: at, outcome: 'open' };
  return onLane(state, data.agent, (lane) => ({ ...lane, spans: lane.spans.append(span) }));
}

function afterEnd(state: Lanes, event: EventOf<'v1.turn.ended'>): Lanes {
  const { outcome, stages, reason } = event.data;
  return closed(state, event, { outcome, stages, ...(reason === undefined ? {} : { reason }) });
}

function withPresence(
  state: Lanes,
  event: EventIn<'v1.agent.muted' | 'v1.agent.unmuted' | 'v1.agent.left'>,
  presence: AgentLane['presence'],
): Lanes {
  const { agent } = event.data;
  return marked(
    onLane(state, agent, (lane) => ({ ...lane, presence })),
    agent,
    markOf(event),
  );
}

/** Nobody waits for one who has left, nor owes it an answer. */
function afterLeft(state: Lanes, event: EventOf<'v1.agent.left'>): Lanes {
  const next = withoutOwed(state, ({ agent, asker }) => agent === event.data.agent || asker === event.data.agent);
  return withPresence(next, event, 'left');
}

function afterHeld(state: Lanes, event: EventOf<'v1.message.held'>): Lanes {
  const { data } = event;
  const mark: Mark = { ...markOf(event), text: `waits for approval: ${data.act}: ${data.gist}`, message: data.message };
  return marked(withMessage(state, data), data.from, mark);
}

function afterPublic(
  state: Lanes,
  event: EventIn<'v1.message.sent' | 'v1.message.approved'>,
  { published }: Told,
): Lanes {
  const data = published?.data;
  if (data === undefined) return state;
  const next = withOwed(withMessage(state, data), data);
  if (event.type === 'v1.message.approved') return marked(next, 'arbiter', { ...markOf(event), message: data.message });
  const { seq, at } = event;
  return marked(next, data.from, { seq, at, text: `${data.act}: ${data.gist}`, message: data.message });
}

/** A turn's span and what came of it, in whichever order they are told. */
function withMessage(state: Lanes, { from, turn, message }: EventData<'v1.message.sent'>): Lanes {
  if (from === 'arbiter') return state;
  return onLane(state, from, (lane) => {
    const last = lane.spans.at(-1);
    const own = last !== undefined && last.turn === turn;
    return own ? { ...lane, spans: lane.spans.with(lane.spans.length - 1, { ...last, message }) } : lane;
  });
}

/** Any reply ends the wait for one; a question or a challenge to some by name begins one. */
function withOwed(state: Lanes, { message, from, to, act, inReplyTo }: EventData<'v1.message.sent'>): Lanes {
  const next = withoutOwed(state, (one) => one.message === inReplyTo && one.agent === from);
  if (to === 'all' || (act !== 'ask' && act !== 'challenge')) return next;
  const here = to.filter((agent) => agent !== from && laneOf(state, agent)?.presence !== 'left');
  return { ...next, owed: [...next.owed, ...here.map((agent): Owed => ({ message, asker: from, agent }))] };
}

function withoutOwed(state: Lanes, gone: (one: Owed) => boolean): Lanes {
  const owed = state.owed.filter((one) => !gone(one));
  return owed.length === state.owed.length ? state : { ...state, owed };
}

function afterPause(state: Lanes, event: EventIn<'v1.run.paused' | 'v1.run.resumed'>): Lanes {
  const next: Lanes = { ...state, state: event.type === 'v1.run.paused' ? 'paused' : 'running' };
  return marked(next, event.data.by === 'arbiter' ? 'arbiter' : undefined, markOf(event));
}

/** The run goes on, and those whose model was changed speak with another from here on. */
function afterFork(state: Lanes, event: EventOf<'v1.run.forked'>): Lanes {
  const { setup } = event.data;
  let { agents } = state;
  for (const [index, lane] of [...agents].entries()) {
    const model = playedModel(setup, lane.seat);
    if (model !== lane.model) agents = agents.with(index, { ...lane, model });
  }
  return marked({ ...state, agents, state: 'running' }, undefined, markOf(event));
}

/** A mark in the lane of an agent or of the arbiter; in that of the system where it is nobody's. */
function marked(state: Lanes, whose: Sender | undefined, mark: Mark): Lanes {
  if (whose === undefined) return { ...state, system: state.system.append(mark) };
  if (whose === 'arbiter') return { ...state, arbiter: state.arbiter.append(mark) };
  return onLane(state, whose, (lane) => ({ ...lane, marks: lane.marks.append(mark) }));
}

/** An agent has at most one open turn, so the span to close is its last. */
function closed(
  state: Lanes,
  { at, data }: EventIn<'v1.turn.ended' | 'v1.turn.abandoned'>,
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

const nameOfSender = (sender: Sender): string => (sender === 'arbiter' ? 'the arbiter' : nameOf(sender));

/** "Ada", "Ada and Ben", "Ada, Ben and Cleo"; what is named twice stands once. */
function listed(names: readonly string[]): string {
  const once = [...new Set(names)];
  return once.length < 2 ? once.join('') : `${once.slice(0, -1).join(', ')} and ${once.at(-1) ?? ''}`;
}
