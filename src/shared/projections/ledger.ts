import { unreachable } from '../base/assert.ts';
import type { AnyEvent, EventOf } from '../events/event.ts';
import { nameOf, type AgentId, type MessageId, type Seq, type TurnId } from '../events/ids.ts';
import type { Sender } from '../events/vocabulary.ts';
import { Dict } from './dict.ts';
import { List } from './list.ts';
import { isAddressedTo } from './mailbox.ts';
import { holdsText, NO_OPEN_TURNS, promptOf, trackTurns, type OpenTurns } from './open-turns.ts';
import { projection } from './projection.ts';

/** `sent` while the run is on and the addressee has not had it in front; `unread` is what that becomes at the end. */
export type DeliveryState = 'sent' | 'delivered' | 'acted' | 'bounced' | 'unread';

/** One message and one addressee of it. */
export type LedgerRow = {
  readonly message: MessageId;
  readonly from: Sender;
  /** An agent's id, or for a message that bounced the name as it was written. */
  readonly to: string;
  readonly state: DeliveryState;
  /** The first committed turn of the addressee whose prompt held the message. */
  readonly delivered?: TurnId;
  /** The addressee's first answer to it, and the turn that gave it. */
  readonly acted?: { readonly message: MessageId; readonly turn?: TurnId };
  readonly bounced?: EventOf<'v1.message.bounced'>['data']['reason'];
};

/** Who was not addressed and yet had the message in front, and in which turn for the first time. */
export type Overheard = { readonly agent: AgentId; readonly turn: TurnId };

export type LedgerEntry = {
  readonly message: MessageId;
  readonly from: Sender;
  /** Absent where every addressee was refused and the message was never sent. */
  readonly seq?: Seq;
  readonly rows: readonly LedgerRow[];
  readonly overheard: readonly Overheard[];
};

export type Ledger = {
  /** In the order in which the messages were sent or bounced. */
  readonly entries: List<LedgerEntry>;
  readonly byMessage: Dict<MessageId, number>;
  readonly bySeq: Dict<Seq, number>;
  readonly agents: readonly AgentId[];
  readonly open: OpenTurns;
  readonly ended: boolean;
};

/** What became of every message, addressee by addressee: read off the prompts of committed turns, never stored. */
export const ledger = projection<Ledger>(
  {
    entries: List.empty(),
    byMessage: Dict.empty(),
    bySeq: Dict.empty(),
    agents: [],
    open: NO_OPEN_TURNS,
    ended: false,
  },
  foldLedger,
);

export const entryOf = (state: Ledger, message: MessageId): LedgerEntry | undefined => {
  const index = state.byMessage.get(message);
  return index === undefined ? undefined : state.entries.at(index);
};

/** Every row in order. */
export const rowsOf = (state: Ledger): readonly LedgerRow[] => [...state.entries].flatMap((entry) => entry.rows);

function foldLedger(state: Ledger, event: AnyEvent): Ledger {
  switch (event.type) {
    case 'v1.agent.joined':
      return { ...state, agents: [...state.agents, event.data.agent] };
    case 'v1.message.sent':
      return afterAnswer(afterSent(state, event), event);
    case 'v1.message.bounced':
      return afterBounce(state, event);
    case 'v1.turn.started':
    case 'v1.turn.abandoned':
      return { ...state, open: trackTurns(state.open, event) };
    case 'v1.turn.ended':
      return afterTurn(state, event);
    case 'v1.run.ended':
      return afterEnd(state);
    case 'v1.run.created':
    case 'v1.run.paused':
    case 'v1.run.resumed':
    case 'v1.budget.reached':
    case 'v1.model.loaded':
    case 'v1.model.failed':
    case 'v1.brake.fired':
    case 'unknown':
      return state;
    default:
      return unreachable(event);
  }
}

