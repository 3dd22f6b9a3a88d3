import { expect, test } from 'vitest';
import type { Act } from '#shared/events/setup.ts';
import { messageOfTurn, turnId } from '#shared/events/ids.ts';
import { turnsNow } from './cadence/turn-spec.ts';
import { setupWith, seatNamed } from './testing/deliberation.ts';
import { agentCalled, writtenRun, type WrittenRun } from './testing/written-run.ts';
import { cycleSentence, shortestCycle, waitsIn } from './wait-cycle.ts';

const NAMES = ['Ada', 'Ben', 'Cleo', 'Dan'];

/** Lets one agent say something to another, and gives the number of its turn. */
function say(run: WrittenRun, from: string, { act, to, answers }: { act: Act; to: string; answers?: number }): number {
  const [spec] = turnsNow(run.view, [agentCalled(from)]);
  if (spec === undefined) throw new Error('an agent takes a turn');
  run.start(spec);
  const reply = answers === undefined ? {} : { inReplyTo: messageOfTurn(turnId(answers)) };
  run.end(spec.turn, { said: { act, to: [agentCalled(to)], ...reply } });
  return spec.turn;
}

function asked(...asks: readonly (readonly [string, string])[]): WrittenRun {
  const run = writtenRun(setupWith({ cadence: 'free', seats: NAMES.map(seatNamed) }));
  for (const [from, to] of asks) say(run, from, { act: 'ask', to });
  return run;
}

const cycleIn = (run: WrittenRun): string | undefined => {
  const agents = run.view.agents.map(({ agent }) => agent);
  const cycle = shortestCycle(waitsIn(run.view), agents);
  return cycle === undefined ? undefined : cycleSentence(cycle);
};

test('three who wait for each other are a cycle, named in order', () => {
  expect(cycleIn(asked(['Ada', 'Ben'], ['Ben', 'Cleo'], ['Cleo', 'Ada']))).toBe(
    'Ada waits for Ben, Ben for Cleo, Cleo for Ada',
  );
});

test('a chain is no cycle, and an answer breaks one', () => {
  expect(cycleIn(asked(['Ada', 'Ben'], ['Ben', 'Cleo'], ['Cleo', 'Dan']))).toBeUndefined();
  const run = asked(['Ada', 'Ben'], ['Ben', 'Ada']);
  expect(cycleIn(run)).toBe('Ada waits for Ben, Ben for Ada');
  say(run, 'Ben', { act: 'answer', to: 'Ada', answers: 1 });
  expect(cycleIn(run)).toBeUndefined();
});

test('the shortest of two cycles is named, of equal ones the one of the first agent', () => {
  expect(cycleIn(asked(['Ada', 'Ben'], ['Ben', 'Cleo'], ['Cleo', 'Ada'], ['Cleo', 'Dan'], ['Dan', 'Cleo']))).toBe(
    'Cleo waits for Dan, Dan for Cleo',
  );
  expect(cycleIn(asked(['Cleo', 'Dan'], ['Ada', 'Ben'], ['Dan', 'Cleo'], ['Ben', 'Ada']))).toBe(
    'Ada waits for Ben, Ben for Ada',
  );
});

test('nobody waits for what has expired, was taken back, or is owed by one who has left', () => {
  const expired = asked(['Ada', 'Ben'], ['Ben', 'Ada']);
  expired.append({
    type: 'v1.message.expired',
    data: { message: messageOfTurn(turnId(1)), agent: agentCalled('Ben') },
  });
  expect(cycleIn(expired)).toBeUndefined();
  const retracted = asked(['Ada', 'Ben'], ['Ben', 'Ada']);
  retracted.append({ type: 'v1.message.retracted', data: { message: messageOfTurn(turnId(2)), reason: 'wrong' } });
  expect(cycleIn(retracted)).toBeUndefined();
  const left = asked(['Ada', 'Ben'], ['Ben', 'Ada']);
  left.append({ type: 'v1.agent.left', data: { agent: agentCalled('Ben'), by: 'arbiter', detail: '' } });
  expect(cycleIn(left)).toBeUndefined();
});

test('what is said to all or needs no answer makes nobody wait', () => {
  const run = asked();
  say(run, 'Ada', { act: 'support', to: 'Ben' });
  say(run, 'Ben', { act: 'inform', to: 'Ada' });
  expect(waitsIn(run.view)).toEqual([]);
});
