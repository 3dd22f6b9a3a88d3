import { expect, test } from 'vitest';
import { seq, turnId } from '#shared/events/ids.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { costFacts, sourceFacts, stageShares } from './turn-facts.ts';
import { indexOf, recording } from './testing/logs.ts';
import { momentKey, turnMoment } from './turn-moment.ts';

test('a turn is ahead, then under way, then over, as the playhead passes it', () => {
  const log = indexOf(recording('users-endpoint.jsonl'));
  const known = log.turn(turnId(4));
  const [begins, ends] = [known?.started[0]?.seq ?? 0, known?.ended?.seq ?? 0];
  const phase = (head: number) => turnMoment(log, turnId(4), seq(head))?.phase;
  expect([begins - 1, begins, ends - 1, ends, ends + 1].map(phase)).toEqual([
    'ahead',
    'open',
    'open',
    'ended',
    'ended',
  ]);
  expect(turnMoment(log, turnId(99), seq(1))).toBeUndefined();
});

test('an attempt that was lost is told as lost until the next one begins, and stays told after it', () => {
  const log = indexOf(longRun(2000, { seed: 2 }));
  const lost = log.events.find((event) => event.type === 'v1.turn.abandoned');
  if (lost?.type !== 'v1.turn.abandoned') throw new Error('the run has a lost turn');
  const { turn } = lost.data;
  expect(turnMoment(log, turn, lost.seq)?.phase).toBe('lost');
  const again = log.turn(turn)?.started.find(({ seq }) => seq > lost.seq);
  if (again === undefined) throw new Error('it was tried again');
  expect(turnMoment(log, turn, again.seq)).toMatchObject({ phase: 'open', lost: [{ seq: lost.seq }] });
});

test('the key changes exactly where something happens to the turn', () => {
  const log = indexOf(recording('users-endpoint.jsonl'));
  const changes = log.events.filter(
    ({ seq: at }) => momentKey(log, turnId(4), at) !== momentKey(log, turnId(4), seq(at - 1)),
  );
  expect(changes.map(({ type }) => type)).toEqual(['v1.turn.started', 'v1.turn.ended']);
});

test('the facts of a turn are those of its events', () => {
  const log = indexOf(recording('users-endpoint.jsonl'));
  const moment = turnMoment(log, turnId(1), seq(log.events.length));
  if (moment?.ended === undefined) throw new Error('turn 1 has ended');
  const facts = Object.fromEntries(
    [...costFacts(moment.ended.data), ...sourceFacts(moment, undefined)].map(({ name, value }) => [name, value]),
  );
  expect(facts).toMatchObject({
    Outcome: 'spoke',
    Evaluated: '125 tokens, 71 of the ground',
    Reused: '0 tokens, over all its stages',
    Written: '37 tokens',
    Speed: '25.3 tokens/s',
    'First token': 'after 975 ms',
    Ended: 'by itself',
    Seed: '103904976, to speak 2786822959',
    Rules: 'parley-1',
  });
  const shares = stageShares(moment.ended.data.stages);
  expect(shares.map(({ stage }) => stage)).toEqual(['queued', 'prefill', 'speak']);
  expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});