function afterSent(state: Ledger, { seq, data }: EventOf<'v1.message.sent'>): Ledger {
  const { message, from } = data;
  const addressees = data.to === 'all' ? state.agents.filter((agent) => isAddressedTo(data, agent)) : new Set(data.to);
  const rows = [...addressees].map((to): LedgerRow => ({ message, from, to, state: state.ended ? 'unread' : 'sent' }));
  // A name that bounced before its message was sent already has its row.
  const before = entryOf(state, message)?.rows ?? [];
  const next = withEntry(state, { message, from, seq, rows: [...before, ...rows], overheard: [] });
  return { ...next, bySeq: next.bySeq.with(seq, next.byMessage.get(message) ?? 0) };
}

function afterAnswer(state: Ledger, { data }: EventOf<'v1.message.sent'>): Ledger {
  const entry = data.inReplyTo === undefined ? undefined : entryOf(state, data.inReplyTo);
  if (entry === undefined) return state;
  const answer = { message: data.message, ...(data.turn === undefined ? {} : { turn: data.turn }) };
  const rows = entry.rows.map((row): LedgerRow =>
    row.to !== data.from || row.state === 'bounced' || row.acted !== undefined
      ? row
      : { ...row, state: 'acted', acted: answer },
  );
  return withEntry(state, { ...entry, rows });
}

function afterBounce(state: Ledger, { data }: EventOf<'v1.message.bounced'>): Ledger {
  const { message, from, to, reason } = data;
  const entry = entryOf(state, message) ?? { message, from, rows: [], overheard: [] };
  const meant = (row: LedgerRow): boolean =>
    row.to === to || state.agents.some((agent) => agent === row.to && nameOf(agent) === to);
  const rows = entry.rows.some(meant)
    ? entry.rows.map((row): LedgerRow => (meant(row) ? { ...row, state: 'bounced', bounced: reason } : row))
    : [...entry.rows, { message, from, to, state: 'bounced' as const, bounced: reason }];
  return withEntry(state, { ...entry, rows });
}

function afterTurn(state: Ledger, event: EventOf<'v1.turn.ended'>): Ledger {
  const { agent, turn } = event.data;
  let { entries } = state;
  for (const block of promptOf(state.open, event)) {
    const index = block.source === undefined || !holdsText(block) ? undefined : state.bySeq.get(block.source);
    const entry = index === undefined ? undefined : entries.at(index);
    if (index === undefined || entry === undefined) continue;
    const seen = seenBy(entry, { agent, turn });
    if (seen !== entry) entries = entries.with(index, seen);
  }
  return { ...state, entries, open: trackTurns(state.open, event) };
}

/** The entry after a committed turn had it in front; the same entry where that is no news. */
function seenBy(entry: LedgerEntry, { agent, turn }: Overheard): LedgerEntry {
  if (entry.from === agent) return entry;
  const own = entry.rows.find((row) => row.to === agent);
  if (own === undefined) {
    const known = entry.overheard.some((other) => other.agent === agent);
    return known ? entry : { ...entry, overheard: [...entry.overheard, { agent, turn }] };
  }
  if (own.delivered !== undefined || own.state === 'bounced') return entry;
  const delivered: LedgerRow = { ...own, state: own.state === 'acted' ? 'acted' : 'delivered', delivered: turn };
  return { ...entry, rows: entry.rows.map((row) => (row === own ? delivered : row)) };
}

function afterEnd(state: Ledger): Ledger {
  let { entries } = state;
  for (const [index, entry] of [...state.entries].entries()) {
    if (!entry.rows.some((row) => row.state === 'sent')) continue;
    const rows = entry.rows.map((row): LedgerRow => (row.state === 'sent' ? { ...row, state: 'unread' } : row));
    entries = entries.with(index, { ...entry, rows });
  }
  return { ...state, entries, ended: true };
}

function withEntry(state: Ledger, entry: LedgerEntry): Ledger {
  const index = state.byMessage.get(entry.message);
  if (index !== undefined) return { ...state, entries: state.entries.with(index, entry) };
  const byMessage = state.byMessage.with(entry.message, state.entries.length);
  return { ...state, byMessage, entries: state.entries.append(entry) };
}
