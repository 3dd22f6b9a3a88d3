import { expect, test } from 'vitest';
import { messageOfTurn, modelRef, turnId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { modelSpecs } from '../load-models.ts';
import { seatNamed, setupWith } from '../testing/deliberation.ts';
import { agentCalled, namesOf, writtenRun, type WrittenRun } from '../testing/written-run.ts';
import { single } from './single.ts';

const alone = (changes: Partial<RunSetup> = {}): WrittenRun => writtenRun(setupWith({ mode: 'single', ...changes }));
const start = (run: WrittenRun): void => run.start(...single.next(run.view));
const ONLY = turnId(1);

test('only the first seat joins, and only its model is loaded', () => {
  const seats = [seatNamed('Ada'), { ...seatNamed('Ben'), model: modelRef('other') }];
  const run = alone({ seats });
  expect(run.view.agents.map(({ agent }) => agent)).toEqual(['Ada#1']);
  expect(modelSpecs(setupWith({ mode: 'single', seats })).map(({ model }) => model)).toEqual(['scripted']);
});

test('it takes one turn and no more', () => {
  const run = alone();
  expect(namesOf(single.next(run.view))).toEqual(['Ada']);
  expect(single.ending(run.view)).toBeUndefined();
  start(run);
  expect(single.next(run.view)).toEqual([]);
  run.end(ONLY);
  expect(single.next(run.view)).toEqual([]);
  expect(single.ending(run.view)).toEqual({ reason: 'decided', detail: 'm1 was decided (single)' });
});

test('what it wrote decides nothing while it waits for approval', () => {
  const run = alone();
  start(run);
  run.end(ONLY, { held: true });
  expect(single.ending(run.view)).toBeUndefined();
  const approved = alone();
  start(approved);
  approved.end(ONLY, { held: true });
  approved.append({ type: 'v1.message.approved', data: { message: messageOfTurn(ONLY) } });
  expect(single.ending(approved.view)?.reason).toBe('decided');
  run.append({ type: 'v1.message.dropped', data: { message: messageOfTurn(ONLY), reason: '' } });
  expect(single.ending(run.view)).toEqual({ reason: 'no-progress', detail: 'the only answer was taken back' });
});

test('a pass, an answer that was retracted and a turn that inference lost decide nothing', () => {
  const passed = alone();
  start(passed);
  passed.end(ONLY, { outcome: 'passed' });
  expect(single.ending(passed.view)).toEqual({ reason: 'no-progress', detail: 'the only turn was a pass' });

  const retracted = alone();
  retracted.take(...single.next(retracted.view));
  retracted.append({ type: 'v1.message.retracted', data: { message: messageOfTurn(ONLY), reason: '' } });
  expect(single.ending(retracted.view)?.reason).toBe('no-progress');

  const lost = alone();
  start(lost);
  const failure = { kind: 'crashed' as const, detail: 'host died' };
  lost.append({ type: 'v1.turn.abandoned', data: { turn: ONLY, attempt: 1, agent: agentCalled('Ada'), failure } });
  expect(single.ending(lost.view)).toEqual({ reason: 'failed', detail: 'inference lost the only turn' });
});

test('a seat that is muted from the beginning does not speak', () => {
  const run = alone();
  run.append({ type: 'v1.agent.muted', data: { agent: agentCalled('Ada') } });
  expect(single.next(run.view)).toEqual([]);
});
