import type { AnyEvent, EventIn, EventOf } from '../events/event.ts';
import { seq as seqOf, type Micros } from '../events/ids.ts';
import { playedModel } from '../events/played-model.ts';
import type { EventData } from '../events/vocabulary.ts';
import { sightTable } from '../events/visibility.ts';
import { board } from './board.ts';
import { foldMessage } from './run-messages.ts';
import { foldTurn } from './run-turns.ts';
import { agentNamed, changeAgent, type Owned, type RunView } from './run.ts';

export function emptyRun(): RunView {
  const state: Owned = {
    setup: undefined,
    sight: [],
    created: undefined,
    forked: undefined,
    status: 'new',
    end: undefined,
    agents: [],
    messages: [],
    held: [],
    bounces: [],
    turns: [],
    budgetReached: undefined,
    loaded: new Map(),
    tokens: 0,
    board: board.initial(),
    compacted: seqOf(0),
    holding: new Set(),
    nudges: [],
    braked: [],
    expired: new Set(),
    wrapping: undefined,
    steppedAt: undefined,
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
  state.board = board.fold(state.board, event);
  switch (event.type) {
    case 'v1.run.created':
    case 'v1.run.forked':
    case 'v1.run.paused':
    case 'v1.run.resumed':
    case 'v1.run.stepped':
    case 'v1.run.wrapping':
    case 'v1.run.braked':
    case 'v1.run.ended':
      foldCourse(state, event);
      break;
    case 'v1.agent.joined':
    case 'v1.agent.muted':
    case 'v1.agent.unmuted':
    case 'v1.agent.left':
    case 'v1.agent.nudged':
    case 'v1.hold.changed':
      foldAgent(state, event);
      break;
    case 'v1.ground.compacted':
      state.compacted = event.data.upTo;
      break;
    case 'v1.model.loaded':
      state.loaded.set(event.data.model, event.data.slots);
      break;
    case 'v1.budget.reached':
      foldBudget(state, event.data);
      break;
    case 'v1.message.bounced':
    case 'v1.message.sent':
    case 'v1.message.held':
    case 'v1.message.approved':
    case 'v1.message.dropped':
    case 'v1.message.edited':
    case 'v1.message.retracted':
    case 'v1.message.expired':
      foldMessage(state, event);
      break;
    case 'v1.turn.started':
    case 'v1.turn.ended':
    case 'v1.turn.abandoned':
      foldTurn(state, event);
      break;
    case 'v1.vote.opened':
    case 'v1.vote.closed':
    case 'v1.proposal.ruled':
    case 'v1.model.failed':
    case 'v1.brake.fired':
    case 'unknown':
      break;
    default:
      event satisfies never;
  }
  return state;
}

function foldBudget(state: Owned, data: EventData<'v1.budget.reached'>): void {
  if (data.agent === undefined) state.budgetReached = data;
  else changeAgent(state, data.agent, { spent: true });
}

/** The run after all of `events`. */
export const runOf = (events: Iterable<AnyEvent>): RunView => {
  let view = emptyRun();
  for (const event of events) view = foldRun(view, event);
  return view;
};

type CourseEvent = EventIn<
  | 'v1.run.created'
  | 'v1.run.forked'
  | 'v1.run.paused'
  | 'v1.run.resumed'
  | 'v1.run.stepped'
  | 'v1.run.wrapping'
  | 'v1.run.braked'
  | 'v1.run.ended'
>;

function foldCourse(state: Owned, event: CourseEvent): void {
  switch (event.type) {
    case 'v1.run.created':
      state.created = event;
      state.setup = event.data.setup;
      state.sight = sightTable(event.data.setup);
      state.status = 'running';
      break;
    case 'v1.run.forked':
      forked(state, event);
      break;
    case 'v1.run.paused':
      state.status = 'paused';
      state.steppedAt = undefined;
      break;
    case 'v1.run.resumed':
      state.status = 'running';
      state.steppedAt = undefined;
      break;
    case 'v1.run.stepped':
      state.steppedAt = event.seq;
      break;
    case 'v1.run.wrapping':
      state.wrapping = { at: event.seq, by: event.data.by };
      break;
    case 'v1.run.braked':
      state.braked.push({ ...event.data, seq: event.seq });
      break;
    case 'v1.run.ended':
      state.status = 'ended';
      state.end = { ...event.data, at: event.at };
      break;
    default:
      event satisfies never;
  }
}

/**
 * The run goes on from here by another setup, also where the one before it had ended. What of its end hangs on thresholds (a budget, a
 * closing round that is over) is found anew where it still holds.
 */
function forked(state: Owned, event: EventOf<'v1.run.forked'>): void {
  const { setup } = event.data;
  if (state.status === 'ended') state.wrapping = undefined;
  state.forked = event;
  state.setup = setup;
  state.sight = sightTable(setup);
  state.status = 'running';
  state.end = undefined;
  state.budgetReached = undefined;
  state.steppedAt = undefined;
  for (const { agent, seat } of [...state.agents]) changeAgent(state, agent, { model: playedModel(setup, seat) });
}

type AgentEvent = EventIn<
  'v1.agent.joined' | 'v1.agent.muted' | 'v1.agent.unmuted' | 'v1.agent.left' | 'v1.agent.nudged' | 'v1.hold.changed'
>;

function foldAgent(state: Owned, event: AgentEvent): void {
  switch (event.type) {
    case 'v1.agent.joined':
      joined(state, event.data);
      break;
    case 'v1.agent.muted':
      changeAgent(state, event.data.agent, { state: 'muted' });
      break;
    case 'v1.agent.unmuted':
      if (agentNamed(state, event.data.agent)?.state === 'muted')
        changeAgent(state, event.data.agent, { state: 'active' });
      break;
    case 'v1.agent.left':
      changeAgent(state, event.data.agent, { state: 'left', unread: [] });
      break;
    case 'v1.agent.nudged':
      state.nudges.push({ ...event.data, seq: event.seq });
      break;
    case 'v1.hold.changed':
      state.holding = new Set(event.data.agents);
      break;
    default:
      event satisfies never;
  }
}

function joined(state: Owned, data: EventData<'v1.agent.joined'>): void {
  state.agents.push({
    ...data,
    state: 'active',
    unread: [],
    pulled: [],
    turns: 0,
    tokens: 0,
    spent: false,
  });
  const hold = state.setup?.hold;
  if (hold === 'all' || hold?.includes(data.name) === true) state.holding.add(data.agent);
}
