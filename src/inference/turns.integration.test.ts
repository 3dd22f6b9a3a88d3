import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Segment } from '#engine/ports.ts';
import type { HostSettings } from './messages.ts';
import type { NativeInference } from './supervisor.ts';
import {
  decideRequest,
  FOREVER,
  GREEDY,
  groundOf,
  must,
  nativeInference,
  openTurn,
  spec,
  speakRequest,
  text,
} from './testing/native.ts';
import { writeTinyGguf } from './testing/tiny-gguf.ts';

let folder: string;
let small: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-turns-'));
  small = (await writeTinyGguf(join(folder, 'small.gguf'), { preset: 'small' })).path;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function started(settings: Partial<HostSettings> = {}): NativeInference {
  // The order of single pieces is what some of these tests look at.
  const inference = nativeInference(small, { settings: { pieceEvery: 0, ...settings } });
  onTestFinished(() => inference.close());
  return inference;
}

/** Each of three agents speaks in each of three rounds, all of a round at once or one after the other; all hear all. */
async function deliberate(inference: NativeInference, cadence: 'rounds' | 'floor') {
  must(await inference.load([spec({ context: 2048 })], { exact: false, ...FOREVER }));
  let ground: readonly Segment[] = groundOf('Where should the library be built? ');
  let grounds = 0;
  let length = 0;
  const turn = async (name: string, seed: number): Promise<Segment> => {
    const turn = await openTurn(inference, ground, `You are ${name}.`);
    const decided = must(await turn.decide(decideRequest(), FOREVER));
    const said = must(await turn.speak(speakRequest({ seed, sampler: { ...GREEDY, temperature: 0.8 } }), FOREVER));
    await turn.close();
    length = Math.max(
      length,
      turn.groundTokens.reduce((sum, one) => sum + one, 0),
    );
    grounds += decided.usage.ground + said.usage.ground;
    return text(`${name} wrote:\n> ${said.text}\n\n`);
  };
  for (let round = 0; round < 3; round += 1) {
    const names = ['Ada', 'Ben', 'Cleo'];
    if (cadence === 'rounds') {
      ground = [...ground, ...(await Promise.all(names.map((name, seat) => turn(name, round * 3 + seat))))];
    } else {
      for (const [seat, name] of names.entries()) ground = [...ground, await turn(name, round * 3 + seat)];
    }
  }
  return { grounds, length };
}

test.each(['rounds', 'floor'] as const)(
  'under %s each token of the ground is evaluated exactly once',
  async (cadence) => {
    const { grounds, length } = await deliberate(started(), cadence);
    expect(grounds).toBe(length);
  },
);

test('without trunks the ground is evaluated again in each slot', async () => {
  const { grounds, length } = await deliberate(started({ sharing: 'own' }), 'rounds');
  expect(grounds).toBe(3 * length);
});

/** Two turns write; when both are well under way a third starts. What came first: its first piece, or the end of one of the two? */
async function thirdTurn(inference: NativeInference) {
  must(await inference.load([spec({ context: 2048 })], { exact: false, ...FOREVER }));
  const ground = groundOf('Where should the library be built? ');
  const sampler = { ...GREEDY, temperature: 0.8 };
  const both = Promise.withResolvers<void>();
  const pieces = [0, 0];
  const order: string[] = [];
  const writing = [0, 1].map(async (seat) => {
    const turn = await openTurn(inference, ground, 'You write.');
    const onPiece = (): void => {
      pieces[seat] = (pieces[seat] ?? 0) + 1;
      if (Math.min(...pieces) > 10) both.resolve();
    };
    await turn.speak(speakRequest({ sampler, seed: seat, maxTokens: 500, sentences: 20 }), { ...FOREVER, onPiece });
    order.push('an end');
  });
  await both.promise;
  const before = Math.max(...pieces);
  let after = 0;
  const turn = await openTurn(inference, ground, 'You are the third.');
  const onPiece = (): void => {
    after ||= Math.max(...pieces);
    order.push('a piece');
  };
  await turn.speak(speakRequest({ sampler, seed: 9, maxTokens: 8 }), { ...FOREVER, onPiece });
  await Promise.all(writing);
  return { first: order[0], waited: after - before };
}

test('a turn that starts while two others write gets its first token before either of them ends', async () => {
  const { first, waited } = await thirdTurn(started());
  expect(first).toBe('a piece');
  expect(waited).toBeLessThan(100);
});

test('without the gate it waits until one of them has ended', async () => {
  const { first, waited } = await thirdTurn(started({ gate: 'off' }));
  expect({ first, late: waited > 100 }).toEqual({ first: 'an end', late: true });
});

test('more turns than slots take their places one after the other', async () => {
  const inference = started();
  must(await inference.load([spec({ slots: 2 })], { exact: false, ...FOREVER }));
  const turns = await Promise.all(
    [1, 2, 3, 4, 5].map((seat) => openTurn(inference, groundOf('Hello.'), `You are ${seat}.`)),
  );
  const written = await Promise.all(
    turns.map(async (turn) => {
      const report = must(await turn.speak(speakRequest(), FOREVER));
      await turn.close();
      await turn.close();
      return report.usage.written;
    }),
  );
  expect(written).toEqual([16, 16, 16, 16, 16]);
});

test('a decision leaves nothing behind: what is said after it is what is said without it', async () => {
  const inference = started();
  must(await inference.load([spec({ slots: 1 })], { exact: true, ...FOREVER }));
  const say = async (decides: 'decides' | 'does not'): Promise<readonly number[]> => {
    const turn = await openTurn(inference, groundOf('word '.repeat(200)));
    if (decides === 'decides') {
      const { logprobs } = must(await turn.decide(decideRequest(), FOREVER));
      expect(logprobs.every((one) => one < 0)).toBe(true);
      expect(logprobs.reduce((sum, one) => sum + Math.exp(one), 0)).toBeLessThanOrEqual(1);
    }
    const { ids } = must(await turn.speak(speakRequest(), FOREVER));
    await turn.close();
    return ids;
  };
  expect(await say('decides')).toEqual(await say('does not'));
});
