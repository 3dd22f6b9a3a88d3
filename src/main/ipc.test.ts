import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CONNECT, listen, type Sender } from './ipc.ts';
import { ELSEWHERE } from './testing/hostile-addresses.ts';

const frame = (own: Partial<Sender> = {}): Sender => ({
  url: 'app://parley/index.html#/run/r1',
  parent: null,
  postMessage: () => {},
  ...own,
});

function listening(): { ipc: EventEmitter; heard: Sender[]; refused: string[] } {
  const ipc = new EventEmitter();
  const heard: Sender[] = [];
  const refused: string[] = [];
  listen(ipc as never, { listener: (sender) => heard.push(sender), refused: (why) => refused.push(why) });
  return { ipc, heard, refused };
}

test('our own page is heard', () => {
  const { ipc, heard, refused } = listening();
  const sender = frame();
  ipc.emit(CONNECT, { senderFrame: sender });
  expect(heard).toEqual([sender]);
  expect(refused).toEqual([]);
});

const EVENTS = fc.oneof(
  fc.constant({ senderFrame: null }),
  fc.constantFrom(...ELSEWHERE).map((url) => ({ senderFrame: frame({ url }) })),
  fc.webUrl().map((url) => ({ senderFrame: frame({ url }) })),
  fc.string().map((url) => ({ senderFrame: frame({ url }) })),
  fc.constant({ senderFrame: frame({ parent: {} as never }) }),
);
const HUGE = 'x'.repeat(10_000_000);
const VALUES = fc.oneof(
  fc.array(fc.anything(), { minLength: 1, maxLength: 3 }),
  fc.constant([HUGE]),
  fc.constant([JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{}}}')]),
);

test('a hostile sender never reaches the listener, whatever it brings, and nothing is thrown', () => {
  const { ipc, heard, refused } = listening();
  let sent = 0;
  fc.assert(
    fc.property(EVENTS, fc.oneof(fc.constant([]), VALUES), (event, values) => {
      sent += 1;
      ipc.emit(CONNECT, event, ...values);
    }),
    { numRuns: 500 },
  );
  expect(heard).toEqual([]);
  expect(refused).toHaveLength(sent);
});

test('our own page with values is refused too, and pollutes nothing', () => {
  const { ipc, heard } = listening();
  fc.assert(
    fc.property(VALUES, (values) => void ipc.emit(CONNECT, { senderFrame: frame() }, ...values)),
    { numRuns: 100 },
  );
  expect(heard).toEqual([]);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

test('no other channel has a listener', () => {
  const { ipc } = listening();
  expect(ipc.eventNames()).toEqual([CONNECT]);
});
