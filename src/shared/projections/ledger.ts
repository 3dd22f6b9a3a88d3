import { unreachable } from '../base/assert.ts';
import type { EventIn, EventOf } from '../events/event.ts';
import { nameOf, type AgentId, type MessageId, type Seq, type TurnId } from '../events/ids.ts';
import type { EventData, Form, Sender } from '../events/vocabulary.ts';
import { itemAbout } from './board-items.ts';
import { board, type Board } from './board.ts';
import { afterHappening, type DeliveryState, type Happening } from './delivery.ts';
import { Dict } from './dict.ts';
import { List } from './list.ts';
import { projection } from './projection.ts';
import { isAddressedTo } from './seating.ts';
import { NOTHING_TRACKED, tell, withTracked, type Told, type Tracked, type View } from './tracked.ts';

export type { DeliveryState } from './delivery.ts';

/** One message and one addressee of it. */
export type LedgerRow = {
  readonly message: MessageId;
  readonly from: Sender;
  /** An agent's id, or for a message that bounced the name as it was written. */
  readonly to: string;
  readonly state: DeliveryState;
  /** The turn that the addressee was in as the message became public: only the one after it can have it in front. */
  readonly queuedBehind?: TurnId;
  /** The first committed turn of the addressee whose prompt held the message. */
  readonly delivered?: TurnId;
  /** The form in which that turn held it. */
  readonly readAs?: Form;
  /** The addressee's first answer to it, and the turn that gave it. */
  readonly acted?: { readonly message: MessageId; readonly turn?: TurnId };
  readonly bounced?: EventData<'v1.message.bounced'>['reason'];
  /** The message that took its place before it was read. */
  readonly supersededBy?: MessageId;
};

/** Who was not addressed and yet had the message in front, and in which turn for the first time. */
export type Overheard = { readonly agent: AgentId; readonly turn: TurnId };

export type LedgerEntry = {
  readonly message: MessageId;
  readonly from: Sender;
  /** Where it became public; absent while it is held, and where it never was. */
  readonly seq?: Seq;
  readonly rows: readonly LedgerRow[];
  readonly overheard: readonly Overheard[];
};

type Present = { readonly agent: AgentId; readonly here: boolean; readonly turn?: TurnId };

export type Ledger = {
  /** In the order in which the messages were written or bounced. */
  readonly entries: List<LedgerEntry>;
  readonly byMessage: Dict<MessageId, number>;
  readonly tracked: Tracked;
  /** Every incarnation, and the turn that each is in. */
  readonly agents: readonly Present[];
  readonly ended: boolean;
  /** Tells which message a revision takes the place of. */
  readonly board: Board;
};

/** Which message a revision takes the place of is told by the board as it is after the event. */
export type ToldWithBoard = Told & { readonly board: Board };

const step = withTracked((state: Ledger, told: ToldWithBoard) => {
  const next = foldLedger(state, told);
  return next.board === told.board ? next : { ...next, board: told.board };
});

/** What became of every message, addressee by addressee: read off the prompts of committed turns, never stored. */
export const ledger: View<Ledger, ToldWithBoard> = {
  ...projection<Ledger>(
    {
      entries: List.empty(),
      byMessage: Dict.empty(),
      tracked: NOTHING_TRACKED,
      agents: [],
      ended: false,
      board: board.initial(),
    },
    (state, event) => step(state, { ...tell(state.tracked, event), board: board.fold(state.board, event) }),
  ),
  step,
};

export const entryOf = (state: Ledger, message: MessageId): LedgerEntry | undefined => {
  const index = state.byMessage.get(message);
  return index === undefined ? undefined : state.entries.at(index);
};

/** Every row in order. */
export const rowsOf = (state: Ledger): readonly LedgerRow[] => [...state.entries].flatMap((entry) => entry.rows);

function foldLedger(state: Ledger, told: ToldWithBoard): Ledger {
  const { event } = told;
  switch (event.type) {
    case 'v1.run.forked':
      return goingOn(state);
    case 'v1.agent.joined':
      return { ...state, agents: [...state.agents, { agent: event.data.agent, here: true }] };
    case 'v1.agent.left':
      return afterLeft(state, event);
    case 'v1.message.sent':
    case 'v1.message.approved':
      return afterPublic(state, told);
    case 'v1.message.held':
      return withEntry(state, heldEntry(state, event.data, told));
    case 'v1.message.dropped':
      return onRows(state, 'dropped', { message: event.data.message });
    case 'v1.message.retracted':
      return onRows(state, 'retracted', { message: event.data.message });
    case 'v1.message.expired':
      return onRows(state, 'expired', event.data);
    case 'v1.message.bounced':
      return afterBounce(state, event);
    case 'v1.turn.started':
    case 'v1.turn.abandoned':
    case 'v1.turn.ended':
      return afterTurn(state, event, told);
    case 'v1.run.ended':
      return { ...onEveryRow(state, () => 'ended'), ended: true };
    case 'v1.run.created':
    case 'v1.message.edited':
    case 'v1.run.paused':
    case 'v1.run.resumed':
    case 'v1.run.braked':
    case 'v1.run.stepped':
    case 'v1.run.wrapping':
    case 'v1.budget.reached':
    case 'v1.model.loaded':
    case 'v1.model.failed':
    case 'v1.brake.fired':
    case 'v1.agent.nudged':
    case 'v1.agent.muted':
    case 'v1.agent.unmuted':
    case 'v1.hold.changed':
    case 'v1.ground.compacted':
    case 'v1.vote.opened':
    case 'v1.vote.closed':
    case 'v1.proposal.ruled':
    case 'unknown':
      return state;
    default:
      return unreachable(event);
  }
}

