import { unreachable } from '../base/assert.ts';
import type { AnyEvent, EventIn, EventOf } from '../events/event.ts';
import type { AgentId, Seq } from '../events/ids.ts';
import type { Act, RunSetup } from '../events/setup.ts';
import type { EventData } from '../events/vocabulary.ts';
import { bumped, changed, itemAbout, itemNamed, type Post } from './board-items.ts';
import { aboutProposal, decide, proposed, resettled, settled, withSpent } from './board-proposals.ts';
import { asked, givenUp, replied } from './board-questions.ts';
import { edited, retracted } from './board-retracted.ts';
import { aboutTask, freed, tasked } from './board-tasks.ts';
import type { Board, Posted, Vote } from './board.ts';

/** What an event makes of the board; an event that is about nothing on it leaves the very same board. */
export function foldBoard(state: Board, event: AnyEvent): Board {
  switch (event.type) {
    case 'v1.run.created':
    case 'v1.run.forked':
      return { ...state, memory: { ...state.memory, ...ledBy(event.data.setup) } };
    case 'v1.agent.joined':
    case 'v1.agent.unmuted':
      return withAgents(
        state,
        [...state.agents.filter((agent) => agent !== event.data.agent), event.data.agent],
        event.seq,
      );
    case 'v1.agent.muted':
      return withAgents(
        state,
        state.agents.filter((agent) => agent !== event.data.agent),
        event.seq,
      );
    case 'v1.agent.left':
      return afterLeft(state, event);
    case 'v1.message.sent':
    case 'v1.message.held':
    case 'v1.message.approved':
    case 'v1.message.dropped':
    case 'v1.message.edited':
    case 'v1.message.retracted':
    case 'v1.message.expired':
      return foldMessages(state, event);
    case 'v1.vote.opened':
      return afterOpened(state, event);
    case 'v1.vote.closed':
      return afterClosed(state, event);
    case 'v1.proposal.ruled':
      return afterRuling(state, event);
    case 'v1.budget.reached':
      return event.data.agent === undefined ? state : withSpent(state, event.data.agent, event.seq);
    case 'v1.run.paused':
    case 'v1.run.resumed':
    case 'v1.run.ended':
    case 'v1.run.braked':
    case 'v1.run.stepped':
    case 'v1.run.wrapping':
    case 'v1.model.loaded':
    case 'v1.model.failed':
    case 'v1.turn.started':
    case 'v1.turn.ended':
    case 'v1.turn.abandoned':
    case 'v1.message.bounced':
    case 'v1.brake.fired':
    case 'v1.agent.nudged':
    case 'v1.hold.changed':
    case 'v1.ground.compacted':
    case 'unknown':
      return state;
    default:
      return unreachable(event);
  }
}

/** Under a coordinator the first seat decides. */
const ledBy = ({ mode, seats }: RunSetup): Pick<Board['memory'], 'mode' | 'coordinator'> => ({
  mode,
  coordinator: mode === 'hierarchy' ? seats[0]?.name : undefined,
});

type MessageEvent = EventIn<
  | 'v1.message.sent'
  | 'v1.message.held'
  | 'v1.message.approved'
  | 'v1.message.dropped'
  | 'v1.message.edited'
  | 'v1.message.retracted'
  | 'v1.message.expired'
>;

function foldMessages(state: Board, event: MessageEvent): Board {
  switch (event.type) {
    case 'v1.message.sent':
      return afterMessage(state, event.data, event.seq);
    case 'v1.message.held':
      return withHeld(state, state.memory.held.with(event.data.message, event.data));
    case 'v1.message.approved': {
      const data = state.memory.held.get(event.data.message);
      if (data === undefined) return state;
      return afterMessage(withHeld(state, state.memory.held.without(data.message)), data, event.seq);
    }
    case 'v1.message.dropped':
      // In a fork also a public one, which then leaves the board as one that is taken back does.
      return state.memory.held.get(event.data.message) === undefined
        ? retracted(state, { message: event.data.message, seq: event.seq })
        : withHeld(state, state.memory.held.without(event.data.message));
    case 'v1.message.edited':
      return edited(state, { message: event.data.message, seq: event.seq });
    case 'v1.message.retracted':
      return retracted(state, { message: event.data.message, seq: event.seq });
    case 'v1.message.expired': {
      const question = itemNamed(state, event.data.message);
      return question?.kind === 'question' ? givenUp(state, question, event.data.agent) : state;
    }
    default:
      return unreachable(event);
  }
}

const withHeld = (state: Board, held: Board['memory']['held']): Board =>
  held === state.memory.held ? state : { ...state, memory: { ...state.memory, held } };

const withAgents = (state: Board, agents: readonly AgentId[], seq: Seq): Board => resettled({ ...state, agents }, seq);

/** Nobody waits for one who is gone, and what it had taken on is free again. */
function afterLeft(state: Board, { data, seq }: EventOf<'v1.agent.left'>): Board {
  let next = state;
  for (const item of state.items) {
    if (item.kind === 'question') next = givenUp(next, item, data.agent);
    else if (item.kind === 'task' && item.state === 'claimed' && item.owner === data.agent)
      next = changed(next, freed(item, seq));
  }
  return withAgents(
    next,
    state.agents.filter((agent) => agent !== data.agent),
    seq,
  );
}

