import { expect, test } from 'vitest';
import { messageOfArbiter, messageOfTurn, modelRef, turnId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import { deliberate, seatNamed, setupWith } from '../testing/deliberation.ts';
import { agentCalled, namesOf, writtenRun, type WrittenRun } from '../testing/written-run.ts';
import { nextFree, waiting } from './free.ts';

const NAMES = ['Ada', 'Ben', 'Cleo'] as const;

const freely = (changes: Partial<RunSetup> = {}, slots = 8): WrittenRun =>
  writtenRun(setupWith({ cadence: 'free', ...changes }), slots);

const next = (run: WrittenRun): readonly string[] => namesOf(nextFree(run.view));

const [ADA, BEN, CLEO] = NAMES.map((name) => agentCalled(name));

/** Starts the turn that the cadence would give to `name` now. */
function start(run: WrittenRun, name: string): void {
  const spec = nextFree(run.view).find((one) => one.agent === agentCalled(name));
  if (spec === undefined) throw new Error(`${name} may not speak now`);
  run.start({ ...spec, turn: turnId(run.view.turns.length + 1) });
}

/** Everyone has read everything: all spoke once and nobody was written to. */
function quiet(run: WrittenRun): void {
  for (const name of NAMES) start(run, name);
  for (const turn of [1, 2, 3]) run.end(turnId(turn), { outcome: 'passed' });
}

const fromArbiter = (count: number, to: EventData<'v1.message.sent'>['to']) => ({
  type: 'v1.message.sent' as const,
  data: {
    message: messageOfArbiter(count),
    from: 'arbiter' as const,
    to,
    act: 'inform' as const,
    gist: '',
    body: 'So.',
  },
});

const nudge = (count: number) => ({
  type: 'v1.agent.nudged' as const,
  data: { agent: agentCalled('Ben'), count, until: 99 },
});

test('at the beginning everyone has a reason to speak, in the order of the seats', () => {
  expect(next(freely())).toEqual(['Ada', 'Ben', 'Cleo']);
});

test('who has no mail does not speak', () => {
  const run = freely();
  quiet(run);
  expect(next(run)).toEqual([]);
  run.append(fromArbiter(1, [agentCalled('Cleo')]));
  expect(next(run)).toEqual(['Cleo']);
});

test('who speaks is not started a second time, whatever mail comes', () => {
  const run = freely();
  start(run, 'Ada');
  run.append(fromArbiter(1, 'all'));
  expect(next(run)).toEqual(['Ben', 'Cleo']);
});

test('mail that came in the middle of a turn waits for the next one', () => {
  const run = freely();
  start(run, 'Ada');
  start(run, 'Ben');
  run.end(turnId(2));
  const mine = () => run.view.agents[0]?.unread;
  expect(mine()).toEqual(['m2']);
  run.end(turnId(1));
  // Its turn ended and had not seen m2: it is still unread, and a reason to speak again.
  expect(mine()).toEqual(['m2']);
  expect(next(run)).toContain('Ada');
  start(run, 'Ada');
  run.end(turnId(3), { outcome: 'passed' });
  expect(mine()).toEqual([]);
  expect(next(run)).not.toContain('Ada');
});

test('who has waited longest comes first, by the order of the log', () => {
  const run = freely();
  quiet(run);
  run.append(fromArbiter(1, [agentCalled('Cleo')]));
  run.append(fromArbiter(2, [agentCalled('Ada')]));
  run.append(fromArbiter(3, [agentCalled('Ben')]));
  run.append(fromArbiter(4, [agentCalled('Cleo')]));
  expect(next(run)).toEqual(['Cleo', 'Ada', 'Ben']);
});

test('newer mail does not move anyone back: the oldest unread message counts', () => {
  const run = freely();
  quiet(run);
  run.append(fromArbiter(1, [agentCalled('Ben')]));
  run.append(fromArbiter(2, [agentCalled('Ada')]));
  run.append(fromArbiter(3, [agentCalled('Ben')]));
  expect(next(run)).toEqual(['Ben', 'Ada']);
});

test('of several reasons to speak the oldest counts', () => {
  const run = freely();
  quiet(run);
  run.append(nudge(1));
  run.append(fromArbiter(1, [agentCalled('Ada')]));
  run.append(fromArbiter(2, [agentCalled('Ben')]));
  expect(next(run)).toEqual(['Ben', 'Ada']);
});

test('never more turns run at once than a model has free sequences', () => {
  const run = freely({}, 2);
  expect(next(run)).toEqual(['Ada', 'Ben']);
  start(run, 'Ada');
  expect(next(run)).toEqual(['Ben']);
  start(run, 'Ben');
  expect(next(run)).toEqual([]);
  expect(waiting(run.view).map(({ name }) => name)).toEqual(['Cleo']);
  run.end(turnId(1), { outcome: 'passed' });
  expect(next(run)).toEqual(['Cleo']);
});

test('sequences are counted for each model by itself', () => {
  const small = { model: modelRef('small') };
  const seats = [
    seatNamed('Ada'),
    seatNamed('Ben'),
    { ...seatNamed('Cleo'), ...small },
    { ...seatNamed('Dan'), ...small },
  ];
  const run = freely({ seats }, 1);
  expect(next(run)).toEqual(['Ada', 'Cleo']);
  start(run, 'Cleo');
  expect(next(run)).toEqual(['Ada']);
});

test('a nudge wakes one who has no mail, once', () => {
  const run = freely();
  quiet(run);
  run.append(nudge(1));
  expect(next(run)).toEqual(['Ben']);
  start(run, 'Ben');
  run.end(turnId(4), { outcome: 'passed' });
  expect(next(run)).toEqual([]);
  run.append(nudge(2));
  expect(next(run)).toEqual(['Ben']);
});

test('a nudge that came in the middle of a turn is not lost', () => {
  const run = freely();
  quiet(run);
  run.append(nudge(1));
  start(run, 'Ben');
  run.append(nudge(2));
  expect(next(run)).toEqual([]);
  run.end(turnId(4), { outcome: 'passed' });
  expect(next(run)).toEqual(['Ben']);
});

test('a text that was asked for wakes the one who asked for it', () => {
  const run = freely();
  quiet(run);
  run.append(fromArbiter(1, [agentCalled('Ada')]));
  start(run, 'Ada');
  run.end(turnId(4), { outcome: 'read', said: { act: 'read', inReplyTo: messageOfArbiter(1) } });
  expect(run.view.agents[0]?.unread).toEqual([]);
  expect(next(run)).toEqual(['Ada']);
  // The negative control: the same turn as a pass wakes nobody.
  const other = freely();
  quiet(other);
  other.append(fromArbiter(1, [agentCalled('Ada')]));
  start(other, 'Ada');
  other.end(turnId(4), { outcome: 'passed' });
  expect(next(other)).toEqual([]);
});

test('mail of a message that was taken back wakes nobody', () => {
  const run = freely();
  quiet(run);
  run.append(fromArbiter(1, 'all'));
  expect(next(run)).toHaveLength(3);
  run.append({ type: 'v1.message.retracted', data: { message: messageOfArbiter(1), reason: 'wrong' } });
  expect(next(run)).toEqual([]);
});

test('what waits for approval wakes nobody until it is approved', () => {
  const run = freely();
  for (const name of NAMES) start(run, name);
  run.end(turnId(2), { outcome: 'passed' });
  run.end(turnId(3), { outcome: 'passed' });
  run.end(turnId(1), { held: true });
  expect(next(run)).toEqual([]);
  run.append({ type: 'v1.message.approved', data: { message: messageOfTurn(turnId(1)) } });
  expect(next(run)).toEqual(['Ben', 'Cleo']);
});

test('muted, dismissed and spent agents do not speak, and one that is unmuted finds its mail', () => {
  const run = freely();
  quiet(run);
  run.append(fromArbiter(1, 'all'));
  run.append({ type: 'v1.agent.muted', data: { agent: agentCalled('Ada') } });
  run.append({ type: 'v1.agent.left', data: { agent: agentCalled('Ben'), by: 'arbiter', detail: '' } });
  run.append({ type: 'v1.budget.reached', data: { kind: 'turns', limit: 1, used: 1, agent: agentCalled('Cleo') } });
  expect(next(run)).toEqual([]);
  run.append({ type: 'v1.agent.unmuted', data: { agent: agentCalled('Ada') } });
  expect(next(run)).toEqual(['Ada']);
});

test('one who is recalled has a reason to speak, and none of its old mail', () => {
  const run = freely();
  quiet(run);
  run.append(fromArbiter(1, [agentCalled('Ben')]));
  run.append({ type: 'v1.agent.left', data: { agent: agentCalled('Ben'), by: 'arbiter', detail: '' } });
  const { model } = seatNamed('Ben');
  run.append({
    type: 'v1.agent.joined',
    data: { agent: agentCalled('Ben', 2), seat: 1, name: 'Ben', incarnation: 2, model },
  });
  expect(nextFree(run.view).map(({ agent }) => agent)).toEqual([agentCalled('Ben', 2)]);
  expect(run.view.agents.at(-1)?.unread).toEqual([]);
});

test('a turn stands on everything that was public when it started', () => {
  const run = freely();
  start(run, 'Ada');
  run.end(turnId(1));
  const { view } = run;
  expect(nextFree(view).every((spec) => spec.before === view.lastSeq + 1)).toBe(true);
  expect(nextFree(view).map((spec) => spec.turn)).toEqual([2, 3]);
});

test('turns overlap on the scripted model, and mail of one wakes another before the third has ended', async () => {
  const { events } = await deliberate(setupWith({ cadence: 'free', budget: { turns: 12 } }));
  let open = 0;
  let most = 0;
  for (const event of events) {
    if (event.type === 'v1.turn.started') most = Math.max(most, (open += 1));
    if (event.type === 'v1.turn.ended') open -= 1;
  }
  expect(most).toBe(3);
  expect(open).toBe(0);
});

test('in exact mode one speaks at a time, who has waited longest first', async () => {
  const { events } = await deliberate(setupWith({ cadence: 'free', exact: true, budget: { turns: 9 } }));
  const turns = events.flatMap((event) =>
    event.type === 'v1.turn.started' ? [event.data.agent] : event.type === 'v1.turn.ended' ? ['ended'] : [],
  );
  expect(turns.slice(0, 6)).toEqual([ADA, 'ended', BEN, 'ended', CLEO, 'ended']);
  expect(turns.filter((_, index) => index % 2 === 1).every((turn) => turn === 'ended')).toBe(true);
});
