import { expect, test } from 'vitest';
import { modelRef, turnId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { modelSpecs } from '../load-models.ts';
import { PLAIN_SAMPLER, seatNamed, setupWith } from '../testing/deliberation.ts';
import { agentCalled, namesOf, writtenRun, type WrittenRun } from '../testing/written-run.ts';
import { isOneByOne, playedSeat, seatsPlayed } from './played-seat.ts';
import { roleplay } from './roleplay.ts';

const played = (changes: Partial<RunSetup> = {}): WrittenRun => writtenRun(setupWith({ mode: 'roleplay', ...changes }));
const next = (run: WrittenRun): readonly string[] => namesOf(roleplay.next(run.view));
const take = (run: WrittenRun): void => run.take(...roleplay.next(run.view));

const seats = [
  { ...seatNamed('Ada'), model: modelRef('first'), wrapper: 'chatml' },
  { ...seatNamed('Ben'), model: modelRef('second'), sampler: { ...PLAIN_SAMPLER, temperature: 0.1 }, wrapper: 'gemma' },
  { ...seatNamed('Cleo'), model: modelRef('third'), leaning: { challenge: 3 } },
];

test('one part at a time, strictly in the order of the seats, whatever the cadence', () => {
  for (const cadence of ['rounds', 'floor', 'free'] as const) {
    const run = played({ cadence });
    for (const name of ['Ada', 'Ben', 'Cleo', 'Ada', 'Ben', 'Cleo', 'Ada']) {
      expect(next(run)).toEqual([name]);
      take(run);
    }
  }
});

test('nobody starts while a part is being spoken, and each part stands on all before it', () => {
  const run = played();
  take(run);
  const [spec] = roleplay.next(run.view);
  expect(spec?.before).toBe(run.view.lastSeq + 1);
  run.start(...roleplay.next(run.view));
  expect(next(run)).toEqual([]);
  run.end(turnId(2), { outcome: 'passed' });
  expect(next(run)).toEqual(['Cleo']);
});

test('parts that are muted or left are skipped, and one that is recalled comes at its seat', () => {
  const run = played();
  run.append({ type: 'v1.agent.muted', data: { agent: agentCalled('Ben') } });
  run.append({ type: 'v1.agent.left', data: { agent: agentCalled('Ada'), by: 'arbiter', detail: '' } });
  expect(next(run)).toEqual(['Cleo']);
  take(run);
  expect(next(run)).toEqual(['Cleo']);
  const { model } = seatNamed('Ada');
  run.append({
    type: 'v1.agent.joined',
    data: { agent: agentCalled('Ada', 2), seat: 0, name: 'Ada', incarnation: 2, model },
  });
  run.append({ type: 'v1.agent.unmuted', data: { agent: agentCalled('Ben') } });
  expect(next(run)).toEqual(['Ada']);
  take(run);
  expect(next(run)).toEqual(['Ben']);
});

test('every part is spoken by the model, the wrapper and the sampler of the first seat, with its own role and leaning', () => {
  const setup = setupWith({ mode: 'roleplay', seats });
  for (const [index, own] of seats.entries()) {
    const { model, wrapper, sampler } = playedSeat(setup, index);
    expect([model, wrapper, sampler.temperature]).toEqual(['first', 'chatml', 0.8]);
    expect(playedSeat(setup, index)).toMatchObject({ name: own.name, role: own.role, leaning: own.leaning });
  }
  expect(seatsPlayed(setup).map(({ model }) => model)).toEqual(['first', 'first', 'first']);
  expect(modelSpecs(setup).map(({ model, slots }) => [model, slots])).toEqual([['first', 1]]);
});

test('a first seat without a wrapper of its own takes none from the others', () => {
  const [, ben, cleo] = seats;
  if (ben === undefined || cleo === undefined) throw new Error('three seats');
  const setup = setupWith({ mode: 'roleplay', seats: [seatNamed('Ada'), ben, cleo] });
  expect(playedSeat(setup, 1)).not.toHaveProperty('wrapper');
});

test('under any other mode every seat has its own', () => {
  for (const mode of ['peers', 'hierarchy', 'vote'] as const) {
    const setup = setupWith({ mode, seats });
    expect(seats.map((_, index) => playedSeat(setup, index))).toEqual(seats);
    expect(modelSpecs(setup).map(({ model }) => model)).toEqual(['first', 'second', 'third']);
  }
});

test('only a single part at a time needs a single slot', () => {
  expect(isOneByOne(setupWith({ mode: 'roleplay' }))).toBe(true);
  expect(isOneByOne(setupWith({ cadence: 'floor' }))).toBe(true);
  expect(isOneByOne(setupWith({ exact: true }))).toBe(true);
  // Workers and voters speak in parallel also where the scenario's cadence is `floor`.
  expect(isOneByOne(setupWith({ mode: 'hierarchy', cadence: 'floor' }))).toBe(false);
  expect(isOneByOne(setupWith({ mode: 'vote', cadence: 'floor' }))).toBe(false);
});
