import type { AnyEvent } from '#shared/events/event.ts';
import type { AgentId, MessageId } from '#shared/events/ids.ts';
import type { EventData, Sender } from '#shared/events/vocabulary.ts';
import type { Point } from './axis.ts';
import type { Wait, Waiting } from './lane-model.ts';

type Kind = keyof Waiting;
type Growing = { -readonly [Key in keyof Wait]: Wait[Key] };
type Lists = Record<Kind, Growing[]>;
type Owed = { readonly message: MessageId; readonly asker: Sender; readonly agent: AgentId };

/**
 * Since when each agent owes or awaits an answer, by the same rules as the fold of the lanes (`Lanes.owed`): a question or a challenge to
 * some by name begins a wait; any reply, a retraction, an expiry or a departure ends it.
 */
export interface Waits {
  take(event: AnyEvent, point: Point): void;
  /** What was held and is public now. */
  publish(data: EventData<'v1.message.sent'>, point: Point): void;
  /** In order; of one kind none overlap. The lists grow. */
  of(agent: AgentId): Waiting;
}

export function waits(): Waits {
  return new Owing();
}

class Owing implements Waits {
  private owed: readonly Owed[] = [];
  private readonly lists = new Map<AgentId, Lists>();
  private readonly gone = new Set<AgentId>();

  of(agent: AgentId): Lists {
    const known = this.lists.get(agent) ?? { owes: [], awaits: [] };
    this.lists.set(agent, known);
    return known;
  }

  publish({ message, from, to, act, inReplyTo }: EventData<'v1.message.sent'>, point: Point): void {
    this.drop((one) => one.message === inReplyTo && one.agent === from, point);
    if (to === 'all' || (act !== 'ask' && act !== 'challenge')) return;
    const here = to.filter((agent) => agent !== from && !this.gone.has(agent));
    this.change([...this.owed, ...here.map((agent): Owed => ({ message, asker: from, agent }))], point);
  }

  take(event: AnyEvent, point: Point): void {
    switch (event.type) {
      case 'v1.message.sent':
        return this.publish(event.data, point);
      case 'v1.message.retracted':
        return this.drop(({ message }) => message === event.data.message, point);
      case 'v1.message.expired':
        return this.drop(({ message, agent }) => message === event.data.message && agent === event.data.agent, point);
      case 'v1.agent.left':
        this.gone.add(event.data.agent);
        return this.drop(({ agent, asker }) => agent === event.data.agent || asker === event.data.agent, point);
      case 'v1.run.ended':
        return this.drop(() => true, point);
      default:
    }
  }

  private drop(over: (one: Owed) => boolean, point: Point): void {
    if (this.owed.some(over))
      this.change(
        this.owed.filter((one) => !over(one)),
        point,
      );
  }

  private change(next: readonly Owed[], point: Point): void {
    const before = this.owed;
    this.owed = next;
    for (const who of new Set([...before, ...next].flatMap(({ asker, agent }) => [asker, agent]))) {
      if (who === 'arbiter') continue;
      turn(this.of(who).owes, { on: next.some(({ agent }) => agent === who), point });
      turn(this.of(who).awaits, { on: next.some(({ asker }) => asker === who), point });
    }
  }
}

function turn(list: Growing[], { on, point }: { readonly on: boolean; readonly point: Point }): void {
  const last = list.at(-1);
  const isOpen = last !== undefined && last.to === undefined;
  if (on && !isOpen) list.push({ from: point, to: undefined });
  if (!on && isOpen) last.to = point;
}
