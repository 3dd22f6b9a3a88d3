import { present } from '#shared/base/assert.ts';
import { playedModel } from '#shared/events/played-model.ts';
import type { RunSetup, Seat } from '#shared/events/setup.ts';

/** Whether one model plays all seats in one context, one part after the other. */
export const isRoleplay = (setup: RunSetup): boolean => setup.mode === 'roleplay';

/** Whether no two turns ever run at once, so that a model needs a single slot. Only `peers` speak by the cadence. */
export const isOneByOne = (setup: RunSetup): boolean =>
  setup.exact || isRoleplay(setup) || (setup.mode === 'peers' && setup.cadence === 'floor');

/** Whether a turn outside a vote can only propose: nobody is replied to, the arbiter included. */
export const onlyProposes = (setup: RunSetup): boolean => setup.mode === 'vote' || setup.mode === 'single';

/** A seat as the mode plays it: under `roleplay` every part is spoken by the first seat's model, wrapper and sampler. */
export function playedSeat(setup: RunSetup, seat: number): Seat {
  const own = present(setup.seats[seat], 'an agent sits on a seat of its run');
  if (!isRoleplay(setup)) return own;
  const { wrapper: _own, ...part } = own;
  const { model, sampler, wrapper } = present(setup.seats[0], 'a setup has a seat');
  return { ...part, model, sampler, ...(wrapper === undefined ? {} : { wrapper }) };
}

/** The seats that take part, in the order in which they join, each with the model that it speaks with. */
export function seatsPlayed(setup: RunSetup): readonly { readonly seat: number; readonly model: Seat['model'] }[] {
  const seats = setup.mode === 'single' ? setup.seats.slice(0, 1) : setup.seats;
  return seats.map((_, seat) => ({ seat, model: playedModel(setup, seat) }));
}
