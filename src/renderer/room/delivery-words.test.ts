import { expect, test } from 'vitest';
import { agentId, turnId, messageOfTurn } from '#shared/events/ids.ts';
import { DELIVERY_STATES } from '#shared/projections/delivery.ts';
import type { LedgerEntry, LedgerRow } from '#shared/projections/ledger.ts';
import { deliveriesOf, readByHowMany } from './delivery-words.ts';

const [ada, ben, cleo] = [agentId('Ada', 1), agentId('Ben', 1), agentId('Cleo', 1)] as const;
const message = messageOfTurn(turnId(1));

const row = (to: string, more: Partial<LedgerRow>): LedgerRow => ({ message, from: ada, to, state: 'sent', ...more });
const entryOf = (rows: readonly LedgerRow[], overheard: LedgerEntry['overheard'] = []): LedgerEntry => ({
  message,
  from: ada,
  rows,
  overheard,
});
const wordsOf = (entry: LedgerEntry, place?: number): readonly string[] =>
  deliveriesOf(entry, () => place).map(({ words }) => words);

test('who has read it and who has not yet stand in one breath', () => {
  const rows = [row(ben, { state: 'delivered', delivered: turnId(7) }), row(cleo, { state: 'sent' })];
  expect(wordsOf(entryOf(rows))).toEqual(['read by Ben in turn 7', 'not yet read by Cleo']);
});

test('those who only read it are named together, a gist as a gist', () => {
  const rows = [
    row(ben, { state: 'delivered', delivered: turnId(7) }),
    row(cleo, { state: 'delivered', delivered: turnId(8), readAs: 'gist' }),
  ];
  expect(wordsOf(entryOf(rows))).toEqual(['read by Ben in turn 7, Cleo in turn 8 as a gist']);
});

test('one that waits tells its place in the mailbox where that is known', () => {
  const queued = entryOf([row(cleo, { state: 'queued', queuedBehind: turnId(8) })]);
  expect(wordsOf(queued, 1)).toEqual(['Cleo: queued behind turn 8, first in the mailbox']);
  expect(wordsOf(queued, 3)).toEqual(['Cleo: queued behind turn 8, number 3 in the mailbox']);
  expect(wordsOf(queued)).toEqual(['Cleo: queued behind turn 8']);
});

test('an answer says in which turn it was read and in which answered', () => {
  const acted = { message: messageOfTurn(turnId(9)), turn: turnId(9) };
  const rows = [row(ben, { state: 'acted', delivered: turnId(7), acted }), row(cleo, { state: 'acted', acted })];
  expect(wordsOf(entryOf(rows))).toEqual(['read by Ben in turn 7, answered in turn 9', 'answered by Cleo in turn 9']);
});

test('a bounce names the addressee as it was written and why', () => {
  expect(wordsOf(entryOf([row('Bob\u200B', { state: 'bounced', bounced: 'unknown' })]))).toEqual([
    'bounced: Bob⟨U+200B⟩, nobody has that name',
  ]);
  expect(wordsOf(entryOf([row(cleo, { state: 'bounced', bounced: 'full' })]))).toEqual([
    'bounced: Cleo, whose mailbox was full',
  ]);
});

test('one who was not addressed has overheard it', () => {
  expect(wordsOf(entryOf([], [{ agent: cleo, turn: turnId(4) }]))).toEqual(['overheard by Cleo in turn 4']);
});

test('every state of delivery has a sign and words of its own that name the addressee', () => {
  const told = DELIVERY_STATES.map((state) => deliveriesOf(entryOf([row(cleo, { state, delivered: turnId(2) })]))[0]);
  expect(told.every((one) => one !== undefined && one.sign !== '' && one.words.includes('Cleo'))).toBe(true);
  expect(new Set(told.map((one) => one?.words)).size).toBe(DELIVERY_STATES.length);
});

test('a quiet line only counts', () => {
  const read = row(ben, { state: 'delivered', delivered: turnId(7) });
  expect(readByHowMany(entryOf([read, row(cleo, {})]))).toBe('read by 1 of 2');
  expect(readByHowMany(entryOf([row(cleo, {})]))).toBe('not yet read by 1 seat');
  expect(readByHowMany(entryOf([]))).toBe('');
});
