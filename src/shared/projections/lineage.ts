import { unreachable } from '../base/assert.ts';
import type { AnyEvent, EventOf } from '../events/event.ts';
import type { AgentId, MessageId, Seq, TurnId } from '../events/ids.ts';
import type { Sender } from '../events/vocabulary.ts';
import { Dict } from './dict.ts';
import { List } from './list.ts';
import { holdsText, NO_OPEN_TURNS, promptOf, trackTurns, type Block, type OpenTurns } from './open-turns.ts';
import { projection } from './projection.ts';

/** What stood in front of a committed turn, in order. */
export type TurnLineage = { readonly turn: TurnId; readonly agent: AgentId; readonly blocks: readonly Block[] };

export type MessageLink = {
  readonly message: MessageId;
  readonly seq: Seq;
  readonly from: Sender;
  readonly turn?: TurnId;
  readonly inReplyTo?: MessageId;
};

export type Lineage = {
  /** In the order in which the turns ended, so a turn comes after all that it had in front. */
  readonly turns: List<TurnLineage>;
  readonly byTurn: Dict<TurnId, number>;
  /** In the order in which they were sent, so an answer comes after what it answers. */
  readonly messages: List<MessageLink>;
  readonly byMessage: Dict<MessageId, number>;
  readonly open: OpenTurns;
};

/** Which events made up which prompt: what can be asked for causes and for what an error reached. */
export const lineage = projection<Lineage>(
  {
    turns: List.empty(),
    byTurn: Dict.empty(),
    messages: List.empty(),
    byMessage: Dict.empty(),
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

/** Every committed turn whose prompt held the message, in order. */
export function holdersOf(state: Lineage, message: MessageId): readonly Holder[] {
  const source = messageLink(state, message)?.seq;
  if (source === undefined) return [];
  return [...state.turns].flatMap(({ turn, agent, blocks }) => {
    const block = blocks.find((own) => own.source === source && holdsText(own));
    return block === undefined ? [] : [{ turn, agent, block }];
  });
}

function foldLineage(state: Lineage, event: AnyEvent): Lineage {
  switch (event.type) {
    case 'v1.turn.started':
    case 'v1.turn.abandoned':
      return { ...state, open: trackTurns(state.open, event) };
    case 'v1.turn.ended':
      return afterTurn(state, event);
    case 'v1.message.sent':
      return afterSent(state, event);
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

function afterSent(state: Lineage, { seq, data }: EventOf<'v1.message.sent'>): Lineage {
  const { message, from, turn, inReplyTo } = data;
  const link: MessageLink = {
    message,
    seq,
    from,
    ...(turn === undefined ? {} : { turn }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
  };
  return {
    ...state,
    messages: state.messages.append(link),
    byMessage: state.byMessage.with(message, state.messages.length),
  };
}
