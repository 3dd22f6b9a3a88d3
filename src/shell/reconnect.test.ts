import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { ok } from '#shared/base/result.ts';
import { micros, runId, seq, type Seq } from '#shared/events/ids.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import type { WireEvent } from '#shared/rpc/methods.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import { SHELL_LIMITS } from './limits.ts';
import { openedShell, type OpenedShell } from './testing/opened-shell.ts';
import { enter, enterAgain, join, type Entered } from './testing/shell-client.ts';

/** Row L10: a window that is slow or gone costs the host little, and comes back to the same log without a gap or a repeat. */
const RUN = runId('r1');
const EVENTS = 300;
const shells: OpenedShell[] = [];
afterAll(() => Promise.all(shells.map((shell) => shell.close())));

const event = (at: number, text = 'x'): WireEvent => ({
  seq: seq(at),
  at: micros(at),
  type: 'v1.test',
  data: { text },
});

/** A log of `EVENTS` events: what is stored at once, the rest as it happens; `fault` changes what a cursor means. */
function log(fault: (after: number) => number = (after) => after): Partial<Handlers> {
  return {
    'events.subscribe': async function* subscribe({ after }, { signal }) {
      for (let next = fault(after) + 1; next <= EVENTS && !signal.aborted;) {
        const batch = Math.min(1 + (next % 7), EVENTS - next + 1);
        yield ok({ events: Array.from({ length: batch }, (_, index) => event(next + index)) });
        next += batch;
        if (next % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

async function shellOver(
  handlers: Partial<Handlers>,
): Promise<{ readonly shell: OpenedShell; readonly first: Entered }> {
  const shell = await openedShell({ handlers: fakeHandlers(handlers) });
  shells.push(shell);
  return { shell, first: await enter(shell.link) };
}

/** Reads the log, its socket torn after each of these numbers of events; what it has read, in order. */
async function readThrough(first: Entered, cuts: readonly number[]): Promise<readonly number[]> {
  const read: Seq[] = [];
  for (const cut of [...cuts, Infinity]) {
    const { client, socket } = await join(await enterAgain(first));
    let left = cut;
    for await (const item of client.stream('events.subscribe', { run: RUN, after: read.at(-1) ?? seq(0) })) {
      if (!item.ok) break;
      read.push(...item.value.events.map((one) => one.seq));
      left -= item.value.events.length;
      if (left <= 0) socket.terminate();
    }
    client.close();
    if (read.length >= EVENTS) break;
  }
  return read;
}

const ALL = Array.from({ length: EVENTS }, (_, index) => index + 1);
const cuts = fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 6 });

test('wherever the line is cut, the events that arrive are all of them, each once, in order', async () => {
  const { first } = await shellOver(log());
  await fc.assert(
    fc.asyncProperty(cuts, async (points) => {
      expect(await readThrough(first, points)).toEqual(ALL);
    }),
    { numRuns: 25 },
  );
});

test.each([
  ['repeats the last event', (after: number) => Math.max(0, after - 1)],
  ['skips an event', (after: number) => (after === 0 ? 0 : after + 1)],
])('the control: a host that %s at a cursor is found out', async (_, fault) => {
  const { first } = await shellOver(log(fault));
  const found = await fc.check(
    fc.asyncProperty(cuts, async (points) => {
      const read = await readThrough(first, points);
      return JSON.stringify(read) === JSON.stringify(ALL);
    }),
    { numRuns: 25, endOnFailure: true },
  );
  expect(found.failed).toBe(true);
});

/** Streams that never end, of items of this size; how many items were pulled from all of them together. */
function endless(size: number): { readonly handlers: Partial<Handlers>; readonly pulled: () => number } {
  let pulled = 0;
  return {
    pulled: () => pulled,
    handlers: {
      'events.subscribe': async function* flood({ after }, { signal }) {
        for (let next = after + 1; !signal.aborted; next += 1) {
          pulled += 1;
          yield ok({ events: [event(next, 'x'.repeat(size))] });
          await new Promise((resolve) => setImmediate(resolve));
        }
      },
    },
  };
}

/** Opens many streams on one socket that stops reading; how many items were pulled until nothing moved. */
async function pulledByDeaf(limits: { readonly streamsWait: number; readonly buffered: number }): Promise<number> {
  const { handlers, pulled } = endless(256 * 1024);
  const shell = await openedShell({ handlers: fakeHandlers(handlers), limits: { ...SHELL_LIMITS, ...limits } });
  shells.push(shell);
  const { socket } = await join(await enter(shell.link));
  socket.pause();
  for (let id = 1; id <= 8; id += 1)
    socket.send(JSON.stringify({ id, method: 'events.subscribe', input: { run: RUN, after: 0 } }));
  let last = -1;
  for (let still = 0; still < 4; still = pulled() === last ? still + 1 : 0) {
    last = pulled();
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  socket.terminate();
  return last;
}

test('the streams of a window that does not read wait, so that little of them lies in memory', async () => {
  // What fits into the system's own buffers comes on top: a few megabytes.
  expect(await pulledByDeaf({ streamsWait: 1024 * 1024, buffered: Infinity })).toBeLessThan(8 + 64);
});

test('the control: streams that do not wait fill the whole window of each', async () => {
  expect(await pulledByDeaf({ streamsWait: Infinity, buffered: Infinity })).toBe(8 * 32);
});

test('a window that reads too slowly is dropped, its streams end, and it resumes where it was', async () => {
  const { handlers } = endless(1024 * 1024);
  const shell = await openedShell({
    handlers: fakeHandlers(handlers),
    limits: { streamsWait: Infinity, buffered: 4 * 1024 * 1024 },
  });
  shells.push(shell);
  const first = await enter(shell.link);
  const { socket, client } = await join(first);
  const read: Seq[] = [];
  for await (const item of client.stream('events.subscribe', { run: RUN, after: seq(0) })) {
    if (!item.ok) break;
    read.push(...item.value.events.map((one) => one.seq));
    if (read.length === 5) socket.pause();
    if (read.length >= 5) setTimeout(() => socket.resume(), 500);
  }
  expect(shell.lines).toContain('a window was disconnected: it reads too slowly');
  const again = await join(await enterAgain(first));
  for await (const item of again.client.stream('events.subscribe', { run: RUN, after: read.at(-1) ?? seq(0) })) {
    if (!item.ok) break;
    read.push(...item.value.events.map((one) => one.seq));
    if (read.length > 20) break;
  }
  expect(read).toEqual(read.map((_, index) => index + 1));
  again.client.close();
});
