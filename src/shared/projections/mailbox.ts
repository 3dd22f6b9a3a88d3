import { unreachable } from '../base/assert.ts';
import type { AnyEvent, EventOf } from '../events/event.ts';
import { nameOf, type AgentId, type MessageId, type Seq } from '../events/ids.ts';
import { Dict } from './dict.ts';
import { List } from './list.ts';
import { NO_OPEN_TURNS, trackTurns, type OpenTurns } from './open-turns.ts';
import { projection } from './projection.ts';
import { isAddressedTo, NO_SEATS, trackSeats, type Seating } from './seating.ts';
import {
  madePublic,
  messagesInPrompt,
  NO_TEXTS,
  NOTHING_HELD,
  reworded,
  trackHeld,
  trackTexts,
  type HeldBack,
  type Texts,
  type Worded,
} from './texts.ts';

/** `seq` is where it became public. */
export type Mail = Worded & { readonly seq: Seq; readonly retracted: boolean };

/**
 * How far an agent has read. All mail before `next` (an index into the messages) is read, retracted, bounced, was sent before it joined, or
 * is not its own to read; `read` holds the places of what it has read from there on.
 */
type Reader = { readonly agent: AgentId; readonly next: number; readonly read: Dict<number, true> };

export type Mailbox = {
  /** In the order in which they became public. */
  readonly messages: List<Mail>;
  readonly places: Dict<MessageId, number>;
  readonly texts: Texts;
  /** Those that are there; one that has left reads nothing any more. */
  readonly readers: Dict<AgentId, Reader>;
  readonly seating: Seating;
  readonly held: HeldBack;
  readonly open: OpenTurns;
};

/**
 * Who has which mail unread. A message is read once its words stood in the prompt of a turn of that agent that ended; a turn
 * that was abandoned has read nothing. An edit is no new mail: who had the old words in front has read the message.
 */
export const mailbox = projection<Mailbox>(
  {
    messages: List.empty(),
    places: Dict.empty(),
    texts: NO_TEXTS,
    readers: Dict.empty(),
    seating: NO_SEATS,
    held: NOTHING_HELD,
    open: NO_OPEN_TURNS,
  },
  foldMailbox,
);

/** The mail that waits for `agent`, oldest first: addressed to it or to all, not its own, not yet read, not taken back, not bounced. */
export function unreadOf(state: Mailbox, agent: AgentId): readonly Mail[] {
  const reader = state.readers.get(agent);
  if (reader === undefined) return [];
  const unread: Mail[] = [];
  for (let index = reader.next; index < state.messages.length; index += 1) {
    const mail = state.messages.at(index);
    if (mail !== undefined && isUnread(state, reader, { mail, index })) unread.push(mail);
  }
  return unread;
}

function foldMailbox(state: Mailbox, event: AnyEvent): Mailbox {
  switch (event.type) {
    case 'v1.run.created':
      return { ...state, seating: trackSeats(state.seating, event) };
    case 'v1.agent.joined': {
      const { agent } = event.data;
      const reader: Reader = { agent, next: state.messages.length, read: Dict.empty() };
      return { ...state, seating: trackSeats(state.seating, event), readers: state.readers.with(agent, reader) };
    }
    case 'v1.agent.left':
      return { ...state, readers: state.readers.without(event.data.agent) };
    case 'v1.message.sent':
    case 'v1.message.approved':
      return published(state, event);
    case 'v1.message.held':
    case 'v1.message.dropped':
      return { ...state, texts: trackTexts(state.texts, event), held: trackHeld(state.held, event) };
    case 'v1.message.edited':
      return afterEdit(state, event);
    case 'v1.message.retracted':
      return withMail(state, event.data.message, (mail) => ({ ...mail, retracted: true }));
    case 'v1.message.bounced':
      return afterBounce(state, event);
    case 'v1.turn.started':
    case 'v1.turn.abandoned':
      return { ...state, open: trackTurns(state.open, event) };
    case 'v1.turn.ended':
      return { ...state, readers: afterTurn(state, event), open: trackTurns(state.open, event) };
    case 'v1.run.paused':
    case 'v1.run.resumed':
    case 'v1.run.ended':
    case 'v1.budget.reached':
    case 'v1.model.loaded':
    case 'v1.model.failed':
    case 'v1.message.expired':
    case 'v1.brake.fired':
    case 'v1.run.braked':
    case 'v1.agent.nudged':
    case 'v1.agent.muted':
    case 'v1.agent.unmuted':
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

function published(state: Mailbox, event: EventOf<'v1.message.sent'> | EventOf<'v1.message.approved'>): Mailbox {
  const own = madePublic(state.held, event);
  if (own === undefined) return state;
  const place = state.messages.length;
  return {
    ...state,
    messages: state.messages.append({ ...own, seq: event.seq, retracted: false }),
    places: state.places.with(own.data.message, place),
    texts: trackTexts(state.texts, event),
    held: trackHeld(state.held, event),
  };
}

function afterEdit(state: Mailbox, event: EventOf<'v1.message.edited'>): Mailbox {
  const next = { ...state, texts: trackTexts(state.texts, event), held: trackHeld(state.held, event) };
  return withMail(next, event.data.message, (mail) => ({ ...mail, ...reworded(mail, event) }));
}

/** A full mailbox takes nothing in: what bounced may still be overheard. */
function afterBounce(state: Mailbox, { data }: EventOf<'v1.message.bounced'>): Mailbox {
  const place = state.places.get(data.message);
  const reader = [...state.readers.values()].find(({ agent }) => nameOf(agent) === data.to);
  if (data.reason !== 'full' || place === undefined || reader === undefined || place < reader.next) return state;
  const next = advanced(state, { ...reader, read: reader.read.with(place, true) });
  return { ...state, readers: state.readers.with(reader.agent, next) };
}

function withMail(state: Mailbox, message: MessageId, change: (mail: Mail) => Mail): Mailbox {
  const place = state.places.get(message);
  const mail = place === undefined ? undefined : state.messages.at(place);
  if (place === undefined || mail === undefined) return state;
  return { ...state, messages: state.messages.with(place, change(mail)) };
}

function afterTurn(state: Mailbox, event: EventOf<'v1.turn.ended'>): Mailbox['readers'] {
  const reader = state.readers.get(event.data.agent);
  if (reader === undefined || reader.next === state.messages.length) return state.readers;
  let { read } = reader;
  for (const { message } of messagesInPrompt(state.texts, state.open, event)) {
    const place = state.places.get(message);
    if (place !== undefined && place >= reader.next) read = read.with(place, true);
  }
  return state.readers.with(reader.agent, advanced(state, { ...reader, read }));
}

/** The reader with its cursor before the first mail it still has to read; what lies behind the cursor is forgotten. */
function advanced(state: Mailbox, reader: Reader): Reader {
  let { next, read } = reader;
  for (let mail = state.messages.at(next); mail !== undefined; mail = state.messages.at(next)) {
    if (isUnread(state, { ...reader, read }, { mail, index: next })) break;
    read = read.without(next);
    next += 1;
  }
  return { ...reader, next, read };
}

const isUnread = (
  { seating }: Mailbox,
  { agent, read }: Reader,
  { mail, index }: { readonly mail: Mail; readonly index: number },
): boolean => !mail.retracted && isAddressedTo(seating, mail.data, agent) && !read.has(index);
