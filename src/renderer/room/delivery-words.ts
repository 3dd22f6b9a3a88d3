import { unreachable } from '#shared/base/assert.ts';
import type { AgentId } from '#shared/events/ids.ts';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { LedgerEntry, LedgerRow } from '#shared/projections/ledger.ts';
import { counted } from '#shared/base/text.ts';
import { agentWords } from './figures.ts';

/** What became of a message at one addressee or more, with a sign, so that nothing is told by colour or by the sign alone. */
export type Delivery = {
  readonly sign: string;
  readonly words: string;
  /** `lost`: something went wrong with it; `waiting`: it was not read, or not yet. */
  readonly tone: 'read' | 'waiting' | 'lost';
};

/** Where a message stands in an addressee's mailbox, counted from 1; undefined where that is not known. */
export type PlaceInMailbox = (agent: string) => number | undefined;

const BOUNCES: Readonly<Record<NonNullable<LedgerRow['bounced']>, string>> = {
  unknown: 'nobody has that name',
  self: 'that is its own author',
  ended: 'who had left',
  full: 'whose mailbox was full',
};

/**
 * The delivery of a message in words: those who just read it are named together, then each addressee that stands otherwise, then who
 * overheard it.
 */
export function deliveriesOf({ rows, overheard }: LedgerEntry, placeOf: PlaceInMailbox = () => undefined) {
  const read = rows.filter((row) => row.state === 'delivered');
  const others = rows.filter((row) => row.state !== 'delivered').map((row) => deliveryOf(row, placeOf));
  const told: Delivery[] = [];
  if (read.length > 0) {
    const words = read.map((row) => `${whom(row)} in turn ${row.delivered ?? '?'}${formOf(row)}`).join(', ');
    told.push({ sign: '●', words: `read by ${words}`, tone: 'read' });
  }
  told.push(...others);
  if (overheard.length > 0) {
    const words = overheard.map(({ agent, turn }) => `${agentWords(agent)} in turn ${turn}`).join(', ');
    told.push({ sign: '○', words: `overheard by ${words}`, tone: 'read' });
  }
  return told;
}

/** For one quiet line: `read by 2 of 3`; empty where it has no addressee. */
export function readByHowMany({ rows }: LedgerEntry): string {
  if (rows.length === 0) return '';
  const read = rows.filter((row) => row.delivered !== undefined || row.state === 'acted').length;
  return read === 0 ? `not yet read by ${counted(rows.length, 'seat')}` : `read by ${read} of ${rows.length}`;
}

function deliveryOf(row: LedgerRow, placeOf: PlaceInMailbox): Delivery {
  const who = whom(row);
  const readFirst = row.delivered === undefined ? '' : `read by ${who} in turn ${row.delivered}${formOf(row)}`;
  switch (row.state) {
    case 'held':
      return { sign: '◑', words: `${who}: held until you approve it`, tone: 'waiting' };
    case 'sent':
      return { sign: '◌', words: `not yet read by ${who}${placeWords(placeOf(row.to))}`, tone: 'waiting' };
    case 'queued':
      return {
        sign: '◌',
        words: `${who}: queued behind turn ${row.queuedBehind ?? '?'}${placeWords(placeOf(row.to))}`,
        tone: 'waiting',
      };
    case 'delivered':
      return { sign: '●', words: readFirst, tone: 'read' };
    case 'acted':
      return { sign: '↩', words: answered(row, { who, readFirst }), tone: 'read' };
    case 'bounced':
      return { sign: '✕', words: `bounced: ${who}, ${BOUNCES[row.bounced ?? 'unknown']}`, tone: 'lost' };
    case 'dropped':
      return { sign: '⌀', words: `${who}: dropped before it was public`, tone: 'lost' };
    case 'retracted':
      return { sign: '⌀', words: `${who}: taken back unread`, tone: 'lost' };
    case 'superseded':
      return { sign: '⇢', words: `${who}: overtaken unread by ${row.supersededBy ?? 'a newer one'}`, tone: 'waiting' };
    case 'expired':
      return { sign: '✕', words: `${readFirst === '' ? who : `${readFirst},`} did not answer in time`, tone: 'lost' };
    case 'dead-letter':
      return { sign: '✕', words: `dead letter: ${who} left before reading it`, tone: 'lost' };
    case 'unread':
      return { sign: '○', words: `unread by ${who} at the end`, tone: 'waiting' };
    default:
      return unreachable(row.state);
  }
}

function answered(
  { acted }: LedgerRow,
  { who, readFirst }: { readonly who: string; readonly readFirst: string },
): string {
  const when = acted?.turn === undefined ? '' : ` in turn ${acted.turn}`;
  return readFirst === '' ? `answered by ${who}${when}` : `${readFirst}, answered${when}`;
}

const whom = ({ to }: LedgerRow): string => (/#\d+$/u.test(to) ? agentWords(to as AgentId) : visibleLine(to));

const formOf = ({ readAs }: LedgerRow): string =>
  readAs === 'gist' ? ' as a gist' : readAs === 'private' ? ' as private mail' : '';

const placeWords = (place: number | undefined): string =>
  place === undefined ? '' : place === 1 ? ', first in the mailbox' : `, number ${place} in the mailbox`;
