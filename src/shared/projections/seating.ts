import type { AnyEvent } from '../events/event.ts';
import type { AgentId } from '../events/ids.ts';
import { sightTable, type SightTable } from '../events/visibility.ts';
import type { Addressees, Sender } from '../events/vocabulary.ts';

/** Who sits where and who sees whom: what decides whose mail a message to all is. */
export type Seating = { readonly sight: SightTable; readonly seats: ReadonlyMap<AgentId, number> };

export const NO_SEATS: Seating = { sight: [], seats: new Map() };

/** The seats after `event`; an event that is about none leaves the very same value. */
export function trackSeats(seating: Seating, event: AnyEvent): Seating {
  if (event.type === 'v1.run.created' || event.type === 'v1.run.forked')
    return { ...seating, sight: sightTable(event.data.setup) };
  if (event.type !== 'v1.agent.joined') return seating;
  return { ...seating, seats: new Map([...seating.seats, [event.data.agent, event.data.seat]]) };
}

/** Whether `message` is mail for `agent`: addressed to it by name or to all who see its sender. What it said itself is not. */
export function isAddressedTo(
  { sight, seats }: Seating,
  { from, to }: { readonly from: Sender; readonly to: Addressees },
  agent: AgentId,
): boolean {
  if (from === agent) return false;
  if (to !== 'all') return to.includes(agent);
  const reader = seats.get(agent);
  const writer = from === 'arbiter' ? undefined : seats.get(from);
  return reader === undefined || writer === undefined || sight[reader]?.[writer] !== 'none';
}
