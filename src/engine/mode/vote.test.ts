import { expect, test } from 'vitest';
import { messageOfArbiter, messageOfTurn, turnId, voteId, type MessageId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { turnsNow } from '../cadence/turn-spec.ts';
import { setupWith } from '../testing/deliberation.ts';
import { agentCalled, namesOf, writtenRun, type WrittenRun } from '../testing/written-run.ts';
import { vote } from './vote.ts';

const voting = (changes: Partial<RunSetup> = {}): WrittenRun => writtenRun(setupWith({ mode: 'vote', ...changes }));
const next = (run: WrittenRun): readonly string[] => namesOf(vote.next(run.view));
const drafts = (run: WrittenRun) => vote.drafts?.(run.view) ?? [];
const proposal = (turn: number): MessageId => messageOfTurn(turnId(turn));

const VOTE_ON_ALL = {
  type: 'v1.vote.opened',
  data: { vote: 'v1', by: 'scenario', options: ['m1', 'm2', 'm3'], quorum: 0.5 },
};

/** All three have proposed. */
function proposed(changes: Partial<RunSetup> = {}): WrittenRun {
  const run = voting(changes);
  run.take(...vote.next(run.view));
  return run;
}

/** The vote was opened, and Ada, Ben and Cleo voted for these. */
function cast(...options: readonly (MessageId | 'none')[]): WrittenRun {
  const run = proposed();
  run.append(...drafts(run));
  const specs = turnsNow(
    run.view,
    run.view.agents.map(({ agent }) => agent),
  );
  run.start(...specs);
  for (const [index, option] of options.entries()) {
    run.end(turnId(4 + index), { said: { act: 'vote', vote: { vote: voteId(1), option } } });
  }
  return run;
}

test('all propose at once on one ground, whatever the cadence, and nobody twice', () => {
  for (const cadence of ['rounds', 'floor', 'free'] as const) {
    const run = voting({ cadence });
    expect(next(run)).toEqual(['Ada', 'Ben', 'Cleo']);
    expect(new Set(vote.next(run.view).map((spec) => spec.before)).size).toBe(1);
    run.take(...vote.next(run.view));
    expect(next(run)).toEqual([]);
  }
});

test('turns that are taken one by one are blind as well, to the arbiter too', () => {
  const run = voting();
  const [first] = vote.next(run.view);
  run.take(...vote.next(run.view).slice(0, 1));
  run.append({
    type: 'v1.message.sent',
    data: { message: messageOfArbiter(1), from: 'arbiter', to: 'all', act: 'inform', gist: '', body: 'So.' },
  });
  expect(next(run)).toEqual(['Ben', 'Cleo']);
  expect(vote.next(run.view).map((spec) => spec.before)).toEqual([first?.before, first?.before]);
});

test('the vote is opened once, as soon as all first turns are over, on all that was proposed', () => {
  const run = voting();
  run.start(...vote.next(run.view));
  run.end(turnId(1));
  run.end(turnId(2));
  expect(drafts(run)).toEqual([]);
  run.end(turnId(3));
  expect(drafts(run)).toEqual([VOTE_ON_ALL]);
  run.append(...drafts(run));
  expect(drafts(run)).toEqual([]);
});

test('the scenario may ask for more than a majority', () => {
  expect(drafts(proposed({ quorum: 1 }))).toMatchObject([{ data: { quorum: 1 } }]);
});

test('a pass is no option, and neither is what was taken back', () => {
  const run = voting();
  run.start(...vote.next(run.view));
  run.end(turnId(1), { outcome: 'passed' });
  run.end(turnId(2));
  run.end(turnId(3));
  run.append({ type: 'v1.message.retracted', data: { message: proposal(3), reason: '' } });
  expect(drafts(run)).toMatchObject([{ data: { options: ['m2'] } }]);
});

test('a vote waits for what the arbiter has not yet approved', () => {
  const run = voting();
  run.start(...vote.next(run.view));
  run.end(turnId(1));
  run.end(turnId(2));
  run.end(turnId(3), { held: true });
  expect(drafts(run)).toEqual([]);
  expect(vote.ending(run.view)).toBeUndefined();
  run.append({ type: 'v1.message.approved', data: { message: proposal(3) } });
  expect(drafts(run)).toEqual([VOTE_ON_ALL]);
});

test('no vote is opened any more once the run is wrapped up', () => {
  const run = proposed();
  run.append({ type: 'v1.run.wrapping', data: { by: 'arbiter', detail: '' } });
  expect(drafts(run)).toEqual([]);
  expect(vote.ending(run.view)).toBeUndefined();
});

test('where nobody proposed anything the run ends stalled and says so', () => {
  const run = voting();
  expect(vote.ending(run.view)).toBeUndefined();
  run.start(...vote.next(run.view));
  for (const turn of [1, 2, 3]) run.end(turnId(turn), { outcome: 'passed' });
  expect(drafts(run)).toEqual([]);
  expect(vote.ending(run.view)).toEqual({ reason: 'stalled', detail: 'nobody proposed anything to vote on' });
});

test('a vote without a winner ends the run stalled, with the tally', () => {
  const run = cast(proposal(2), proposal(1), 'none');
  expect(vote.ending(run.view)).toBeUndefined();
  const tally = [{ option: proposal(1), votes: 1 }];
  run.append({ type: 'v1.vote.closed', data: { vote: voteId(1), tally, seats: 3 } });
  expect(vote.ending(run.view)).toEqual({
    reason: 'stalled',
    detail: 'no proposal reached the quorum: m1 by Ada 1, m2 by Ben 1, m3 by Cleo 0, none 1',
  });
});

test('a vote with a winner is left to the ending that all votes have', () => {
  const run = cast(proposal(2), proposal(2), 'none');
  const winner = proposal(2);
  run.append({ type: 'v1.vote.closed', data: { vote: voteId(1), tally: [], seats: 3, winner } });
  expect(vote.ending(run.view)).toBeUndefined();
});

test('one who joins while the others still propose proposes as well, on their ground', () => {
  const run = voting();
  run.start(...vote.next(run.view));
  run.append({ type: 'v1.agent.left', data: { agent: agentCalled('Ben'), by: 'arbiter', detail: '' } });
  const [ada] = run.view.agents;
  if (ada === undefined) throw new Error('Ada joined');
  run.append({
    type: 'v1.agent.joined',
    data: { agent: agentCalled('Ben', 2), seat: 1, name: 'Ben', incarnation: 2, model: ada.model },
  });
  expect(vote.next(run.view)).toMatchObject(
    [{ agent: 'Ben#2', before: run.view.turns[0]?.groundEnd ?? 0 }].map((spec) => ({
      ...spec,
      before: spec.before + 1,
    })),
  );
  for (const turn of [1, 2, 3]) run.end(turnId(turn));
  expect(drafts(run)).toEqual([]);
});
