import type { Selection } from '../state/route.ts';
import { causalOf, CAUSE_IN_FRONT } from './causal.ts';
import type { Layout } from './layout.ts';
import type { Chosen } from './scene.ts';

/** What is lit up for a selection; undefined where it is no turn and no message of the run. */
export function chosenOf(layout: Layout, selection: Selection | undefined): Chosen | undefined {
  const place = placeOf(layout, selection);
  if (place !== undefined) return { origin: place, bits: causalOf(layout.nodes, place), bar: layout.nodes[place]?.bar };
  const bar = selection?.kind === 'turn' ? layout.bar(selection.turn) : undefined;
  if (bar === undefined) return undefined;
  // A turn that has said nothing, or not yet: what stands in front of it is all that it is joined to.
  const bits = new Uint8Array(layout.nodes.length);
  for (const front of bar.front) bits[front] = CAUSE_IN_FRONT;
  return { origin: -1, bits, bar };
}

function placeOf(layout: Layout, selection: Selection | undefined): number | undefined {
  if (selection?.kind === 'message') return layout.node(selection.message);
  if (selection?.kind !== 'turn') return undefined;
  const message = layout.bar(selection.turn)?.message;
  return message === undefined ? undefined : layout.node(message);
}