function afterMessage(state: Board, data: EventData<'v1.message.sent'>, seq: Seq): Board {
  if (data.act === 'vote') return afterBallot(state, data);
  const about = itemAbout(state, data.basedOn?.item ?? data.inReplyTo);
  const makes = makesItem(state, data);
  if (about === undefined && makes === undefined) return state;
  const item = makes === undefined ? about : undefined;
  const post: Post = { posted: postedOf(state, data, makes !== undefined), seq, item };
  const known = remembered(state, post);
  const next = makes === undefined ? aboutItem(known, post) : makes(known, post);
  return replied(next, post);
}

/** How a message makes an item of its own. A revision by another than the author of a proposal is a proposal beside it. */
function makesItem(
  state: Board,
  { act, from, basedOn, inReplyTo }: EventData<'v1.message.sent'>,
): ((state: Board, post: Post) => Board) | undefined {
  if (act === 'propose') return proposed;
  if (act === 'ask') return asked;
  if (act === 'task') return tasked;
  if (act !== 'revise') return undefined;
  const proposal = itemAbout(state, basedOn?.item ?? inReplyTo);
  return proposal?.kind === 'proposal' && proposal.by !== from ? proposed : undefined;
}

function aboutItem(state: Board, post: Post): Board {
  const { item } = post;
  if (item?.kind === 'proposal') return aboutProposal(state, item, post);
  return item?.kind === 'task' ? aboutTask(state, item, post) : state;
}

function remembered(state: Board, { posted, item }: Post): Board {
  const { message } = posted.data;
  const { memory } = state;
  return {
    ...state,
    itemOf: state.itemOf.with(message, item?.item ?? message),
    memory: { ...memory, posted: memory.posted.with(message, posted) },
  };
}

function postedOf(state: Board, data: EventData<'v1.message.sent'>, isNew: boolean): Posted {
  if (isNew) return { data, wording: data.message, stance: 'for' };
  const target = state.memory.posted.get(data.inReplyTo ?? data.basedOn?.item ?? data.message);
  const wording = data.act === 'revise' ? data.message : target?.wording;
  const stance = stanceOf(data.act, target?.stance ?? 'neither');
  return { data, stance, ...(wording === undefined ? {} : { wording }) };
}

/** Who challenges what speaks against a proposal speaks for it, and who supports that against it. */
function stanceOf(act: Act, target: Posted['stance']): Posted['stance'] {
  if (act === 'revise' || act === 'agree') return 'for';
  if (act === 'support' || target === 'neither') return act === 'support' ? target : 'neither';
  if (act !== 'challenge') return 'neither';
  return target === 'for' ? 'against' : 'for';
}

/** The first vote of each agent counts, and only for what is voted on. */
function afterBallot(state: Board, { message, from, vote: cast }: EventData<'v1.message.sent'>): Board {
  if (cast === undefined || from === 'arbiter') return state;
  const { vote: id, option } = cast;
  const place = state.votes.findIndex(({ vote, state: now }) => vote === id && now === 'open');
  const vote = state.votes[place];
  if (vote === undefined || vote.ballots.some((ballot) => ballot.agent === from)) return state;
  if (option !== 'none' && !vote.options.includes(option)) return state;
  const ballots = [...vote.ballots, { agent: from, option, message }];
  return { ...state, votes: state.votes.with(place, { ...vote, ballots }) };
}

function afterOpened(state: Board, { data, seq }: EventOf<'v1.vote.opened'>): Board {
  const { vote, options, quorum } = data;
  const opened: Vote = { vote, state: 'open', openedAt: seq, options, quorum, ballots: [] };
  return { ...state, votes: [...state.votes, opened] };
}

function afterClosed(state: Board, { data, seq }: EventOf<'v1.vote.closed'>): Board {
  const place = state.votes.findIndex(({ vote }) => vote === data.vote);
  const vote = state.votes[place];
  if (vote === undefined) return state;
  const { winner } = data;
  const closed: Vote = { ...vote, state: 'closed', ...(winner === undefined ? {} : { winner }) };
  const next = { ...state, votes: state.votes.with(place, closed) };
  const proposal = itemAbout(next, winner);
  if (proposal?.kind !== 'proposal') return next;
  const votes = data.tally.find(({ option }) => option === winner)?.votes ?? 0;
  return decide(next, { proposal, how: 'vote', at: seq, note: `${votes} of ${data.seats} voted for it.` });
}

/** The arbiter's word stands above what was decided, rejected or withdrawn before; only what is retracted is gone. */
function afterRuling(state: Board, { data, seq }: EventOf<'v1.proposal.ruled'>): Board {
  const proposal = itemAbout(state, data.proposal);
  if (proposal?.kind !== 'proposal') return state;
  const ruled = bumped({ ...proposal, ruling: data.ruling }, seq);
  if (data.ruling === 'rejected') return settled(state, ruled, seq);
  return decide(state, { proposal: ruled, how: 'arbiter', at: seq, note: data.note });
}
