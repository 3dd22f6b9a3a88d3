import { unreachable } from '../base/assert.ts';
import type { EventOf } from '../events/event.ts';
import type { AgentId, MessageId, Seq, TurnId } from '../events/ids.ts';
import type { LineageEntry, Sender } from '../events/vocabulary.ts';
import { Dict } from './dict.ts';
import { List } from './list.ts';
import type { Prompt } from './open-turns.ts';
import { messagesIn } from './texts.ts';
import { NOTHING_TRACKED, view, type Told, type Tracked } from './tracked.ts';

/** What stood in front of a committed turn, in order. */
export type TurnLineage = { readonly turn: TurnId; readonly agent: AgentId; readonly prompt: Prompt };

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
  readonly tracked: Tracked;
};

/** Which events made up which prompt: what can be asked for causes and for what an error reached. */
export const lineage = view<Lineage>(
  {
    turns: List.empty(),
    byTurn: Dict.empty(),
    messages: List.empty(),
    byMessage: Dict.empty(),
    tracked: NOTHING_TRACKED,
  },
  foldLineage,
);

/** What stood in front of a committed turn. */
export const turnLineage = (state: Lineage, turn: TurnId): TurnLineage | undefined => {
  const index = state.byTurn.get(turn);
  return index === undefined ? undefined : state.turns.at(index);
};

export const messageLink = (state: Lineage, message: MessageId): MessageLink | undefined => {
  const index = state.byMessage.get(message);
  return index === undefined ? undefined : state.messages.at(index);
};

/** A committed turn that had a message in front, and the first block that held it; the author's own turns are among them. */
export type Holder = { readonly turn: TurnId; readonly agent: AgentId; readonly block: LineageEntry };

/** Every committed turn whose prompt held the message, in the words of any time, in order. */
export function holdersOf(state: Lineage, message: MessageId): readonly Holder[] {
  return [...state.turns].flatMap(({ turn, agent, prompt }) => {
    const held = messagesIn(state.tracked.texts, prompt).find((own) => own.message === message);
    return held === undefined ? [] : [{ turn, agent, block: held.block }];
  });
}

/** The messages that stood in the prompt of a committed turn, in order; one that stood there twice is named twice. */
export function messagesBefore(state: Lineage, turn: TurnId): readonly MessageId[] {
  const prompt = turnLineage(state, turn)?.prompt;
  return prompt === undefined ? [] : messagesIn(state.tracked.texts, prompt).map(({ message }) => message);
}

function foldLineage(state: Lineage, told: Told): Lineage {
  const { event } = told;
  switch (event.type) {
    case 'v1.turn.ended':
      return afterTurn(state, event, told.prompt);
    case 'v1.message.sent':
    case 'v1.message.approved':
      return afterPublic(state, told);
    case 'v1.turn.started':
    case 'v1.turn.abandoned':
    case 'v1.message.held':
    case 'v1.message.dropped':
    case 'v1.message.edited':
    case 'v1.run.created':
    case 'v1.run.forked':
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

function afterTurn(state: Lineage, { data }: EventOf<'v1.turn.ended'>, prompt: Told['prompt']): Lineage {
  if (prompt === undefined) return state;
  const { turn, agent } = data;
  return {
    ...state,
    turns: state.turns.append({ turn, agent, prompt }),
    byTurn: state.byTurn.with(turn, state.turns.length),
  };
}

function afterPublic(state: Lineage, { event, published }: Told): Lineage {
  if (published === undefined) return state;
  const { message, from, turn, inReplyTo } = published.data;
  const link: MessageLink = {
    message,
    seq: event.seq,
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
