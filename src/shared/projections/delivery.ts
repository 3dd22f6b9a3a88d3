/**
 * What can become of a message on its way to one addressee. `sent` and `queued` (behind a turn that its addressee was in) are the
 * states of a run that goes on, `held` waits for the arbiter; every other state is one that it may end in. `unread` is what was
 * never in front of its addressee when the run ended, a dead letter what was not when that agent left.
 */
export const DELIVERY_STATES = [
  'held',
  'sent',
  'queued',
  'delivered',
  'acted',
  'bounced',
  'dropped',
  'retracted',
  'superseded',
  'expired',
  'dead-letter',
  'unread',
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What happens to a message or its addressee. `read`: a committed turn had it in front; `left`: the addressee is gone. */
export const HAPPENINGS = [
  'dropped',
  'bounced',
  'read',
  'answered',
  'retracted',
  'superseded',
  'expired',
  'left',
  'ended',
] as const;
export type Happening = (typeof HAPPENINGS)[number];

/** Nobody has had it in front, and somebody still may. */
const WAITING: Partial<Record<Happening, DeliveryState>> = {
  dropped: 'dropped',
  bounced: 'bounced',
  read: 'delivered',
  answered: 'acted',
  retracted: 'retracted',
  superseded: 'superseded',
  expired: 'expired',
  left: 'dead-letter',
  ended: 'unread',
};

/** What was given up and then read or answered all the same, for a turn was under way with it in front, was read or answered. */
const READ_LATE: Partial<Record<Happening, DeliveryState>> = { read: 'delivered', answered: 'acted' };

/** From each state the states that a happening leads to; what is not named leaves a row as it is. */
export const TRANSITIONS: Readonly<Record<DeliveryState, Partial<Record<Happening, DeliveryState>>>> = {
  // What never became public is no mail: at the end it is as good as dropped.
  held: { dropped: 'dropped', bounced: 'bounced', ended: 'dropped' },
  sent: WAITING,
  queued: WAITING,
  delivered: { answered: 'acted', expired: 'expired' },
  acted: {},
  bounced: {},
  // A turn may be under way with it in front where it was public.
  dropped: READ_LATE,
  retracted: READ_LATE,
  superseded: { ...READ_LATE, retracted: 'retracted', expired: 'expired', left: 'dead-letter' },
  // It was about the answer, so reading changes nothing about it.
  expired: { answered: 'acted' },
  'dead-letter': READ_LATE,
  unread: READ_LATE,
};

/** States in which a row may stand when its run is over. */
export const isFinal = (state: DeliveryState): boolean => !['held', 'sent', 'queued'].includes(state);

export const afterHappening = (state: DeliveryState, what: Happening): DeliveryState =>
  TRANSITIONS[state][what] ?? state;
