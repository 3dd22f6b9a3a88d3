import { expect, test } from 'vitest';
import { fail, ok } from '#shared/base/result.ts';
import type { Item, RpcFailure } from '#shared/rpc/methods.ts';
import {
  isUnderWay,
  leftBeside,
  pullAdvice,
  pullAfter,
  pullLine,
  withBegun,
  type Pull,
  type PullEvent,
} from './pull-state.ts';

type Step = Partial<Item<'models.pull'>>;
const item = (step: Step): PullEvent => ({
  kind: 'item',
  item: ok({ step: 'progress', text: '', bytes: 0, total: 100e6, bytesPerSecond: 0, ...step }),
});
const failure = (code: RpcFailure['code'], message: string): PullEvent => ({
  kind: 'item',
  item: fail({ code, message }),
});
const START: PullEvent = { kind: 'started' };
const OVER: PullEvent = { kind: 'over' };

function after(...events: readonly PullEvent[]): Pull {
  const pull = events.reduce<Pull | undefined>(pullAfter, undefined);
  if (pull === undefined) throw new Error('a pull that was started is there');
  return pull;
}

test('a pull that goes well: asked, from a source, with percent, speed and time left, checked, here', () => {
  const events = [
    START,
    item({ step: 'source', text: 'the hub' }),
    item({ bytes: 41e6, bytesPerSecond: 12e6 }),
    item({ step: 'verifying', text: 'comparing the SHA-256', bytes: 100e6 }),
    item({ step: 'done', text: 'SmolLM2 is here', bytes: 100e6 }),
    OVER,
  ];
  const lines = events.map((_, index) => pullLine(after(...events.slice(0, index + 1))));
  expect(lines).toEqual([
    'Asking…',
    'From the hub…',
    '41 % · 41 MB of 100 MB · 12 MB/s · 5 s left',
    'Checking: comparing the SHA-256',
    'SmolLM2 is here',
    'SmolLM2 is here',
  ]);
});

test('a pause keeps what has come, and going on begins from there', () => {
  const begun = [START, item({ bytes: 41e6, bytesPerSecond: 12e6 }), { kind: 'pause' } as const];
  expect(after(...begun)).toMatchObject({ state: 'pausing', bytesPerSecond: 0 });
  const paused = after(...begun, failure('cancelled', 'cancelled'), OVER);
  expect(paused.state).toBe('paused');
  expect(pullLine(paused)).toBe('Paused at 41 % · 41 MB of 100 MB');
  expect(pullAfter(paused, START)).toMatchObject({ state: 'running', bytes: 41e6, total: 100e6 });
});

test('a pull that ends while it is paused is done all the same', () => {
  expect(after(START, { kind: 'pause' }, item({ step: 'done', text: 'here' }), OVER).state).toBe('done');
});

test('each source that was left is kept with its reason, beside what is tried now', () => {
  const pull = after(
    START,
    item({ step: 'failed', text: 'the hub: no answer' }),
    item({ step: 'source', text: 'wheels' }),
  );
  expect(pull).toMatchObject({ state: 'running', left: ['the hub: no answer'], text: 'wheels' });
  expect(
    pullAfter(after(START, item({ step: 'failed', text: 'x' }), failure('failed', 'no source')), START)?.left,
  ).toEqual([]);
});

test('every failure keeps its reason and says what to do', () => {
  const codes = ['usage', 'not_found', 'terms', 'busy', 'storage', 'model', 'refused', 'failed'] as const;
  for (const code of codes) {
    const pull = after(START, failure(code, 'no source gave it'), OVER);
    expect(pull).toMatchObject({ state: 'failed', failure: { code, message: 'no source gave it' } });
    expect(pullLine(pull)).toBe('No source gave it');
    expect(pullAdvice(pull).length).toBeGreaterThan(5);
  }
});

test('what the reason says already is not said again', () => {
  expect(pullAdvice(after(START, failure('failed', 'no source gave it; what has come is kept')))).toBe('');
});

test('a stream that just ends was cut off, and is not taken for done', () => {
  expect(after(START, item({ bytes: 5e6 }), OVER)).toMatchObject({ state: 'failed', bytes: 5e6 });
});

test('nothing changes a pull that is over, but a new start', () => {
  const done = after(START, item({ step: 'done', text: 'here' }), OVER);
  expect(isUnderWay(done)).toBe(false);
  for (const event of [item({ bytes: 1 }), failure('failed', 'late'), OVER, { kind: 'pause' } as const]) {
    expect(pullAfter(done, event)).toBe(done);
  }
  expect(pullAfter(done, START)).toMatchObject({ state: 'running', bytes: 0 });
});

test('a pull that stands still tells what lies on the disk, which is more than it was last told', () => {
  const begun = { begun: 60e6, size: 100e6 };
  const going = after(START, item({ bytes: 41e6 }));
  const paused = after(START, item({ bytes: 41e6 }), { kind: 'pause' }, OVER);
  expect(pullLine(withBegun(paused, begun))).toBe('Paused at 60 % · 60 MB of 100 MB');
  expect(withBegun(going, begun)).toBe(going);
  expect(withBegun(paused, { size: 100e6 })).toBe(paused);
  const taken = { ...paused, from: '/somewhere/model.gguf' };
  expect(withBegun(taken, begun)).toBe(taken);
});

test('a source that was given up is told once', () => {
  const left = item({ step: 'failed', text: 'the hub: the server answered 404' });
  const all = failure('failed', 'no source gave m: the hub: the server answered 404. Try again');
  expect(leftBeside(after(START, left))).toEqual(['the hub: the server answered 404']);
  expect(leftBeside(after(START, left, all))).toEqual([]);
  expect(leftBeside(after(START, left, failure('failed', 'the disk is full')))).toHaveLength(1);
});
