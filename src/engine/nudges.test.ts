import { expect, test } from 'vitest';
import { hash32, random } from '#shared/base/random.ts';
import { messageOfTurn, turnId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { activeAgents } from '#shared/projections/run.ts';
import { turnsNow } from './cadence/turn-spec.ts';
import { overdueDrafts } from './nudges.ts';
import { setupWith } from './testing/deliberation.ts';
import { agentCalled, writtenRun, type WrittenRun } from './testing/written-run.ts';

const ADA = agentCalled('Ada');
const BEN = agentCalled('Ben');
const CLEO = agentCalled('Cleo');
const WITHIN = 3;

/** Ada asks Cleo in turn 1, who is owed an answer by turn 3 and is muted; then the others go on. */
function owed(brakes: RunSetup['brakes'] = {}): WrittenRun {
  const run = writtenRun(setupWith({ cadence: 'free', answerWithin: WITHIN, budget: { turns: 500 }, brakes }));
  run.append({ type: 'v1.agent.muted', data: { agent: CLEO } });
  run.start(...turnsNow(run.view, [ADA]));
  run.end(turnId(1), { said: { act: 'ask', to: [CLEO], replyBy: 1 + WITHIN } });
  return run;
}

/** The others take turns; after each, what code writes is written. Gives what was written, with the number of turns at that moment. */
function goOn(run: WrittenRun, turns: number): readonly string[] {
  const written: string[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    run.take(...turnsNow(run.view, [turn % 2 === 0 ? BEN : ADA]));
    const drafts = overdueDrafts(run.view);
    run.append(...drafts);
    written.push(...drafts.map(({ type }) => `${run.view.turns.length} ${type}`));
    expect(overdueDrafts(run.view)).toEqual([]);
  }
  return written;
}

test('one who has not read what it was asked is nudged, each time after twice the wait, and then nobody waits', () => {
  const run = owed();
  expect(goOn(run, 100)).toEqual([
    '4 v1.agent.nudged',
    '10 v1.agent.nudged',
    '22 v1.run.braked',
    '22 v1.message.expired',
  ]);
  expect(run.view.nudges.map(({ count, until }) => [count, until])).toEqual([
    [1, 4 + 6],
    [2, 10 + 12],
  ]);
  expect(run.view.braked[0]).toMatchObject({
    brake: 'nudges',
    did: 'held-back',
    evidence: 'Cleo was nudged 2 times about m1 of Ada and has not read it',
    agents: [CLEO],
    messages: ['m1'],
  });
});

test('with a hundred nudges allowed it would go on, so the limit is what stops it', () => {
  const nudges = goOn(owed({ nudges: 100 }), 300).filter((line) => line.endsWith('nudged'));
  expect(nudges.length).toBeGreaterThan(4);
});

test('with no nudges allowed the wait ends when the answer is due', () => {
  expect(goOn(owed({ nudges: 0 }), 50)).toEqual(['4 v1.message.expired']);
});

test('one who has read it is not nudged, and one who has answered owes nothing', () => {
  const read = owed();
  read.append({ type: 'v1.agent.unmuted', data: { agent: CLEO } });
  read.take(...turnsNow(read.view, [CLEO]));
  expect(goOn(read, 20)).toEqual(['4 v1.message.expired']);
  const answered = owed();
  answered.start(...turnsNow(answered.view, [CLEO]));
  answered.end(turnId(2), { said: { act: 'answer', to: [ADA], inReplyTo: messageOfTurn(turnId(1)) } });
  expect(goOn(answered, 20)).toEqual([]);
});

test('a held answer is an answer, one who has left owes nothing, one whose budget is spent is not nudged', () => {
  const held = owed();
  held.start(...turnsNow(held.view, [CLEO]));
  held.end(turnId(2), { held: true, said: { act: 'answer', inReplyTo: messageOfTurn(turnId(1)) } });
  expect(goOn(held, 20)).toEqual([]);
  const left = owed();
  left.append({ type: 'v1.agent.left', data: { agent: CLEO, by: 'arbiter', detail: '' } });
  expect(goOn(left, 20)).toEqual([]);
  const spent = owed();
  spent.append({ type: 'v1.budget.reached', data: { kind: 'turns', limit: 0, used: 0, agent: CLEO } });
  expect(goOn(spent, 20)).toEqual(['4 v1.message.expired']);
});

test('what had to be approved is owed from then on', () => {
  const run = writtenRun(setupWith({ cadence: 'free', answerWithin: WITHIN, budget: { turns: 500 } }));
  run.append({ type: 'v1.agent.muted', data: { agent: CLEO } });
  run.start(...turnsNow(run.view, [ADA]));
  run.end(turnId(1), { held: true, said: { act: 'ask', to: [CLEO], replyBy: 1 + WITHIN } });
  expect(goOn(run, 9)).toEqual([]);
  run.append({ type: 'v1.message.approved', data: { message: messageOfTurn(turnId(1)) } });
  expect(goOn(run, 5)[0]).toBe('13 v1.agent.nudged');
});

test('over random runs nobody is nudged about one message more often than allowed, and no nudge writes a message', () => {
  let most = 0;
  for (let seed = 0; seed < 60; seed += 1) {
    const limit = seed % 4;
    const run = randomRun(seed, limit);
    const counts = new Map<string, number>();
    for (const { agent, message } of run.view.nudges) {
      const key = `${agent} ${message ?? ''}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    for (const count of counts.values()) {
      expect(count, `seed ${seed}`).toBeLessThanOrEqual(limit);
      most = Math.max(most, count);
    }
    expect(run.view.messages.length).toBe(run.view.turns.filter(({ state }) => state === 'spoke').length);
  }
  expect(most).toBe(3);
});

/** Sixty turns of agents that ask, answer, are muted and unmuted as a seed says; overdue answers are looked at after each. */
function randomRun(seed: number, nudges: number): WrittenRun {
  const run = writtenRun(setupWith({ cadence: 'free', answerWithin: 2, budget: { turns: 500 }, brakes: { nudges } }));
  const next = random(hash32('nudges', seed));
  const agents = [ADA, BEN, CLEO];
  for (let step = 0; step < 60; step += 1) {
    const one = agents[Math.floor(next() * 3)] ?? ADA;
    const other = agents[Math.floor(next() * 3)] ?? BEN;
    if (next() < 0.15) run.append({ type: next() < 0.6 ? 'v1.agent.muted' : 'v1.agent.unmuted', data: { agent: one } });
    if (activeAgents(run.view).some(({ agent }) => agent === one)) {
      const [spec] = turnsNow(run.view, [one]);
      if (spec !== undefined) {
        run.start(spec);
        const owes = one !== other && next() < 0.5;
        const replyBy = run.view.turns.length + 2;
        run.end(
          spec.turn,
          next() < 0.2 ? { outcome: 'passed' } : owes ? { said: { act: 'ask', to: [other], replyBy } } : {},
        );
      }
    }
    run.append(...overdueDrafts(run.view));
  }
  return run;
}
