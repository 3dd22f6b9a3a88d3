import { expect, test } from 'vitest';
import { alignedTurns, type AlignedRow, type AlignedTurn } from '#shared/projections/aligned-turns.ts';
import { seq } from '#shared/events/ids.ts';
import { recording } from '../inspector/testing/logs.ts';
import { cellsOf, markedAgainst, whoHasIt } from './turn-cells.ts';

const turn = (text: string, more: Partial<AlignedTurn> = {}): AlignedTurn => ({
  ...{ seq: seq(9), name: 'Ada', outcome: 'spoke', act: 'propose', text, written: 3 },
  ...more,
});
const row = (...turns: readonly (AlignedTurn | undefined)[]): AlignedRow => ({ turn: 2, turns, same: false });

test('a cell says in what it differs from the first, and that it does not', () => {
  const cells = cellsOf(
    row(turn('Build it'), turn('Build it'), turn('Burn it', { act: 'challenge' }), turn('Build it', { name: 'Ben' })),
    [0, 1, 2, 3],
  );
  expect(cells.map(({ words }) => words)).toEqual([
    undefined,
    '= as A, word for word',
    '≠ A in act and words',
    '≠ A in seat',
  ]);
  expect(cells.map(({ isSame }) => isSame)).toEqual([false, true, false, false]);
});

test('the first column that could be read is what is held against, by its own sign', () => {
  const [, second] = cellsOf(row(turn('One'), turn('Two')), [1, 3]);
  expect(second?.words).toBe('≠ B in words');
});

test('a turn that not all have says who has it', () => {
  expect(whoHasIt(row(turn('One'), undefined), [0, 1])).toBe('only A');
  expect(whoHasIt(row(turn('One'), undefined, turn('One')), [0, 1, 2])).toBe('not B');
  expect(whoHasIt(row(undefined, undefined, turn('One')), [0, 2, 3])).toBe('only D');
  expect(whoHasIt(row(turn('One'), turn('Two')), [0, 1])).toBeUndefined();
  // Nothing to hold it against: no word of a difference.
  expect(cellsOf(row(undefined, turn('One')), [0, 1])[1]?.words).toBeUndefined();
});

test('of recordings of one seed the first turns are the same, and the first that is not is told', () => {
  const rows = alignedTurns(['users-endpoint-rounds', 'users-endpoint-vote'].map((name) => recording(`${name}.jsonl`)));
  const words = rows.map((own) => cellsOf(own, [0, 1])[1]?.words);
  expect(words.slice(0, 3)).toEqual(Array(3).fill('= as A, word for word'));
  expect(words[3]).toMatch(/^≠ A in/);
  expect(rows.slice(6).map((own) => whoHasIt(own, [0, 1]))).toEqual(['only A', 'only A', 'only A']);
});

test('a text with hardly a word in common is not marked all over; one with a changed word is', () => {
  expect(markedAgainst('We should build by the school.', 'We should build by the station.').isOther).toBe(false);
  expect(markedAgainst('We should build by the school.', 'Nobody asked for an opera house!').isOther).toBe(true);
  expect(markedAgainst('', '').isOther).toBe(false);
});
