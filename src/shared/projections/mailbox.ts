import { unreachable } from '../base/assert.ts';
import type { EventOf } from '../events/event.ts';
import { nameOf, type AgentId, type MessageId, type Seq } from '../events/ids.ts';
import { Dict } from './dict.ts';
import { List } from './list.ts';
import { isAddressedTo } from './seating.ts';
import { reworded, type Worded } from './texts.ts';
import { NOTHING_TRACKED, view, type Told, type Tracked } from './tracked.ts';

/** `seq` is where it became public. */
export type Mail = Worded & { readonly seq: Seq; readonly retracted: boolean };

/** Where among the messages the mail of an agent stands that it has not read, oldest first. What a mailbox takes is limited, so it is short. */
type Reader = { readonly agent: AgentId; readonly unread: readonly number[] };

export type Mailbox = {
  /** In the order in which they became public. */
  readonly messages: List<Mail>;
  readonly places: Dict<MessageId, number>;
  /** Those that are there; one that has left reads nothing any more. */
  readonly readers: readonly Reader[];
  readonly tracked: Tracked;
};

/**
 * Who has which mail unread. A message is read once its words stood in the prompt of a turn of that agent that ended; a turn
 * that was abandoned has read nothing. An edit is no new mail: who had the old words in front has read the message.
 */
export const mailbox = view<Mailbox>(
  { messages: List.empty(), places: Dict.empty(), readers: [], tracked: NOTHING_TRACKED },
  foldMailbox,
);

/** The mail that waits for `agent`, oldest first: addressed to it or to all, not its own, not yet read, not taken back, not bounced. */
export function unreadOf(state: Mailbox, agent: AgentId): readonly Mail[] {
  const reader = state.readers.find((own) => own.agent === agent);
  return (reader?.unread ?? []).flatMap((place) => state.messages.at(place) ?? []);
}

function foldMailbox(state: Mailbox, told: Told): Mailbox {
  const { event } = told;
  switch (event.type) {
    case 'v1.agent.joined':
      return { ...state, readers: [...state.readers, { agent: event.data.agent, unread: [] }] };
    case 'v1.agent.left':
      return { ...state, readers: state.readers.filter(({ agent }) => agent !== event.data.agent) };
    case 'v1.message.sent':
    case 'v1.message.approved':
      return published(state, told);
    case 'v1.message.edited':
      return withMail(state, event.data.message, (mail) => ({ ...mail, ...reworded(mail, event) }));
    // Of a held one there is no mail yet; in a fork a public one may be dropped.
    case 'v1.message.dropped':
    case 'v1.message.retracted': {
      const place = state.places.get(event.data.message);
      const next = withMail(state, event.data.message, (mail) => ({ ...mail, retracted: true }));
      return place === undefined ? next : { ...next, readers: next.readers.map((own) => without(own, [place])) };
    }
    case 'v1.message.bounced':
      return afterBounce(state, event);
    case 'v1.turn.ended':
      return afterTurn(state, event.data.agent, told);
    case 'v1.run.created':
    case 'v1.run.forked':
    case 'v1.message.held':
    case 'v1.turn.started':
    case 'v1.turn.abandoned':
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

function published(state: Mailbox, { event, tracked, published: own }: Told): Mailbox {
  if (own === undefined) return state;
  const place = state.messages.length;
  return {
    ...state,
    messages: state.messages.append({ ...own, seq: event.seq, retracted: false }),
    places: state.places.with(own.data.message, place),
    readers: state.readers.map((reader) =>
      isAddressedTo(tracked.seating, own.data, reader.agent)
        ? { ...reader, unread: [...reader.unread, place] }
        : reader,
    ),
  };
}

/** A full mailbox takes nothing in: what bounced may still be overheard. */
function afterBounce(state: Mailbox, { data }: EventOf<'v1.message.bounced'>): Mailbox {
  const place = state.places.get(data.message);
  const full = state.readers.find(({ agent }) => nameOf(agent) === data.to);
  if (data.reason !== 'full' || place === undefined || full === undefined) return state;
  return { ...state, readers: state.readers.map((own) => (own === full ? without(own, [place]) : own)) };
}

function withMail(state: Mailbox, message: MessageId, change: (mail: Mail) => Mail): Mailbox {
  const place = state.places.get(message);
  const mail = place === undefined ? undefined : state.messages.at(place);
  if (place === undefined || mail === undefined) return state;
  return { ...state, messages: state.messages.with(place, change(mail)) };
}

function afterTurn(state: Mailbox, agent: AgentId, { inFront }: Told): Mailbox {
  const reader = state.readers.find((own) => own.agent === agent);
  if (reader === undefined || reader.unread.length === 0) return state;
  const read = inFront.map(({ message }) => state.places.get(message));
  const next = without(reader, read);
  return { ...state, readers: state.readers.map((own) => (own === reader ? next : own)) };
}

const without = (reader: Reader, gone: readonly (number | undefined)[]): Reader => ({
  ...reader,
  unread: reader.unread.filter((place) => !gone.includes(place)),
});
