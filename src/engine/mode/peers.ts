import { byCadence } from '../cadence/by-cadence.ts';
import type { ModeRules } from './mode-rules.ts';
import { seatsPlayed } from './played-seat.ts';

/** Everyone is a peer, under the scenario's cadence; what ends the run is what is said, the budget and the brakes. */
export const peers: ModeRules = { seats: seatsPlayed, next: byCadence, ending: () => undefined };
