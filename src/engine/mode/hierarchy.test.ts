import { expect, test } from 'vitest';
import { messageOfArbiter, messageOfTurn, turnId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { runOf } from '#shared/projections/fold-run.ts';
import type { RunView } from '#shared/projections/run.ts';
import { nextStep } from '../next-step.ts';
import { seatNamed, setupWith } from '../testing/deliberation.ts';
import { agentCalled, namesOf, writtenRun, type WrittenRun } from '../testing/written-run.ts';
import { coordinatorOf, hierarchy } from './hierarchy.ts';

const led = (changes: Partial<RunSetup> = {}): WrittenRun => writtenRun(setupWith({ mode: 'hierarchy', ...changes }));
const next = (run: WrittenRun): readonly string[] => namesOf(hierarchy.next(run.view));
const takeAll = (run: WrittenRun): void => run.take(...hierarchy.next(run.view));
const takeOne = (run: WrittenRun): void => run.take(...hierarchy.next(run.view).slice(0, 1));

const muted = (name: string) => ({ type: 'v1.agent.muted' as const, data: { agent: agentCalled(name) } });
const left = (name: string) => ({
  type: 'v1.agent.left' as const,
  data: { agent: agentCalled(name), by: 'arbiter' as const, detail: '' },
});

test('the coordinator speaks, then all workers on one ground, and so on, whatever the cadence', () => {
  for (const cadence of ['rounds', 'floor', 'free'] as const) {
    const run = led({ cadence });
    for (const turns of [['Ada'], ['Ben', 'Cleo'], ['Ada'], ['Ben', 'Cleo'], ['Ada']]) {
      expect(next(run)).toEqual(turns);
      expect(new Set(hierarchy.next(run.view).map((spec) => spec.before)).size).toBe(1);
      takeAll(run);
    }
  }
});

test('neither the coordinator nor a worker starts while the other side still speaks', () => {
  const run = led();
  run.start(...hierarchy.next(run.view));
  expect(next(run)).toEqual([]);
  run.end(turnId(1));
  run.start(...hierarchy.next(run.view));
  run.end(turnId(3));
  expect(next(run)).toEqual([]);
  run.end(turnId(2), { outcome: 'passed' });
  expect(next(run)).toEqual(['Ada']);
});

test('a batch taken one by one stands on the ground on which it began', () => {
  const run = led();
  takeOne(run);
  const [first] = hierarchy.next(run.view);
  takeOne(run);
  expect(next(run)).toEqual(['Cleo']);
  expect(hierarchy.next(run.view)[0]?.before).toBe(first?.before);
});

test('a coordinator that asked for a full text speaks again before its workers, but not for ever', () => {
  const run = led();
  takeAll(run);
  takeAll(run);
  const read = (turn: number): void => {
    run.start(...hierarchy.next(run.view));
    run.end(turnId(turn), { outcome: 'read', said: { act: 'read', inReplyTo: messageOfTurn(turnId(2)) } });
  };
  read(4);
  expect(next(run)).toEqual(['Ada']);
  read(5);
  expect(next(run)).toEqual(['Ada']);
  read(6);
  expect(next(run)).toEqual(['Ben', 'Cleo']);
});

test('it goes on without a worker who is muted or has left, and a coordinator without workers speaks alone', () => {
  const run = led();
  takeAll(run);
  run.append(muted('Ben'));
  expect(next(run)).toEqual(['Cleo']);
  run.append(left('Cleo'));
  expect(next(run)).toEqual(['Ada']);
  expect(hierarchy.ending(run.view)).toBeUndefined();
});

test('a coordinator who is recalled coordinates again', () => {
  const run = led();
  takeAll(run);
  run.append(left('Ada'));
  expect(next(run)).toEqual(['Ben', 'Cleo']);
  run.append({
    type: 'v1.agent.joined',
    data: { agent: agentCalled('Ada', 2), seat: 0, name: 'Ada', incarnation: 2, model: seatNamed('Ada').model },
  });
  expect(coordinatorOf(run.view)?.agent).toBe('Ada#2');
  takeAll(run);
  expect(hierarchy.next(run.view).map(({ agent }) => agent)).toEqual(['Ada#2']);
});

test('without a coordinator the workers end what they were at, and then the run ends and says why', () => {
  const gone = [
    [left('Ada'), { reason: 'stalled', detail: 'Ada, who coordinates, has left' }],
    [
      { type: 'v1.budget.reached', data: { kind: 'turns', limit: 1, used: 1, agent: agentCalled('Ada') } },
      { reason: 'budget', detail: 'Ada, who coordinates, has spent its own budget' },
    ],
  ] as const;
  for (const [event, ending] of gone) {
    const run = led();
    takeAll(run);
    run.append(event);
    expect(next(run)).toEqual(['Ben', 'Cleo']);
    expect(hierarchy.ending(run.view)).toBeUndefined();
    takeAll(run);
    expect(hierarchy.ending(run.view)).toEqual(ending);
    run.append({ type: 'v1.run.wrapping', data: { by: 'arbiter', detail: '' } });
    expect(hierarchy.ending(run.view)).toBeUndefined();
  }
});

test('a coordinator that is muted is waited for: neither an end nor a nudge', () => {
  const run = led({ budget: { turns: 30 } });
  takeAll(run);
  takeAll(run);
  run.append(muted('Ada'));
  expect(next(run)).toEqual([]);
  expect(hierarchy.ending(run.view)).toBeUndefined();
  expect(nextStep(run.view, run.view.at)).toEqual({ kind: 'wait' });
  run.append({ type: 'v1.agent.unmuted', data: { agent: agentCalled('Ada') } });
  expect(nextStep(run.view, run.view.at)).toMatchObject({ kind: 'start', turns: [{ agent: 'Ada#1' }] });
});

/** Ben has proposed in turn 2 and Ada agreed to it in turn 4. */
function agreed(): WrittenRun {
  const run = led();
  takeAll(run);
  takeAll(run);
  run.start(...hierarchy.next(run.view));
  const said = { act: 'agree' as const, to: [agentCalled('Ben')], inReplyTo: messageOfTurn(turnId(2)) };
  run.end(turnId(4), { said });
  return run;
}

test('the run is decided when the coordinator agrees, and the board says by whom', () => {
  const { view } = agreed();
  const ending = { reason: 'decided', detail: 'Ada, who coordinates, agreed to m2' };
  expect(hierarchy.ending(view)).toEqual(ending);
  expect(nextStep(view, view.at)).toEqual({ kind: 'end', ...ending });
  expect(view.board.decisions).toMatchObject([{ proposal: 'm2', how: 'coordinator', note: 'Ada agreed.' }]);
});

test('an agreement of the coordinator that was held decides as soon as it is approved, whoever spoke meanwhile', () => {
  const run = led();
  takeAll(run);
  takeAll(run);
  run.start(...hierarchy.next(run.view));
  run.end(turnId(4), { held: true, said: { act: 'agree', inReplyTo: messageOfTurn(turnId(2)) } });
  takeAll(run);
  expect(hierarchy.ending(run.view)).toBeUndefined();
  run.append({ type: 'v1.message.approved', data: { message: messageOfTurn(turnId(4)) } });
  expect(hierarchy.ending(run.view)?.reason).toBe('decided');
});

test('an agreement of a worker, and one that was taken back or held decide nothing', () => {
  const worker = led();
  takeAll(worker);
  worker.start(...hierarchy.next(worker.view));
  worker.end(turnId(2), { said: { act: 'agree', inReplyTo: messageOfTurn(turnId(1)) } });
  worker.end(turnId(3));
  expect(hierarchy.ending(worker.view)).toBeUndefined();

  const back = agreed();
  back.append({ type: 'v1.message.retracted', data: { message: messageOfTurn(turnId(4)), reason: '' } });
  expect(hierarchy.ending(back.view)).toBeUndefined();

  const held = led();
  held.start(...hierarchy.next(held.view));
  held.end(turnId(1), { held: true, said: { act: 'agree', inReplyTo: messageOfArbiter(1) } });
  expect(hierarchy.ending(held.view)).toBeUndefined();
});

test('an agreement that came too late for the wording that it meant decides nothing', () => {
  const after = (version: number): WrittenRun => {
    const run = led();
    takeAll(run);
    takeAll(run);
    const item = messageOfTurn(turnId(2));
    run.append({ type: 'v1.message.edited', data: { message: item, gist: 'Other.', body: 'Other words.' } });
    run.start(...hierarchy.next(run.view));
    run.end(turnId(4), { said: { act: 'agree', inReplyTo: item, basedOn: { item, version } } });
    return run;
  };
  expect(after(1).view.board.refused).toHaveLength(1);
  expect(hierarchy.ending(after(1).view)).toBeUndefined();
  expect(hierarchy.ending(after(2).view)?.reason).toBe('decided');
});

test('the run is decided when the board has a decision', () => {
  const run = led();
  takeAll(run);
  const proposal = messageOfTurn(turnId(1));
  const decision = { proposal, revision: proposal, how: 'arbiter' as const, at: run.view.lastSeq, note: '' };
  const view: RunView = { ...runOf(run.events), board: { ...run.view.board, decisions: [decision] } };
  expect(hierarchy.ending(view)).toEqual({ reason: 'decided', detail: 'm1 was decided (arbiter)' });
});

test('no other mode has a coordinator', () => {
  expect(coordinatorOf(writtenRun(setupWith()).view)).toBeUndefined();
});
