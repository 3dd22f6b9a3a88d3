import { assert } from '../../base/assert.ts';
import { ok, type Result } from '../../base/result.ts';
import { runId, seq } from '../../events/ids.ts';
import { abortSource } from '../abort-source.ts';
import { client, type Client } from '../client.ts';
import { WINDOW } from '../frames.ts';
import type { Handlers } from '../handlers.ts';
import type { Item, RpcFailure } from '../methods.ts';
import { serve } from '../serve.ts';
import type { Transport } from '../transport.ts';
import { fakeHandlers } from './fake-handlers.ts';

/** A fresh pair of joined transports: the client's end and the server's. */
export type Connect = () => Promise<readonly [Transport, Transport]>;
export type ContractTest = { readonly name: string; readonly run: () => Promise<void> };

/** What must hold over any transport; a test file runs each: `for (const { name, run } of transportContract(connect)) test(name, () => expect(run()).resolves.toBeUndefined())`. */
export function transportContract(connect: Connect): readonly ContractTest[] {
  return Object.entries(CONTRACT).map(([name, run]) => ({ name, run: () => run(connect) }));
}

const RUN = runId('r1');
type Joined = { readonly client: Client; readonly near: Transport; readonly far: Transport };

async function join(connect: Connect, handlers: Partial<Handlers>): Promise<Joined> {
  const [near, far] = await connect();
  serve(far, fakeHandlers(handlers));
  return { client: client(near), near, far };
}

function same(found: unknown, wanted: unknown): void {
  const [left, right] = [JSON.stringify(found), JSON.stringify(wanted)];
  assert(left === right, `expected ${right}, found ${left}`);
}

async function* countTo(last: number): AsyncGenerator<Result<Item<'pieces.watch'>, RpcFailure>> {
  for (let turn = 1; turn <= last; turn += 1)
    yield await Promise.resolve(ok({ turn, agent: 'Ada#1', try: 1, text: 'x' }));
}

const CONTRACT: Readonly<Record<string, (connect: Connect) => Promise<void>>> = {
  'a call answers with the value or the failure of its handler': async (connect) => {
    const { client } = await join(connect, {
      'run.cancel': async () => ok({ seq: seq(7) }),
      'run.pause': async () => ({ ok: false, failure: { code: 'refused', message: 'no' } }),
    });
    same(await client.call('run.cancel', { run: RUN }), ok({ seq: 7 }));
    same(await client.call('run.pause', { run: RUN }), { ok: false, failure: { code: 'refused', message: 'no' } });
    client.close();
  },
  'calls that are under way together get their own answers': async (connect) => {
    const { client } = await join(connect, {
      'run.find': async ({ name }) => ({ ok: false, failure: { code: 'not_found', message: name } }),
    });
    const names = Array.from({ length: 50 }, (_, index) => `n${index}`);
    const found = await Promise.all(names.map((name) => client.call('run.find', { name })));
    same(
      found.map((result) => (result.ok ? '' : result.failure.message)),
      names,
    );
    client.close();
  },
  'a stream gives its items in order and ends': async (connect) => {
    const { client } = await join(connect, { 'pieces.watch': () => countTo(100) });
    const turns: number[] = [];
    for await (const item of client.stream('pieces.watch', { run: RUN })) turns.push(item.ok ? item.value.turn : -1);
    same(
      turns,
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
    client.close();
  },
  'a stream that fails gives the failure last': async (connect) => {
    const { client } = await join(connect, {
      'pieces.watch': async function* failing() {
        yield* countTo(1);
        yield { ok: false as const, failure: { code: 'storage' as const, message: 'disk' } };
      },
    });
    const seen: string[] = [];
    for await (const item of client.stream('pieces.watch', { run: RUN }))
      seen.push(item.ok ? 'item' : item.failure.code);
    same(seen, ['item', 'storage']);
    client.close();
  },
  'a slow reader holds the writer back to one window': async (connect) => {
    let pulled = 0;
    const { client } = await join(connect, {
      'pieces.watch': async function* counting() {
        for await (const item of countTo(10 * WINDOW)) {
          pulled += 1;
          yield item;
        }
      },
    });
    const items = client.stream('pieces.watch', { run: RUN })[Symbol.asyncIterator]();
    await items.next();
    for (let tick = 0; tick < 50; tick += 1) await client.call('doctor', {});
    assert(pulled >= 2 && pulled <= WINDOW + 1, `at most ${WINDOW + 1} items are pulled ahead, found ${pulled}`);
    let read = 1;
    while ((await items.next()).done !== true) read += 1;
    same(read, 10 * WINDOW);
    client.close();
  },
  'leaving a stream stops its handler': async (connect) => {
    const stopped = abortSource();
    const { client } = await join(connect, {
      'pieces.watch': async function* endless(_input, { signal }) {
        signal.addEventListener('abort', () => stopped.abort());
        yield* countTo(1_000_000);
      },
    });
    for await (const item of client.stream('pieces.watch', { run: RUN })) if (item.ok && item.value.turn === 3) break;
    for (let tick = 0; tick < 50 && !stopped.signal.aborted; tick += 1) await client.call('doctor', {});
    assert(stopped.signal.aborted, 'the handler hears the abort');
    client.close();
  },
  'aborting ends a waiting call and a waiting stream as cancelled and tells the handlers': async (connect) => {
    const heard: true[] = [];
    const forever = (signal: { addEventListener: (type: 'abort', listener: () => void) => void }): Promise<void> =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          heard.push(true);
          resolve();
        });
      });
    const { client } = await join(connect, {
      'run.pause': async (_input, { signal }) => {
        await forever(signal);
        return ok({ seq: seq(1) });
      },
      'pieces.watch': async function* silent(_input, { signal }) {
        await forever(signal);
        yield* countTo(0);
      },
    });
    const source = abortSource();
    const call = client.call('run.pause', { run: RUN }, { signal: source.signal });
    const item = client.stream('pieces.watch', { run: RUN }, { signal: source.signal })[Symbol.asyncIterator]().next();
    await client.call('doctor', {});
    source.abort();
    const cancelled = { ok: false, failure: { code: 'cancelled', message: 'cancelled' } };
    same([await call, await item], [cancelled, { value: cancelled, done: false }]);
    for (let tick = 0; tick < 50 && heard.length < 2; tick += 1) await client.call('doctor', {});
    same(heard.length, 2);
    client.close();
  },
  'when the transport closes, what is under way fails and the handlers are cancelled': async (connect) => {
    const stopped = abortSource();
    const { client, far } = await join(connect, {
      'run.pause': (_input, { signal }) => {
        signal.addEventListener('abort', () => stopped.abort());
        return new Promise(() => {});
      },
    });
    const call = client.call('run.pause', { run: RUN });
    await client.call('doctor', {});
    far.close();
    const result = await call;
    assert(!result.ok && result.failure.code === 'closed', 'the call fails');
    assert(stopped.signal.aborted, 'the handler hears the abort');
    const late = await client.call('doctor', {});
    assert(!late.ok, 'a later call fails too');
  },
};
