import type { Seq } from '#shared/events/ids.ts';
import type { Selection } from '../state/route.ts';
import type { Bar, Lane, Mark } from './lane-model.ts';
import type { Layout } from './layout.ts';
import { firstWhere } from './visible.ts';

export type Walk = { readonly lane: number | undefined; readonly by: 1 | -1; readonly seq: Seq };

/** The next lane up or down that has anything in it, and what of it is nearest to a position: the last that began at or before it, else its first. */
export function neighbour(
  { lanes }: Layout,
  { lane, by, seq }: Walk,
): { readonly lane: number | undefined; readonly selection: Selection | undefined } {
  const start = lane ?? (by === 1 ? -1 : lanes.length);
  for (let place = start + by; place >= 0 && place < lanes.length; place += by) {
    const selection = nearest(lanes[place], seq);
    if (selection !== undefined) return { lane: place, selection };
  }
  return { lane, selection: nearest(lane === undefined ? undefined : lanes[lane], seq) };
}

function nearest(lane: Lane | undefined, seq: Seq): Selection | undefined {
  if (lane === undefined) return undefined;
  if (lane.kind === 'agent' && lane.bars.length > 0)
    return selectionOfBar(atOrBefore(lane.bars, (bar) => bar.startSeq > seq));
  return selectionOfMark(atOrBefore(lane.marks, (mark) => mark.seq > seq));
}

export const selectionOfBar = (bar: Bar | undefined): Selection | undefined =>
  bar === undefined ? undefined : { kind: 'turn', turn: bar.turn };

/** The message that a mark is about, else the event itself. */
export function selectionOfMark(mark: Mark | undefined): Selection | undefined {
  if (mark === undefined) return undefined;
  return mark.message === undefined ? { kind: 'event', seq: mark.seq } : { kind: 'message', message: mark.message };
}

function atOrBefore<Item>(list: readonly Item[], isAfter: (item: Item) => boolean): Item | undefined {
  return list[firstWhere(list, isAfter) - 1] ?? list[0];
}
