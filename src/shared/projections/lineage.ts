import { unreachable } from '../base/assert.ts';
import type { AnyEvent, EventIn, EventOf } from '../events/event.ts';
import type { AgentId, MessageId, Seq, TurnId } from '../events/ids.ts';
import type { Sender } from '../events/vocabulary.ts';
import { Dict } from './dict.ts';
import { List } from './list.ts';
import { holdsText, NO_OPEN_TURNS, promptOf, trackTurns, type Block, type OpenTurns } from './open-turns.ts';
import { projection } from './projection.ts';
import { madePublic, NO_TEXTS, NOTHING_HELD, trackHeld, trackTexts, type HeldBack, type Texts } from './texts.ts';

/** What stood in front of a committed turn, in order. */
export type TurnLineage = { readonly turn: TurnId; readonly agent: AgentId; readonly blocks: readonly Block[] };

export type MessageLink = {
  readonly message: MessageId;
  /** Where it became public. */
  readonly seq: Seq;
  readonly from: Sender;
  readonly turn?: TurnId;
  readonly inReplyTo?: MessageId;
};

export type Lineage = {
  /** In the order in which the turns ended, so a turn comes after all that it had in front. */
  readonly turns: List<TurnLineage>;
  readonly byTurn: Dict<TurnId, number>;
  /** In the order in which they became public, so one comes after all that it answers and all that was written with it in front. */
  readonly messages: List<MessageLink>;
  readonly byMessage: Dict<MessageId, number>;
  readonly texts: Texts;
  readonly held: HeldBack;
  readonly open: OpenTurns;
};

/** Which events made up which prompt: what can be asked for causes and for what an error reached. */
export const lineage = projection<Lineage>(
  {
    turns: List.empty(),
    byTurn: Dict.empty(),
    messages: List.empty(),
    byMessage: Dict.empty(),
    texts: NO_TEXTS,
    held: NOTHING_HELD,
    open: NO_OPEN_TURNS,
  },
  foldLineage,
);

/** The blocks of a committed turn. */
export const turnLineage = (state: Lineage, turn: TurnId): TurnLineage | undefined => {
  const index = state.byTurn.get(turn);
  return index === undefined ? undefined : state.turns.at(index);
};

export const messageLink = (state: Lineage, message: MessageId): MessageLink | undefined => {
  const index = state.byMessage.get(message);
  return index === undefined ? undefined : state.messages.at(index);
};

/** A committed turn that had a message in front, and in which form; the author's own turns are among them. */
export type Holder = { readonly turn: TurnId; readonly agent: AgentId; readonly block: Block };

/** Every committed turn whose prompt held the message, in the words of any time, in order. */
export function holdersOf(state: Lineage, message: MessageId): readonly Holder[] {
  return [...state.turns].flatMap(({ turn, agent, blocks }) => {
    const block = blocks.find((own) => messageIn(state, own) === message);
    return block === undefined ? [] : [{ turn, agent, block }];
  });
}

/** The messages that stood in the prompt of a committed turn, in order; one that stood there twice is named twice. */
export function messagesBefore(state: Lineage, turn: TurnId): readonly MessageId[] {
  return (turnLineage(state, turn)?.blocks ?? []).flatMap((block) => messageIn(state, block) ?? []);
}

/** The message whose words a block holds, as they stood at any time. */
const messageIn = (state: Lineage, block: Block): MessageId | undefined =>
  block.source === undefined || !holdsText(block) ? undefined : state.texts.bySource.get(block.source)?.message;

function foldLineage(state: Lineage, event: AnyEvent): Lineage {
  switch (event.type) {
    case 'v1.turn.started':
    case 'v1.turn.abandoned':
      return { ...state, open: trackTurns(state.open, event) };
    case 'v1.turn.ended':
      return afterTurn(state, event);
    case 'v1.message.sent':
    case 'v1.message.held':
    case 'v1.message.approved':
    case 'v1.message.dropped':
    case 'v1.message.edited':
      return afterMessage(state, event);
    case 'v1.run.created':
    case 'v1.run.paused':
    case 'v1.run.resumed':
    case 'v1.run.ended':
    case 'v1.budget.reached':
    case 'v1.model.loaded':
    case 'v1.model.failed':
    case 'v1.agent.joined':
    case 'v1.message.bounced':
    case 'v1.brake.fired':
    case 'v1.message.retracted':
    case 'v1.message.expired':
    case 'v1.run.braked':
    case 'v1.agent.nudged':
    case 'v1.agent.muted':
    case 'v1.agent.unmuted':
    case 'v1.agent.left':
    case 'v1.hold.changed':
    case 'v1.ground.compacted':
    case 'v1.run.stepped':
    case 'v1.run.wrapping':
    case 'v1.vote.opened':
    case 'v1.vote.closed':
    case 'v1.proposal.ruled':
    case 'unknown':
      return state;
    default:
      return unreachable(event);
  }
}

function afterTurn(state: Lineage, event: EventOf<'v1.turn.ended'>): Lineage {
  const { turn, agent } = event.data;
  return {
    ...state,
    turns: state.turns.append({ turn, agent, blocks: promptOf(state.open, event) }),
    byTurn: state.byTurn.with(turn, state.turns.length),
    open: trackTurns(state.open, event),
  };
}

function afterMessage(
  state: Lineage,
  event: EventIn<
    'v1.message.sent' | 'v1.message.held' | 'v1.message.approved' | 'v1.message.dropped' | 'v1.message.edited'
  >,
): Lineage {
  const known = { ...state, texts: trackTexts(state.texts, event), held: trackHeld(state.held, event) };
  const own = madePublic(state.held, event);
  if (own === undefined) return known;
  const { message, from, turn, inReplyTo } = own.data;
  const link: MessageLink = {
    message,
    seq: event.seq,
    from,
    ...(turn === undefined ? {} : { turn }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
  };
  return {
    ...known,
    messages: state.messages.append(link),
    byMessage: state.byMessage.with(message, state.messages.length),
  };
}
