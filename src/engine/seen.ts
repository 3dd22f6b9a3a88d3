/** What an agent has in front of it: which messages, and in which form. Pure selections; `ground.ts` and `tail.ts` put them into words. */
import type { Seq } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { AgentView, MessageView, RunView, TurnView } from '#shared/projections/run.ts';
import { ASKING } from './dialogue.ts';
import { awaits } from './presence.ts';

/** A message as one agent has it in front: word for word, as its gist, or as private mail in its tail. */
export type Seen = MessageView & { readonly form: 'full' | 'gist' | 'private' };

export type PrivateMail = {
  /** In the order in which they were sent; a text too long to stand whole is there as its gist. */
  readonly kept: readonly Seen[];
  /** How many more wait. They stay unread, and come into the prompt once newer mail has been read. */
  readonly omitted: number;
};

/** A prompt holds at most so many private messages, and so many UTF-16 units of them. */
export const PRIVATE_MESSAGES = 6;
const PRIVATE_CHARS = 4000;
/** Of a small context they take at most about an eighth, at four characters a token. */
const PRIVATE_SHARE = 0.5;

/** The messages in the ground of a turn that sees what became public before `before`, in the order in which they did. */
export function groundMessages(view: RunView, reader: AgentView, before: Seq): readonly Seen[] {
  const form = groundForms(view, reader);
  return view.messages.flatMap((message): readonly Seen[] => {
    const seen = message.seq < before ? form(message) : undefined;
    return seen === undefined ? [] : [{ ...message, form: seen }];
  });
}

/**
 * Mail that stands in no ground of its addressee: the arbiter's word to it by name, and what was addressed to it by one whom it does not
 * see. It stands in the tail while it is unread, or unanswered where it asks for something; unread before read, and newer before older, where not all of it fits.
 */
export function privateMail(view: RunView, reader: AgentView, before: Seq): PrivateMail {
  const form = groundForms(view, reader);
  const waiting = view.messages.filter(
    (message) =>
      message.seq < before &&
      !message.retracted &&
      message.to !== 'all' &&
      message.to.includes(reader.agent) &&
      form(message) === undefined &&
      (isUnread(reader, message) || (ASKING.includes(message.act) && awaits(view, message, { agent: reader.agent }))),
  );
  const ranked = [
    ...waiting.filter((message) => isUnread(reader, message)).toReversed(),
    ...waiting.filter((message) => !isUnread(reader, message)).toReversed(),
  ];
  const chars = charsFor(view.setup);
  let left = chars;
  const chosen = new Set<MessageView>();
  for (const message of ranked.slice(0, PRIVATE_MESSAGES)) {
    left -= message.body.length > chars ? message.gist.length : message.body.length;
    if (left < 0 && chosen.size > 0) break;
    chosen.add(message);
  }
  const kept = waiting
    .filter((message) => chosen.has(message))
    .map((message): Seen => ({ ...message, form: message.body.length > chars ? 'gist' : 'private' }));
  return { kept, omitted: waiting.length - kept.length };
}

/** The message whose full text an agent asked for in the turn before this one: it has it as a gist, and this once in full. */
export function pulledText(view: RunView, reader: AgentView, before: Seq): Seen | undefined {
  if (lastCommitted(view, reader)?.state !== 'read') return undefined;
  const pulled = reader.pulled.at(-1);
  const message = groundMessages(view, reader, before).find((other) => other.message === pulled);
  return message?.form === 'gist' ? { ...message, form: 'private' } : undefined;
}

/** Everything an agent has in front of it, each message once, in the order in which it became public. */
export function visibleMessages(view: RunView, reader: AgentView, before: Seq): readonly Seen[] {
  const pulled = pulledText(view, reader, before);
  const ground = groundMessages(view, reader, before);
  return [
    ...ground.map((message) => (message.message === pulled?.message ? pulled : message)),
    ...privateMail(view, reader, before).kept,
  ].toSorted((one, other) => one.seq - other.seq);
}

/** The last turn of an agent that came to its end; what it had in front it has been told. */
export const lastCommitted = (view: RunView, { agent }: AgentView): TurnView | undefined =>
  view.turns.findLast((turn) => turn.agent === agent && turn.state !== 'open' && turn.state !== 'abandoned');

const isUnread = (reader: AgentView, message: MessageView): boolean => reader.unread.includes(message.message);

/** Half a character for each token of the context is about an eighth of it. */
const charsFor = (setup: RunSetup | undefined): number =>
  Math.min(PRIVATE_CHARS, Math.floor((setup?.context ?? PRIVATE_CHARS) * PRIVATE_SHARE));

/** In which form a reader's ground holds a message; undefined where it does not. Readers with equal rows get equal answers. */
function groundForms(view: RunView, reader: AgentView): (message: MessageView) => 'full' | 'gist' | undefined {
  const row = view.sight[reader.seat] ?? [];
  const seats = new Map(view.agents.map(({ agent, seat }) => [agent, seat]));
  return (message) => {
    if (message.retracted) return undefined;
    const sight = message.from === 'arbiter' ? arbiterSight(message) : (row[seats.get(message.from) ?? -1] ?? 'none');
    if (sight === 'none') return undefined;
    return message.seq <= view.compacted ? 'gist' : sight;
  };
}

/** What the arbiter says to all is everyone's, word for word; what it says to some is theirs alone. */
const arbiterSight = (message: MessageView): 'full' | 'none' => (message.to === 'all' ? 'full' : 'none');
