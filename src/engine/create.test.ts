import { expect, test } from 'vitest';
import { micros, modelRef, runId } from '#shared/events/ids.ts';
import { MODES } from '#shared/events/setup.ts';
import { runOf } from '#shared/projections/fold-run.ts';
import { creationOf } from './create.ts';
import { memoryJournal } from './testing/memory-journal.ts';
import { seatNamed, setupWith } from './testing/deliberation.ts';

const seats = [
  seatNamed('Ada'),
  { ...seatNamed('Ben'), model: modelRef('second') },
  { ...seatNamed('Cleo'), model: modelRef('third') },
];

const created = (mode: (typeof MODES)[number]) => {
  const setup = setupWith({ mode, seats });
  return creationOf({ run: runId('test'), setup, startedAt: '2026-01-01T00:00:00Z', app: 'test' });
};

test('a run begins with what it was made of, whole, and then everyone who takes part joins by seat', () => {
  const [first, ...joined] = created('peers');
  expect(first).toMatchObject({
    type: 'v1.run.created',
    data: { run: 'test', app: 'test', setup: setupWith({ mode: 'peers', seats }) },
  });
  expect(joined).toEqual(
    seats.map(({ name, model }, seat) => ({
      type: 'v1.agent.joined',
      data: { agent: `${name}#1`, seat, name, incarnation: 1, model },
    })),
  );
});

test('who takes part, and with which model, hangs on the mode', () => {
  const models = (mode: (typeof MODES)[number]) =>
    created(mode).flatMap(({ type, data }) => (type === 'v1.agent.joined' ? [`${data.name} ${data.model}`] : []));
  const own = ['Ada scripted', 'Ben second', 'Cleo third'];
  expect(Object.fromEntries(MODES.map((mode) => [mode, models(mode)]))).toEqual({
    peers: own,
    hierarchy: own,
    vote: own,
    roleplay: ['Ada scripted', 'Ben scripted', 'Cleo scripted'],
    single: ['Ada scripted'],
  });
});

test('the setup keeps every seat in every mode, so that the same run can be made again under another', () => {
  for (const mode of MODES) {
    const journal = memoryJournal(runId('test'));
    journal.append(created(mode), micros(0));
    expect(runOf(journal.events).setup?.seats).toEqual(seats);
  }
});
