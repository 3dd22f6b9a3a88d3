import { expect, test } from 'vitest';
import type { AnyEvent } from '#shared/events/event.ts';
import { nameOf } from '#shared/events/ids.ts';
import { deliberate, seatNamed, setupWith } from '../testing/deliberation.ts';
import { invented, scriptedInference } from '../testing/scripted-model.ts';

const speakers = (events: readonly AnyEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'v1.turn.started' ? [nameOf(event.data.agent)] : []));

test('with nobody addressed the floor goes round by seat', async () => {
  const seats = ['Ada', 'Ben', 'Cleo'].map((name) => ({
    ...seatNamed(name),
    leaning: { challenge: 0, support: 0, ask: 0 },
  }));
  const { events } = await deliberate(setupWith({ cadence: 'floor', seats, budget: { turns: 3 } }));
  expect(speakers(events)).toEqual(['Ada', 'Ben', 'Cleo']);
});

test('who was addressed by name speaks next', async () => {
  const inference = scriptedInference({
    speak: ({ seed, prompt }) => ({
      text: prompt.includes('You are Ada') ? `@Cleo what of point ${seed} here?` : `Point ${seed} stands alone.`,
    }),
  });
  const { events } = await deliberate(setupWith({ cadence: 'floor', budget: { turns: 2 } }), { inference });
  expect(speakers(events)).toEqual(['Ada', 'Cleo']);
});

test('two who address each other for ever do not starve the third', async () => {
  const inference = scriptedInference({
    speak: ({ seed, prompt }) => ({
      text: prompt.includes('You are Ada') ? `@Ben ${invented(seed)}` : `@Ada ${invented(seed)}`,
    }),
  });
  const seats = ['Ada', 'Ben', 'Cleo'].map((name) => ({ ...seatNamed(name), leaning: { agree: 0 } }));
  const { events } = await deliberate(setupWith({ cadence: 'floor', seats, budget: { turns: 20 } }), { inference });
  expect(speakers(events).filter((name) => name === 'Cleo').length).toBeGreaterThanOrEqual(2);
});
