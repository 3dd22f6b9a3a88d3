import type { AnyEvent } from '#shared/events/event.ts';
import { nameOf } from '#shared/events/ids.ts';

/** Turns of one seat as one path in a field that is as wide as the log and a unit high for each seat. */
export type Ruler = {
  readonly seats: readonly string[];
  readonly paths: readonly string[];
  /** Where the turns end that are not the same on the other side. */
  readonly differing: string;
  readonly width: number;
};

/** The bars of a log: from where a turn began to where it had said its word, in the row of its seat. */
export function rulerOf(events: readonly AnyEvent[], differing: ReadonlySet<number>): Ruler {
  const seats: string[] = [];
  const paths = new Map<string, string[]>();
  const open = new Map<number, number>();
  const marks: string[] = [];
  const rowOf = (name: string): number => {
    if (!seats.includes(name)) seats.push(name);
    return seats.indexOf(name);
  };
  const add = (name: string, bar: { readonly from: number; readonly to: number; readonly turn: number }): void => {
    const own = paths.get(name) ?? [];
    paths.set(name, own);
    own.push(`M${bar.from} ${rowOf(name) + 0.15}H${bar.to}v0.7H${bar.from}z`);
    if (differing.has(bar.turn)) marks.push(`M${bar.from} 0H${bar.to}`);
  };
  for (const event of events) {
    if (event.type === 'v1.agent.joined') rowOf(event.data.name);
    if (event.type === 'v1.turn.started') open.set(event.data.turn, event.seq);
    if (event.type === 'v1.turn.ended') {
      const { turn, agent } = event.data;
      add(nameOf(agent), { from: (open.get(turn) ?? event.seq) - 0.5, to: event.seq + 0.9, turn });
    }
    if (event.type === 'v1.message.sent' && event.data.turn === undefined && event.data.from !== 'arbiter') {
      const turn = Number(event.data.message.slice(1));
      add(nameOf(event.data.from), { from: event.seq - 0.4, to: event.seq + 0.4, turn });
    }
  }
  return {
    seats,
    paths: seats.map((name) => (paths.get(name) ?? []).join('')),
    differing: marks.join(''),
    width: Math.max(1, events.length),
  };
}