function heldEntry(state: Ledger, data: EventData<'v1.message.held'>, { tracked }: Told): LedgerEntry {
  const { message, from } = data;
  const rows = addresseesOf(state, data, tracked).map(({ agent }): LedgerRow => ({
    message,
    from,
    to: agent,
    state: 'held',
  }));
  return { message, from, rows: [...bouncedOf(state, message), ...rows], overheard: [] };
}

function afterPublic(state: Ledger, { event, tracked, published, board: now }: ToldWithBoard): Ledger {
  if (published === undefined) return state;
  const { data } = published;
  const { message, from } = data;
  // Who joined or left while it was held is known now: the rows of a held message are made anew.
  const bounced = bouncedOf(state, message);
  const rows = addresseesOf(state, data, tracked)
    .map((present) => rowFor(state, data, present))
    .filter((row) => !bounced.some(({ to }) => to === row.to));
  const next = withEntry(state, { message, from, seq: event.seq, rows: [...bounced, ...rows], overheard: [] });
  return afterAnswer(afterSuperseding(next, data, now), data);
}

const bouncedOf = (state: Ledger, message: MessageId): readonly LedgerRow[] =>
  (entryOf(state, message)?.rows ?? []).filter((row) => row.state === 'bounced');

/** Those it is addressed to by name, or all who are there and see its sender. */
function addresseesOf(
  { agents }: Ledger,
  data: EventData<'v1.message.sent'>,
  { seating }: Tracked,
): readonly Present[] {
  if (data.to === 'all') return agents.filter(({ agent, here }) => here && isAddressedTo(seating, data, agent));
  return [...new Set(data.to)].map((to) => agents.find(({ agent }) => agent === to) ?? { agent: to, here: true });
}

function rowFor(
  { ended }: Ledger,
  { message, from }: EventData<'v1.message.sent'>,
  { agent, here, turn }: Present,
): LedgerRow {
  const row = { message, from, to: agent };
  if (ended) return { ...row, state: 'unread' };
  if (!here) return { ...row, state: 'dead-letter' };
  return turn === undefined ? { ...row, state: 'sent' } : { ...row, state: 'queued', queuedBehind: turn };
}

function afterAnswer(state: Ledger, { message, from, turn, inReplyTo }: EventData<'v1.message.sent'>): Ledger {
  if (inReplyTo === undefined) return state;
  const acted = { message, ...(turn === undefined ? {} : { turn }) };
  return changeRows(state, inReplyTo, (row) => {
    const next = row.to === from && row.acted === undefined ? afterHappening(row.state, 'answered') : row.state;
    return next === row.state ? row : { ...row, state: next, acted };
  });
}

/** What takes the place of another message: by its own word, or as the next wording of a proposal. */
function afterSuperseding(state: Ledger, { message, supersedes }: EventData<'v1.message.sent'>, now: Board): Ledger {
  const proposal = itemAbout(now, message);
  const wordings = proposal?.kind === 'proposal' && proposal.revisions.at(-1) === message ? proposal.revisions : [];
  const gone = new Set([supersedes, wordings.at(-2)]);
  let next = state;
  for (const old of gone) {
    if (old === undefined || old === message) continue;
    next = changeRows(next, old, (row) => {
      const now = row.delivered === undefined ? afterHappening(row.state, 'superseded') : row.state;
      return now === row.state ? row : { ...row, state: now, supersededBy: message };
    });
  }
  return next;
}

/** A name means the agent that bears it now; of one that has ended, the one that bore it last. */
function afterBounce(state: Ledger, { data }: EventOf<'v1.message.bounced'>): Ledger {
  const { message, from, to, reason } = data;
  const entry = entryOf(state, message) ?? { message, from, rows: [], overheard: [] };
  const named = state.agents.filter(({ agent }) => agent === to || nameOf(agent) === to);
  const meant =
    (reason === 'ended' ? named.findLast(({ here }) => !here) : named.findLast(({ here }) => here)) ?? named.at(-1);
  const own = entry.rows.find((row) => row.to === to || row.to === meant?.agent);
  if (own === undefined) {
    const row: LedgerRow = { message, from, to, state: 'bounced', bounced: reason };
    return withEntry(state, { ...entry, rows: [...entry.rows, row] });
  }
  return changeRows(state, message, (row) => {
    const next = row === own ? afterHappening(row.state, 'bounced') : row.state;
    return next === row.state ? row : { ...row, state: next, bounced: reason };
  });
}

