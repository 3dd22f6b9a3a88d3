import { unreachable } from '#shared/base/assert.ts';
import { visibleLine } from '#shared/base/visible-text.ts';
import { nameOf } from '#shared/events/ids.ts';
import type { Act } from '#shared/events/setup.ts';
import type { Addressees, Sender } from '#shared/events/vocabulary.ts';
import type { LedgerRow } from '#shared/projections/ledger.ts';

const COUNT = new Intl.NumberFormat('en-US');

/** "1,204" */
export const countOf = (count: number): string => COUNT.format(Math.round(count));

/** "1 turn", "3 turns" */
export const counted = (count: number, what: string): string => `${countOf(count)} ${what}${count === 1 ? '' : 's'}`;

/** A share of 1 as "31 %". */
export const percentOf = (share: number): string => `${Math.round(share * 100)} %`;

/** Microseconds as a length of time: "0.4 ms", "932 ms", "1.46 s", "3 min 20 s". */
export function durationOf(micros: number): string {
  if (micros === 0) return '0 ms';
  if (micros < 10_000) return `${(micros / 1000).toFixed(1)} ms`;
  if (micros < 1_000_000) return `${Math.round(micros / 1000)} ms`;
  if (micros < 60_000_000) return `${(micros / 1e6).toFixed(2)} s`;
  const seconds = Math.round(micros / 1e6);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Microseconds since the run began as a position: "58.4 s". */
export const momentOf = (micros: number): string => `${(micros / 1e6).toFixed(1)} s`;

/** "98 MB", "1.1 GB" */
export const bytesOf = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;

/** A name for people: "Ben", "Arbiter"; a later incarnation is told apart: "Ben#2". */
export function personOf(sender: Sender): string {
  if (sender === 'arbiter') return 'Arbiter';
  return visibleLine(sender.endsWith('#1') ? nameOf(sender) : sender);
}

export const peopleOf = (to: Addressees): string => (to === 'all' ? 'all' : listed(to.map(personOf)));

/** "Ada", "Ada and Ben", "Ada, Ben and Cleo" */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;

/** What an agent does with an act, between its name and its words. */
export const VERBS: Readonly<Record<Act, string>> = {
  propose: 'proposes',
  challenge: 'challenges',
  support: 'supports',
  ask: 'asks',
  answer: 'answers',
  inform: 'says',
  revise: 'revises',
  withdraw: 'withdraws',
  agree: 'agrees',
  refuse: 'refuses',
  vote: 'votes',
  pass: 'passes',
  task: 'sets a task',
  claim: 'takes it on',
  done: 'reports',
  read: 'reads',
};

const BOUNCED: Readonly<Record<NonNullable<LedgerRow['bounced']>, string>> = {
  unknown: 'nobody has that name',
  self: 'it was sent to its own author',
  ended: 'that agent has left',
  full: 'its mailbox was full',
};

/** What became of a message at one addressee: "read in turn 5 as its gist, answered with m7". */
export function deliveryOf(row: LedgerRow): string {
  const form = row.readAs === 'gist' ? ' as its gist' : row.readAs === 'private' ? ' as private mail' : '';
  const read = row.delivered === undefined ? '' : `read in turn ${row.delivered}${form}`;
  const after = (text: string): string => (read === '' ? text : `${read}, ${text}`);
  switch (row.state) {
    case 'held':
      return 'waits for approval';
    case 'sent':
      return 'not read yet';
    case 'queued':
      return `not read yet: it waits behind turn ${row.queuedBehind ?? ''}`;
    case 'delivered':
      return read;
    case 'acted':
      return after(`answered with ${row.acted?.message ?? 'a message'}`);
    case 'bounced':
      return `bounced: ${BOUNCED[row.bounced ?? 'unknown']}`;
    case 'dropped':
      return 'dropped, never public';
    case 'retracted':
      return after('retracted unread');
    case 'superseded':
      return after(`${row.supersededBy ?? 'another message'} took its place`);
    case 'expired':
      return after('no answer in time');
    case 'dead-letter':
      return 'unread: its addressee left';
    case 'unread':
      return 'unread at the end';
    default:
      return unreachable(row.state);
  }
}

/** A sign for a delivery, so that nothing is told by colour alone. */
export function deliverySign({ state, delivered }: LedgerRow): string {
  if (state === 'bounced' || state === 'dropped' || state === 'dead-letter' || state === 'retracted') return '✕';
  if (state === 'acted') return '↩';
  if (state === 'held') return '◑';
  return delivered === undefined ? '◌' : '●';
}
