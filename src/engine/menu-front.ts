import { nameOf, type AgentId, type MessageId, type Seq } from '#shared/events/ids.ts';
import type { Sight } from '#shared/events/setup.ts';
import { expiryKey, type AgentView, type MessageView, type RunView } from '#shared/projections/run.ts';
import { ASKING, type Part } from './dialogue.ts';
import { lastCommitted, visibleMessages } from './seen.ts';

/** What a turn has in front of it when it chooses. */
export type Front = {
  readonly view: RunView;
  readonly me: AgentView;
  readonly before: Seq;
  /** In the order in which they became public. */
  readonly messages: readonly MessageView[];
  /** What the agent's seat has replied to. */
  readonly answered: ReadonlySet<MessageId>;
  /** Seats that it leaves in peace for this turn: their mailbox was full when it last wrote to them, or when that was approved. */
  readonly heldBack: ReadonlySet<string>;
};

export function frontOf(view: RunView, me: AgentView, before: Seq): Front {
  const own = view.messages.filter((message) => message.seq < before && isOwn(message, me));
  const since = lastCommitted(view, me)?.groundEnd ?? 0;
  const full = view.bounces.filter(
    ({ from, reason, seq }) => reason === 'full' && from === me.agent && seq > since && seq < before,
  );
  return {
    view,
    me,
    before,
    messages: visibleMessages(view, me, before),
    answered: new Set(own.flatMap(({ inReplyTo }) => (inReplyTo === undefined ? [] : [inReplyTo]))),
    heldBack: new Set(full.map(({ to }) => to)),
  };
}

/** What the mode makes of an agent. */
export function partOf(view: RunView, { seat }: AgentView): Part {
  if (view.setup?.mode !== 'hierarchy') return 'peer';
  return seat === 0 ? 'coordinator' : 'worker';
}

/** Whether the agent's seat wrote it: an earlier incarnation is not written to. */
export const isOwn = (message: MessageView, me: AgentView): boolean =>
  message.from !== 'arbiter' && nameOf(message.from) === me.name;

/** Whether an agent stands among the addressees by name. */
export const isNamed = (message: MessageView, agent: AgentId): boolean =>
  message.to !== 'all' && message.to.includes(agent);

/** Whether a message asks the agent by name for a reply that it has not given and that somebody still waits for. */
export function isOwed({ view, me, answered }: Front, message: MessageView): boolean {
  if (!isNamed(message, me.agent) || !ASKING.includes(message.act)) return false;
  return !answered.has(message.message) && !view.expired.has(expiryKey(message.message, me.agent));
}

/** The form in which the agent's row shows the writer of a message; the arbiter's word is full for everyone. */
export function sightOf({ view, me }: Front, message: MessageView): Sight {
  const writer = view.agents.find((agent) => agent.agent === message.from);
  return writer === undefined ? 'full' : (view.sight[me.seat]?.[writer.seat] ?? 'none');
}