function afterTurn(
  state: Ledger,
  event: EventIn<'v1.turn.started' | 'v1.turn.ended' | 'v1.turn.abandoned'>,
  { tracked, inFront }: Told,
): Ledger {
  const { agent, turn } = event.data;
  let { entries } = state;
  for (const { message, block } of inFront) {
    const index = state.byMessage.get(message);
    const entry = index === undefined ? undefined : entries.at(index);
    if (index === undefined || entry === undefined) continue;
    const seen = seenBy(entry, { agent, turn, form: block.form });
    if (seen !== entry) entries = entries.with(index, seen);
  }
  const agents = state.agents.map((one): Present =>
    one.agent !== agent ? one : { agent, here: one.here, ...(tracked.open.has(turn) ? { turn } : {}) },
  );
  return { ...state, entries, agents };
}

/** The entry after a committed turn had it in front; the same entry where that is no news. */
function seenBy(entry: LedgerEntry, { agent, turn, form }: Overheard & { readonly form: Form }): LedgerEntry {
  if (entry.from === agent) return entry;
  const own = entry.rows.find((row) => row.to === agent);
  if (own === undefined) {
    const known = entry.overheard.some((other) => other.agent === agent);
    return known ? entry : { ...entry, overheard: [...entry.overheard, { agent, turn }] };
  }
  if (own.delivered !== undefined || own.state === 'bounced') return entry;
  const read: LedgerRow = { ...own, state: afterHappening(own.state, 'read'), delivered: turn, readAs: form };
  return { ...entry, rows: entry.rows.map((row) => (row === own ? read : row)) };
}

/** In a branch of a run that had ended: what had not been read waits again, and what was held is held. */
function goingOn(state: Ledger): Ledger {
  if (!state.ended) return state;
  let { entries } = state;
  for (const [index, entry] of [...entries].entries()) {
    const isHeld = state.tracked.held.get(entry.message) !== undefined;
    const rows = entry.rows.map((row): LedgerRow => {
      if (row.state === 'dropped' && isHeld) return { ...row, state: 'held' };
      if (row.state !== 'unread') return row;
      return { ...row, state: row.queuedBehind === undefined ? 'sent' : 'queued' };
    });
    if (rows.some((row, place) => row !== entry.rows[place])) entries = entries.with(index, { ...entry, rows });
  }
  return { ...state, entries, ended: false };
}

function afterLeft(state: Ledger, { data }: EventOf<'v1.agent.left'>): Ledger {
  const next = onEveryRow(state, (row) => (row.to === data.agent && row.delivered === undefined ? 'left' : undefined));
  const agents = state.agents.map((one) => (one.agent === data.agent ? { ...one, here: false } : one));
  return { ...next, agents };
}

/** Something happens to the rows of a message, or to the one of `only`. What was read is not taken back unread. */
function onRows(
  state: Ledger,
  what: Happening,
  { message, agent: only }: { readonly message: MessageId; readonly agent?: AgentId },
): Ledger {
  return changeRows(state, message, (row) => {
    if (only !== undefined && row.to !== only) return row;
    if (what === 'retracted' && row.delivered !== undefined) return row;
    return withState(row, afterHappening(row.state, what));
  });
}

function onEveryRow(state: Ledger, what: (row: LedgerRow) => Happening | undefined): Ledger {
  let { entries } = state;
  for (const [index, entry] of [...state.entries].entries()) {
    const rows = entry.rows.map((row) => {
      const happening = what(row);
      return happening === undefined ? row : withState(row, afterHappening(row.state, happening));
    });
    if (rows.some((row, place) => row !== entry.rows[place])) entries = entries.with(index, { ...entry, rows });
  }
  return { ...state, entries };
}

function changeRows(state: Ledger, message: MessageId, change: (row: LedgerRow) => LedgerRow): Ledger {
  const entry = entryOf(state, message);
  if (entry === undefined) return state;
  const rows = entry.rows.map(change);
  return rows.every((row, place) => row === entry.rows[place]) ? state : withEntry(state, { ...entry, rows });
}

const withState = (row: LedgerRow, state: DeliveryState): LedgerRow => (state === row.state ? row : { ...row, state });

function withEntry(state: Ledger, entry: LedgerEntry): Ledger {
  const index = state.byMessage.get(entry.message);
  if (index !== undefined) return { ...state, entries: state.entries.with(index, entry) };
  const byMessage = state.byMessage.with(entry.message, state.entries.length);
  return { ...state, byMessage, entries: state.entries.append(entry) };
}
