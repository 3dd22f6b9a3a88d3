import { expect, test } from 'vitest';
import { messageOfArbiter, seq, turnId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { seatNamed, setupWith } from '../testing/deliberation.ts';
import { agentCalled, namesOf, writtenRun, type WrittenRun } from '../testing/written-run.ts';
import { nextInRounds } from './rounds.ts';

const inRounds = (changes: Partial<RunSetup> = {}): WrittenRun => writtenRun(setupWith(changes));

/** Name and round of each turn that would start now. */
const next = (run: WrittenRun): readonly string[] =>
  nextInRounds(run.view).map((spec) => `${namesOf([spec]).join('')} ${spec.round}`);

/** Takes the first turn that would start now, as exact mode does. */
function takeOne(run: WrittenRun): void {
  run.take(...nextInRounds(run.view).slice(0, 1));
}

const muted = (name: string) => ({ type: 'v1.agent.muted' as const, data: { agent: agentCalled(name) } });
const unmuted = (name: string) => ({ type: 'v1.agent.unmuted' as const, data: { agent: agentCalled(name) } });
const left = (name: string) => ({
  type: 'v1.agent.left' as const,
  data: { agent: agentCalled(name), by: 'arbiter' as const, detail: '' },
});
const recalled = (name: string, seat: number) => ({
  type: 'v1.agent.joined' as const,
  data: { agent: agentCalled(name, 2), seat, name, incarnation: 2, model: seatNamed(name).model },
});
const fromArbiter = {
  type: 'v1.message.sent' as const,
  data: {
    message: messageOfArbiter(1),
    from: 'arbiter' as const,
    to: 'all' as const,
    act: 'inform' as const,
    gist: '',
    body: 'So.',
  },
};

test('a round is everyone once, in the order of the seats, all on one ground', () => {
  const run = inRounds();
  expect(next(run)).toEqual(['Ada 1', 'Ben 1', 'Cleo 1']);
  const before = nextInRounds(run.view).map((spec) => spec.before);
  expect(new Set(before).size).toBe(1);
  run.take(...nextInRounds(run.view));
  expect(next(run)).toEqual(['Ada 2', 'Ben 2', 'Cleo 2']);
  expect(nextInRounds(run.view).map((spec) => spec.before)).toEqual([1, 2, 3].map(() => seq(run.view.lastSeq + 1)));
});

test('a round waits for its slowest turn', () => {
  const run = inRounds();
  run.start(...nextInRounds(run.view));
  expect(next(run)).toEqual([]);
  run.end(turnId(3));
  run.end(turnId(1));
  expect(next(run)).toEqual([]);
  run.end(turnId(2), { outcome: 'passed' });
  expect(next(run)).toEqual(['Ada 2', 'Ben 2', 'Cleo 2']);
});

test('a round taken one by one stands on the ground on which it began: nobody sees what was said in it', () => {
  const run = inRounds();
  run.take(...nextInRounds(run.view));
  const [first] = nextInRounds(run.view);
  for (const rest of [['Ben 2', 'Cleo 2'], ['Cleo 2'], ['Ada 3', 'Ben 3', 'Cleo 3']]) {
    takeOne(run);
    expect(next(run)).toEqual(rest);
    if (rest.length < 3) expect(nextInRounds(run.view).every((spec) => spec.before === first?.before)).toBe(true);
  }
  expect(nextInRounds(run.view)[0]?.before).toBe(run.view.lastSeq + 1);
});

test('what the arbiter says in the middle of a round is seen in the next one', () => {
  const run = inRounds();
  takeOne(run);
  run.append(fromArbiter);
  const said = run.view.lastSeq;
  expect(nextInRounds(run.view).every((spec) => spec.before <= said)).toBe(true);
  takeOne(run);
  takeOne(run);
  expect(nextInRounds(run.view).every((spec) => spec.before > said)).toBe(true);
});

test('a round goes on without one who is muted, and the next one has it again after it was unmuted', () => {
  const run = inRounds();
  run.append(muted('Ben'));
  expect(next(run)).toEqual(['Ada 1', 'Cleo 1']);
  run.take(...nextInRounds(run.view));
  run.append(unmuted('Ben'));
  // Unmuted before the next round has begun, it still takes its turn in the one that it missed.
  expect(next(run)).toEqual(['Ben 1']);
  takeOne(run);
  expect(next(run)).toEqual(['Ada 2', 'Ben 2', 'Cleo 2']);
});

test('one who is muted in the middle of a round does not hold it up', () => {
  const run = inRounds();
  takeOne(run);
  run.append(muted('Ben'));
  expect(next(run)).toEqual(['Cleo 1']);
  takeOne(run);
  expect(next(run)).toEqual(['Ada 2', 'Cleo 2']);
});

test('one who left holds up nothing, and its open turn still ends the round', () => {
  const run = inRounds();
  run.start(...nextInRounds(run.view));
  run.append(left('Ben'));
  run.end(turnId(1));
  run.end(turnId(3));
  expect(next(run)).toEqual([]);
  run.end(turnId(2));
  expect(next(run)).toEqual(['Ada 2', 'Cleo 2']);
});

test('one who is recalled in the middle of a round takes part in it, on its ground', () => {
  const run = inRounds();
  run.take(...nextInRounds(run.view));
  takeOne(run);
  run.append(left('Ben'), recalled('Ben', 1));
  expect(next(run)).toEqual(['Cleo 2', 'Ben 2']);
  const ground = nextInRounds(run.view).map((spec) => spec.before);
  expect(new Set(ground)).toEqual(new Set([seq((run.view.turns[3]?.groundEnd ?? 0) + 1)]));
});

test('nobody starts where nobody is active', () => {
  const run = inRounds();
  run.append(muted('Ada'), muted('Ben'), left('Cleo'));
  expect(next(run)).toEqual([]);
});

test('one that has spent its own budget takes no part in the next round', () => {
  const run = inRounds();
  run.take(...nextInRounds(run.view));
  run.append({ type: 'v1.budget.reached', data: { kind: 'turns', limit: 1, used: 1, agent: agentCalled('Ada') } });
  expect(next(run)).toEqual(['Ben 2', 'Cleo 2']);
});

test('turn numbers go on from the last one without a gap', () => {
  const run = inRounds();
  takeOne(run);
  expect(nextInRounds(run.view).map((spec) => spec.turn)).toEqual([2, 3]);
});
