import type { EventIn } from '../events/event.ts';
import type { AgentId, MessageId, Seq } from '../events/ids.ts';
import type { EventData } from '../events/vocabulary.ts';
import { changeAgent, expiryKey, type AgentView, type MessageView, type Owned, type RunView } from './run.ts';

type MessageEvent = EventIn<
  | 'v1.message.bounced'
  | 'v1.message.sent'
  | 'v1.message.held'
  | 'v1.message.approved'
  | 'v1.message.dropped'
  | 'v1.message.edited'
  | 'v1.message.retracted'
  | 'v1.message.expired'
>;

/** What an event about a message does to the run, in place. */
export function foldMessage(state: Owned, event: MessageEvent): void {
  switch (event.type) {
    case 'v1.message.bounced':
      state.bounces.push({ ...event.data, seq: event.seq });
      if (event.data.reason === 'full') turnAway(state, event.data);
      break;
    case 'v1.message.sent':
      publish(state, written(state, event.data, event.seq));
      break;
    case 'v1.message.held':
      state.held.push(written(state, event.data, event.seq));
      break;
    case 'v1.message.approved': {
      const message = takeHeld(state, event.data.message);
      if (message !== undefined) publish(state, { ...message, seq: event.seq });
      break;
    }
    case 'v1.message.dropped':
      // A public one may be dropped in a fork: nobody has it in front from here on, as one that is taken back.
      if (takeHeld(state, event.data.message) === undefined) takeBack(state, event.data.message);
      break;
    case 'v1.message.edited': {
      const { message, gist, body } = event.data;
      for (const messages of [state.held, state.messages]) {
        const known = messages.find((other) => other.message === message);
        const earlier = known === undefined ? [] : [...(known.earlier ?? []), known.source];
        changeIn(messages, message, { gist, body, source: event.seq, earlier });
      }
      break;
    }
    case 'v1.message.retracted':
      takeBack(state, event.data.message);
      break;
    case 'v1.message.expired':
      state.expired.add(expiryKey(event.data.message, event.data.agent));
      break;
    default:
      event satisfies never;
  }
}

/** Whether a message enters the mailbox of an agent: addressed to it by name, or to all who see its sender. */
export function isMailFor(view: RunView, message: MessageView, agent: AgentView): boolean {
  if (message.from === agent.agent) return false;
  if (message.to !== 'all') return message.to.includes(agent.agent);
  const writer = view.agents.find((other) => other.agent === message.from);
  return writer === undefined || view.sight[agent.seat]?.[writer.seat] !== 'none';
}

function written(state: Owned, data: EventData<'v1.message.sent'>, seq: Seq): MessageView {
  const round = data.turn === undefined ? 0 : (state.turns[data.turn - 1]?.round ?? 0);
  return { ...data, seq, source: seq, retracted: false, round };
}

function publish(state: Owned, message: MessageView): void {
  state.messages.push(message);
  for (const agent of [...state.agents]) {
    if (agent.state === 'left' || !isMailFor(state, message, agent)) continue;
    changeAgent(state, agent.agent, { unread: [...agent.unread, message.message] });
  }
}

function takeHeld(state: Owned, message: MessageId): MessageView | undefined {
  const at = state.held.findIndex((other) => other.message === message);
  return at === -1 ? undefined : state.held.splice(at, 1)[0];
}

function takeBack(state: Owned, message: MessageId): void {
  changeIn(state.messages, message, { retracted: true });
  for (const { agent, unread } of state.agents) forget(state, { agent, unread }, message);
}

function changeIn(messages: MessageView[], message: MessageId, change: Partial<MessageView>): void {
  // What is changed was mostly said not long ago.
  const at = messages.findLastIndex((other) => other.message === message);
  const known = messages[at];
  if (known !== undefined) messages[at] = { ...known, ...change };
}

/** A full mailbox takes nothing in: what bounced may still be seen in the ground, and wakes nobody. */
function turnAway(state: Owned, { message, to }: EventData<'v1.message.bounced'>): void {
  const agent = state.agents.findLast(({ name, state: its }) => name === to && its !== 'left');
  if (agent !== undefined) forget(state, agent, message);
}

function forget(
  state: Owned,
  { agent, unread }: { agent: AgentId; unread: readonly MessageId[] },
  gone: MessageId,
): void {
  if (unread.includes(gone)) changeAgent(state, agent, { unread: unread.filter((message) => message !== gone) });
}
