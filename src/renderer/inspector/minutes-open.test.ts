import { expect, test } from 'vitest';
import { fail, ok } from '#shared/base/result.ts';
import { runId, seq } from '#shared/events/ids.ts';
import type { Client } from '#shared/rpc/client.ts';
import { OPENING, type RunState } from '../state/run-state.ts';
import { copyMinutes } from './copy-minutes.ts';
import { hasJustEnded } from './minutes-open.ts';

const going: RunState = { ...OPENING, phase: 'open', latest: { ...OPENING.latest, status: 'running' } };
const over: RunState = { ...going, latest: { ...going.latest, status: 'ended' } };

test('minutes open when a run ends before one’s eyes, and only then', () => {
  expect(hasJustEnded(over, going)).toBe(true);
  expect(hasJustEnded(over, over)).toBe(false);
  // A run that was over when it was opened, and one whose end comes while one looks at an earlier moment.
  expect(hasJustEnded(over, { ...going, phase: 'opening' })).toBe(false);
  expect(hasJustEnded({ ...over, following: false }, { ...going, following: false })).toBe(false);
  // The rest of a long log that is still being read.
  expect(hasJustEnded(over, { ...going, last: seq(500), expected: seq(900) })).toBe(false);
});

function clientWith(items: readonly unknown[]): Client {
  async function* stream() {
    yield* items;
  }
  return { stream } as unknown as Client;
}

test('minutes are copied whole, and a failure is one sentence', async () => {
  const run = runId('r1');
  const written: string[] = [];
  const write = async (text: string): Promise<void> => void written.push(text);
  const done = await copyMinutes(clientWith([ok({ text: '# Min' }), ok({ text: 'utes\n' })]), run, write);
  expect(done.ok).toBe(true);
  expect(written).toEqual(['# Minutes\n']);
  const lost = await copyMinutes(clientWith([fail({ code: 'failed', message: 'The disk is gone.' })]), run, write);
  expect(lost).toEqual(fail('The disk is gone.'));
  expect(written).toHaveLength(1);
  const refused = await copyMinutes(clientWith([ok({ text: 'x' })]), run, () => Promise.reject(new Error('denied')));
  expect(refused.ok).toBe(false);
});
