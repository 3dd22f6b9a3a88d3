import { unreachable } from '#shared/base/assert.ts';
import type { LedgerEntry, LedgerRow } from '#shared/projections/ledger.ts';
import { messageIn } from '#shared/projections/transcript.ts';
import type { Moment } from './moment.ts';
import { agentName, columns, type Sheet } from './sheet.ts';

const HEAD = ['MESSAGE', 'FROM', 'ACT', 'TO', 'STATE', 'GIST'] as const;

/** The ledger as a table, a row for each message and addressee, then for each who overheard it. */
export function ledgerLines(sheet: Sheet, { ledger, said }: Moment): readonly string[] {
  const rows = [...ledger.entries].flatMap((entry) => {
    const message = messageIn(said, entry.message);
    const head = [entry.message, agentName(entry.from), message?.act ?? 'not sent'];
    const shown = deliveries(entry);
    const told = shown.length === 0 ? [['nobody', 'no addressee']] : shown;
    return told.map((row, at) => [...(at === 0 ? head : ['', '', '']), ...row, at === 0 ? (message?.gist ?? '') : '']);
  });
  return rows.length === 0 ? [sheet.style.dim('    nothing yet')] : columns(sheet, HEAD, rows);
}

/** The same for programs: a document a message. */
export const ledgerDocuments = ({ ledger, said }: Moment): readonly object[] =>
  [...ledger.entries].map((entry) => {
    const { message, from, rows, overheard } = entry;
    const found = messageIn(said, message);
    const about =
      found === undefined ? {} : { to: found.to, act: found.act, inReplyTo: found.inReplyTo, gist: found.gist };
    return { kind: 'message', message, from, ...about, rows, overheard };
  });

/** Each addressee and what became of the message there, in words. */
export function deliveries({ rows, overheard }: LedgerEntry): readonly (readonly [to: string, state: string])[] {
  return [
    ...rows.map((row) => [row.to.endsWith('#1') ? row.to.slice(0, -2) : row.to, stateOf(row)] as const),
    ...overheard.map(({ agent, turn }) => [agentName(agent), `overheard in turn ${turn}`] as const),
  ];
}

/** "delivered in turn 5 as its gist, answered by m7" */
export function stateOf(row: LedgerRow): string {
  const form = row.readAs === 'gist' ? ' as its gist' : row.readAs === 'private' ? ' as private mail' : '';
  const delivered = row.delivered === undefined ? '' : `delivered in turn ${row.delivered}${form}`;
  const after = (text: string): string => (delivered === '' ? text : `${delivered}, ${text}`);
  switch (row.state) {
    case 'held':
      return 'held for approval';
    case 'sent':
      return 'sent, not yet delivered';
    case 'queued':
      return `queued behind turn ${row.queuedBehind ?? ''}`;
    case 'delivered':
      return delivered;
    case 'acted':
      return after(`answered by ${row.acted?.message ?? ''}`);
    case 'bounced':
      return `bounced (${row.bounced ?? 'unknown'})`;
    case 'dropped':
      return 'dropped, never public';
    case 'retracted':
      return after('retracted unread');
    case 'superseded':
      return after(`superseded by ${row.supersededBy ?? ''}`);
    case 'expired':
      return after('expired without an answer');
    case 'dead-letter':
      return 'dead letter: its addressee left';
    case 'unread':
      return 'unread at the end';
    default:
      return unreachable(row.state);
  }
}
