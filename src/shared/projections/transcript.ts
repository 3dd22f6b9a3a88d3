import { unreachable } from '../base/assert.ts';
import type { AnyEvent, EventOf } from '../events/event.ts';
import { nameOf, type AgentId, type MessageId, type Micros, type Seq, type TurnId } from '../events/ids.ts';
import type { EventData } from '../events/vocabulary.ts';
import { Dict } from './dict.ts';
import { List } from './list.ts';
import { projection } from './projection.ts';
import { systemLine, type SystemEvent, type SystemEventType } from './system-line.ts';

type At = { readonly seq: Seq; readonly at: Micros };

export type TranscriptMessage = At &
  Omit<EventData<'v1.message.sent'>, 'replyBy'> & {
    readonly kind: 'message';
    /** For people: the seat's name, or `Arbiter`. */
    readonly name: string;
    readonly round?: number;
  };

/** Quiet: a turn that said nothing. */
export type TranscriptPass = At & {
  readonly kind: 'pass';
  readonly agent: AgentId;
  readonly name: string;
  readonly turn: TurnId;
  readonly round?: number;
  readonly reason: NonNullable<EventOf<'v1.turn.ended'>['data']['reason']>;
};

/** Quiet: what happened to the run, in one line for people. */
export type TranscriptLine = At & { readonly kind: 'line'; readonly type: SystemEventType; readonly text: string };

export type TranscriptEntry = TranscriptMessage | TranscriptPass | TranscriptLine;

export type Transcript = {
  readonly title: string;
  readonly question: string;
  readonly entries: List<TranscriptEntry>;
  readonly byMessage: Dict<MessageId, number>;
  readonly rounds: Dict<TurnId, number>;
};

/** What was said, in order, as people read it. Reasoning text is in no event and so never here. */
export const transcript = projection<Transcript>(
  { title: '', question: '', entries: List.empty(), byMessage: Dict.empty(), rounds: Dict.empty() },
  foldTranscript,
);

/** A message by its id. */
export function messageIn(state: Transcript, message: MessageId): TranscriptMessage | undefined {
  const index = state.byMessage.get(message);
  const entry = index === undefined ? undefined : state.entries.at(index);
  return entry?.kind === 'message' ? entry : undefined;
}

/** The messages without the quiet entries. */
export const messagesOf = (state: Transcript): readonly TranscriptMessage[] =>
  [...state.entries].filter((entry) => entry.kind === 'message');

function foldTranscript(state: Transcript, event: AnyEvent): Transcript {
  switch (event.type) {
    case 'v1.message.sent':
      return {
        ...state,
        byMessage: state.byMessage.with(event.data.message, state.entries.length),
        entries: state.entries.append(messageEntry(state, event)),
      };
    case 'v1.turn.started':
      return { ...state, rounds: state.rounds.with(event.data.turn, event.data.round) };
    case 'v1.turn.ended':
      return event.data.outcome === 'passed'
        ? { ...state, entries: state.entries.append(passEntry(state, event)) }
        : state;
    case 'v1.run.created': {
      const { title, question } = event.data.setup;
      return { ...withLine(state, event), title, question };
    }
    case 'v1.run.paused':
    case 'v1.run.resumed':
    case 'v1.run.ended':
    case 'v1.budget.reached':
    case 'v1.model.loaded':
    case 'v1.model.failed':
    case 'v1.agent.joined':
    case 'v1.turn.abandoned':
    case 'v1.message.bounced':
    case 'v1.brake.fired':
      return withLine(state, event);
    case 'unknown':
      return state;
    default:
      return unreachable(event);
  }
}

/** Field by field: what else a foreign log put into an event must not reach the page. */
function messageEntry(state: Transcript, { seq, at, data }: EventOf<'v1.message.sent'>): TranscriptMessage {
  const { message, turn, from, to, act, inReplyTo, supersedes, gist, body } = data;
  const round = turn === undefined ? undefined : state.rounds.get(turn);
  return {
    kind: 'message',
    seq,
    at,
    name: from === 'arbiter' ? 'Arbiter' : nameOf(from),
    message,
    from,
    to,
    act,
    gist,
    body,
    ...(turn === undefined ? {} : { turn }),
    ...(round === undefined ? {} : { round }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(supersedes === undefined ? {} : { supersedes }),
  };
}

function passEntry(state: Transcript, { seq, at, data }: EventOf<'v1.turn.ended'>): TranscriptPass {
  const { agent, turn, reason = 'chosen' } = data;
  const round = state.rounds.get(turn);
  return {
    kind: 'pass',
    seq,
    at,
    agent,
    name: nameOf(agent),
    turn,
    reason,
    ...(round === undefined ? {} : { round }),
  };
}

function withLine(state: Transcript, event: SystemEvent): Transcript {
  const { seq, at, type } = event;
  return { ...state, entries: state.entries.append({ kind: 'line', seq, at, type, text: systemLine(event) }) };
}
