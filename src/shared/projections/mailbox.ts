import { unreachable } from '../base/assert.ts';
import type { AnyEvent, EventOf } from '../events/event.ts';
import type { AgentId, Seq } from '../events/ids.ts';
import type { Addressees, Sender } from '../events/vocabulary.ts';
import { Dict } from './dict.ts';
import { List } from './list.ts';
import { holdsText, NO_OPEN_TURNS, promptOf, trackTurns, type OpenTurns } from './open-turns.ts';
import { projection } from './projection.ts';

export type Mail = EventOf<'v1.message.sent'>;

/**
 * How far an agent has read. All mail before `next` (an index into the messages) is read, was sent before it joined, or
 * is not its own to read; `read` holds what it has read from there on.
 */
type Reader = { readonly agent: AgentId; readonly next: number; readonly read: Dict<Seq, true> };

export type Mailbox = {
  readonly messages: List<Mail>;
  readonly readers: Dict<AgentId, Reader>;
  readonly open: OpenTurns;
};

/**
 * Who has which mail unread. A message is read once it stood in the prompt of a turn of that agent that ended; a turn
 * that was abandoned has read nothing.
 */
export const mailbox = projection<Mailbox>(
  { messages: List.empty(), readers: Dict.empty(), open: NO_OPEN_TURNS },
  foldMailbox,
);

/** The mail that waits for `agent`, oldest first: addressed to it or to all, not its own, not yet read. */
export function unreadOf(state: Mailbox, agent: AgentId): readonly Mail[] {
  const reader = state.readers.get(agent);
  if (reader === undefined) return [];
  const unread: Mail[] = [];
  for (let index = reader.next; index < state.messages.length; index += 1) {
    const mail = state.messages.at(index);
    if (mail !== undefined && isUnread(reader, mail)) unread.push(mail);
  }
  return unread;
}

/** Whether `message` enters the mailbox of `agent`: what an agent merely overhears or said itself does not. */
export function isAddressedTo(message: { readonly from: Sender; readonly to: Addressees }, agent: AgentId): boolean {
  return message.to === 'all' ? message.from !== agent : message.to.includes(agent);
}

function foldMailbox(state: Mailbox, event: AnyEvent): Mailbox {
  switch (event.type) {
    case 'v1.agent.joined': {
      const { agent } = event.data;
      const reader: Reader = { agent, next: state.messages.length, read: Dict.empty() };
      return { ...state, readers: state.readers.with(agent, reader) };
    }
    case 'v1.message.sent':
      return { ...state, messages: state.messages.append(event) };
    case 'v1.turn.started':
    case 'v1.turn.abandoned':
      return { ...state, open: trackTurns(state.open, event) };
    case 'v1.turn.ended':
      return { ...state, readers: afterTurn(state, event), open: trackTurns(state.open, event) };
    case 'v1.run.created':
    case 'v1.run.paused':
    case 'v1.run.resumed':
    case 'v1.run.ended':
    case 'v1.budget.reached':
    case 'v1.model.loaded':
    case 'v1.model.failed':
    case 'v1.message.bounced':
    case 'v1.brake.fired':
    case 'unknown':
      return state;
    default:
      return unreachable(event);
  }
}

function afterTurn(state: Mailbox, event: EventOf<'v1.turn.ended'>): Mailbox['readers'] {
  const reader = state.readers.get(event.data.agent);
  const first = reader === undefined ? undefined : state.messages.at(reader.next);
  if (reader === undefined || first === undefined) return state.readers;
  let read = reader.read;
  for (const block of promptOf(state.open, event)) {
    if (block.source !== undefined && block.source >= first.seq && holdsText(block))
      read = read.with(block.source, true);
  }
  return state.readers.with(reader.agent, advanced({ ...reader, read }, state.messages));
}

/** The reader with its cursor before the first mail it still has to read; what lies behind the cursor is forgotten. */
function advanced(reader: Reader, messages: List<Mail>): Reader {
  let { next, read } = reader;
  for (let mail = messages.at(next); mail !== undefined && !isUnread(reader, mail); mail = messages.at(next)) {
    read = read.without(mail.seq);
    next += 1;
  }
  return { ...reader, next, read };
}

const isUnread = (reader: Reader, mail: Mail): boolean =>
  isAddressedTo(mail.data, reader.agent) && !reader.read.has(mail.seq);
