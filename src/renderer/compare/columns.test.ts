import { expect, test } from 'vitest';
import { runId } from '#shared/events/ids.ts';
import { figuresOf } from '#shared/projections/run-figures.ts';
import { recording } from '../inspector/testing/logs.ts';
import { columnsOf } from './columns.ts';
import { recordedHost } from './testing/recorded-host.ts';

const [rounds, vote, none] = [runId('users-endpoint-rounds'), runId('users-endpoint-vote'), runId('no-such-run')];
const stateOf = (own: ReturnType<typeof columnsOf>, run: typeof rounds) => own.store.getState().get(run)?.state;

test('a run is read to its end and has the figures of its log; one that is not there says why and keeps none of the others', async () => {
  const { client } = recordedHost();
  const own = columnsOf(client);
  own.show([rounds, none, vote]);
  await expect.poll(() => [rounds, none, vote].map((run) => stateOf(own, run))).toEqual(['read', 'failed', 'read']);
  const column = own.store.getState().get(rounds);
  const events = recording('users-endpoint-rounds.jsonl');
  expect(column?.state === 'read' ? column.figures : undefined).toEqual(figuresOf(events));
  expect(column?.state === 'read' ? column.events.length : 0).toBe(events.length);
  expect(own.store.getState().get(none)).toEqual({ state: 'failed', message: 'There is no run no-such-run.' });
  own.dispose();
});

test('what is there already is not read again, what is taken away is forgotten, and one can be read anew', async () => {
  const { client, asked } = recordedHost();
  const own = columnsOf(client);
  own.show([rounds, vote]);
  await expect.poll(() => stateOf(own, vote)).toBe('read');
  own.show([vote]);
  expect(stateOf(own, rounds)).toBeUndefined();
  own.show([vote, rounds]);
  await expect.poll(() => stateOf(own, rounds)).toBe('read');
  expect(asked.filter((name) => name === vote)).toHaveLength(1);
  own.again(vote);
  expect(stateOf(own, vote)).toBe('reading');
  await expect.poll(() => stateOf(own, vote)).toBe('read');
  expect(asked.filter((name) => name === vote)).toHaveLength(2);
  own.dispose();
});

test('a page that was left gets nothing more, and one whose line broke reads again by itself', async () => {
  const left = recordedHost();
  const gone = columnsOf(left.client);
  gone.show([rounds]);
  gone.dispose();
  const host = recordedHost();
  const own = columnsOf(host.client);
  own.show([rounds]);
  await expect.poll(() => host.asked.length).toBe(1);
  host.break();
  await expect.poll(() => stateOf(own, rounds), { timeout: 10_000 }).toBe('read');
  expect(stateOf(gone, rounds)).toBe('reading');
  own.dispose();
});
