import { unreachable } from '../base/assert.ts';
import type { AnyEvent, EventIn, EventOf } from '../events/event.ts';
import { nameOf, type AgentId, type MessageId, type Micros, type Seq, type TurnId } from '../events/ids.ts';
import type { EventData } from '../events/vocabulary.ts';
import { Dict } from './dict.ts';
import { List } from './list.ts';
import { projection } from './projection.ts';
import { systemLine, type SystemEvent, type SystemEventType } from './system-line.ts';

type At = { readonly seq: Seq; readonly at: Micros };

export type TranscriptMessage = At &
  Omit<EventData<'v1.message.sent'>, 'replyBy' | 'basedOn'> & {
    readonly kind: 'message';
    /** For people: the seat's name, or `Arbiter`. */
    readonly name: string;
    readonly round?: number;
    /** `waiting` for the arbiter's approval; `dropped` where it never got it; `retracted` where it was public and was taken back. */
    readonly standing: 'public' | 'waiting' | 'dropped' | 'retracted';
    /** Where the arbiter changed its words, and what they were before the first change. */
    readonly edited?: { readonly at: Seq; readonly gist: string; readonly body: string };
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

/** Quiet: a turn that asked for the full text of a message. */
export type TranscriptRead = At & {
  readonly kind: 'read';
  readonly agent: AgentId;
  readonly name: string;
  readonly turn: TurnId;
  readonly round?: number;
  readonly message?: MessageId;
};

/** Quiet: what happened to the run, in one line for people. */
export type TranscriptLine = At & { readonly kind: 'line'; readonly type: SystemEventType; readonly text: string };

export type TranscriptEntry = TranscriptMessage | TranscriptPass | TranscriptRead | TranscriptLine;

export type Transcript = {
  readonly title: string;
  readonly question: string;
  readonly entries: List<TranscriptEntry>;
  readonly byMessage: Dict<MessageId, number>;
  /** What is told in place of a held message once it stands where it became public. */
  readonly heldLines: Dict<MessageId, TranscriptLine>;
  readonly rounds: Dict<TurnId, number>;
};

/**
 * What was said, in the order in which it became public, as people read it; what is held stands where it was written. Reasoning text is in no
 * event and so never here.
 */
export const transcript = projection<Transcript>(
  {
    title: '',
    question: '',
    entries: List.empty(),
    byMessage: Dict.empty(),
    heldLines: Dict.empty(),
    rounds: Dict.empty(),
  },
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
      return withMessage(state, messageEntry(state, event, 'public'));
    case 'v1.message.held':
      return withMessage(
        { ...state, heldLines: state.heldLines.with(event.data.message, lineOf(event)) },
        messageEntry(state, event, 'waiting'),
      );
    case 'v1.message.approved':
      return afterApproval(withLine(state, event), event);
    case 'v1.message.dropped':
      return changeMessage(withLine(state, event), event.data.message, (own) => ({ ...own, standing: 'dropped' }));
    case 'v1.message.retracted':
      return changeMessage(withLine(state, event), event.data.message, (own) => ({ ...own, standing: 'retracted' }));
    case 'v1.message.edited':
      return changeMessage(withLine(state, event), event.data.message, (own) => editedEntry(own, event));
    case 'v1.turn.started':
      return { ...state, rounds: state.rounds.with(event.data.turn, event.data.round) };
    case 'v1.turn.ended':
      return afterTurn(state, event);
    case 'v1.run.created': {
      const { title, question } = event.data.setup;
      return { ...withLine(state, event), title, question };
    }
    case 'v1.run.forked':
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
      return withLine(state, event);
    case 'unknown':
      return state;
    default:
      return unreachable(event);
  }
}

function withMessage(state: Transcript, entry: TranscriptMessage): Transcript {
  return {
    ...state,
    byMessage: state.byMessage.with(entry.message, state.entries.length),
    entries: state.entries.append(entry),
  };
}

/** It stands where it became public; where it was written only a line is left. */
function afterApproval(state: Transcript, { seq, at, data }: EventOf<'v1.message.approved'>): Transcript {
  const index = state.byMessage.get(data.message);
  const held = index === undefined ? undefined : state.entries.at(index);
  const line = state.heldLines.get(data.message);
  if (index === undefined || held?.kind !== 'message' || line === undefined) return state;
  const entries = state.entries.with(index, line);
  const heldLines = state.heldLines.without(data.message);
  return withMessage({ ...state, entries, heldLines }, { ...held, seq, at, standing: 'public' });
}

function changeMessage(
  state: Transcript,
  message: MessageId,
  change: (entry: TranscriptMessage) => TranscriptMessage,
): Transcript {
  const index = state.byMessage.get(message);
  const entry = index === undefined ? undefined : state.entries.at(index);
  if (index === undefined || entry?.kind !== 'message') return state;
  return { ...state, entries: state.entries.with(index, change(entry)) };
}

function editedEntry(entry: TranscriptMessage, { seq, data }: EventOf<'v1.message.edited'>): TranscriptMessage {
  const { gist, body } = entry.edited ?? entry;
  return { ...entry, gist: data.gist, body: data.body, edited: { at: seq, gist, body } };
}

/** Field by field: what else a foreign log put into an event must not reach the page. */
function messageEntry(
  state: Transcript,
  { seq, at, data }: EventIn<'v1.message.sent' | 'v1.message.held'>,
  standing: TranscriptMessage['standing'],
): TranscriptMessage {
  const { message, turn, from, to, act, inReplyTo, supersedes, gist, body, vote } = data;
  const round = turn === undefined ? undefined : state.rounds.get(turn);
  return {
    kind: 'message',
    seq,
    at,
    name: from === 'arbiter' ? 'Arbiter' : nameOf(from),
    standing,
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
    ...(vote === undefined ? {} : { vote: { vote: vote.vote, option: vote.option } }),
  };
}

function afterTurn(state: Transcript, { seq, at, data }: EventOf<'v1.turn.ended'>): Transcript {
  const { agent, turn, outcome, reason = 'chosen', decision } = data;
  if (outcome === 'spoke') return state;
  const round = state.rounds.get(turn);
  const own = { seq, at, agent, name: nameOf(agent), turn, ...(round === undefined ? {} : { round }) };
  if (outcome === 'passed') return { ...state, entries: state.entries.append({ kind: 'pass', ...own, reason }) };
  const message = decision.menu[decision.chosen]?.inReplyTo;
  const read: TranscriptRead = { kind: 'read', ...own, ...(message === undefined ? {} : { message }) };
  return { ...state, entries: state.entries.append(read) };
}

const withLine = (state: Transcript, event: SystemEvent): Transcript => ({
  ...state,
  entries: state.entries.append(lineOf(event)),
});

const lineOf = (event: SystemEvent): TranscriptLine => ({
  kind: 'line',
  seq: event.seq,
  at: event.at,
  type: event.type,
  text: systemLine(event),
});
