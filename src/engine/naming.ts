import { present } from '#shared/base/assert.ts';
import { nameOf } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { Sender } from '#shared/events/vocabulary.ts';
import type { RunView } from '#shared/projections/run.ts';

/**
 * The name by which agents know a sender, in every text that a model reads; all incarnations of a seat have the same one. The only place
 * where a name enters a prompt.
 */
export function peerName(view: RunView, sender: Sender): string {
  if (sender === 'arbiter') return 'The arbiter';
  const setup = present(view.setup, 'a created run has a setup');
  const seat = setup.seats.findIndex(({ name }) => name === nameOf(sender));
  return seat === -1 ? nameOf(sender) : seatPeerName(setup, seat);
}

/** The name by which agents know a seat: its own, or under `anonymous` a letter by its place. */
export function seatPeerName(setup: RunSetup, seat: number): string {
  const { name } = present(setup.seats[seat], 'a seat of the setup');
  return setup.anonymous === true ? `Peer ${letters(seat)}` : name;
}

/** A name out of the log, be it a seat's name or an agent id, as agents know it; a name that nobody has stays as it was written. */
export function peerNameOf(view: RunView, written: string): string {
  const agent = view.agents.find((other) => other.agent === written || other.name === written);
  return agent === undefined ? written : peerName(view, agent.agent);
}

/** A, B, … Z, AA, AB, … */
function letters(place: number): string {
  const last = String.fromCodePoint(65 + (place % 26));
  return place < 26 ? last : letters(Math.floor(place / 26) - 1) + last;
}
