import { present } from '#shared/base/assert.ts';
import type { Sender } from '#shared/events/vocabulary.ts';
import { nameAmongPeers, seatAmongPeers } from '#shared/projections/quote-line.ts';
import type { RunView } from '#shared/projections/run.ts';

/** The name by which agents know a sender: see `nameAmongPeers`. */
export const peerName = (view: RunView, sender: Sender): string =>
  nameAmongPeers(present(view.setup, 'a created run has a setup'), sender);

/** The name by which agents know a seat. */
export const seatPeerName = seatAmongPeers;

/** A name out of the log, be it a seat's name or an agent id, as agents know it; a name that nobody has stays as it was written. */
export function peerNameOf(view: RunView, written: string): string {
  const agent = view.agents.find((other) => other.agent === written || other.name === written);
  return agent === undefined ? written : peerName(view, agent.agent);
}
