import { expect, test } from 'vitest';
import { ok } from '../base/result.ts';
import { seq } from '../events/ids.ts';
import { MAX_REQUEST } from './frames.ts';
import { memoryTransport } from './memory-transport.ts';
import { serve } from './serve.ts';
import { fakeHandlers } from './testing/fake-handlers.ts';

/** Sends raw texts to a server and returns what it answered, what it dropped and what reached a handler. */
async function provoke(
  texts: readonly string[],
  limit?: number,
): Promise<{ replies: unknown[]; dropped: string[]; reached: unknown[] }> {
  const [near, far] = memoryTransport();
  const [replies, dropped, reached]: [unknown[], string[], unknown[]] = [[], [], []];
  const cancel = async (input: unknown): Promise<ReturnType<typeof ok<{ seq: ReturnType<typeof seq> }>>> => {
    reached.push(input);
    return ok({ seq: seq(1) });
  };
  const handlers = fakeHandlers({
    'run.cancel': cancel,
    'run.command': cancel,
    'run.pause': () => new Promise(() => {}),
    'run.resume': () => {
      throw new Error('a bug');
    },
  });
  near.onText((text) => replies.push(JSON.parse(text)));
  serve(far, handlers, { onProblem: (what) => dropped.push(what), ...(limit === undefined ? {} : { limit }) });
  for (const text of texts) near.send(text);
  await new Promise((resolve) => setTimeout(resolve, 5));
  return { replies, dropped, reached };
}

const request = (fields: object): string =>
  JSON.stringify({ id: 1, method: 'run.cancel', input: { run: 'r1' }, ...fields });

test('a request that the method table allows reaches its handler with the parsed input', async () => {
  const { replies, reached } = await provoke([request({ input: { run: 'r1', more: 'dropped by the schema' } })]);
  expect(reached).toEqual([{ run: 'r1' }]);
  expect(replies).toEqual([{ id: 1, ok: true, value: { seq: 1 } }]);
});

test('wrong input is refused as wrong usage with the name of the field', async () => {
  const { replies, reached } = await provoke([request({ input: { run: '../../etc' } }), request({ input: undefined })]);
  expect(reached).toEqual([]);
  expect(replies).toMatchObject([
    { id: 1, ok: false, failure: { code: 'usage', message: expect.stringContaining('run.cancel.run') as string } },
    { id: 1, ok: false, failure: { code: 'usage' } },
  ]);
});

const commanding = (command: unknown, index = 0): string =>
  request({ id: index + 1, method: 'run.command', input: { run: 'r1', command } });

test('a command reaches its handler with its defaults filled in, and what is none is refused with the name of the field', async () => {
  const good = [
    { kind: 'say', text: 'Hello.', to: 'all' },
    { kind: 'retract', message: 'm7', reason: 'wrong' },
  ];
  const { reached, replies } = await provoke(good.map(commanding));
  expect(reached).toEqual([
    { run: 'r1', command: { kind: 'say', text: 'Hello.', to: 'all', act: 'inform' } },
    { run: 'r1', command: { kind: 'retract', message: 'm7', reason: 'wrong' } },
  ]);
  expect(replies).toEqual([1, 2].map((id) => ({ id, ok: true, value: { seq: 1 } })));
  const bad: readonly (readonly [unknown, string])[] = [
    [{ kind: 'explode' }, 'run.command.command.kind'],
    [{ kind: 'say', text: 'Hello.', to: 'all', act: 'vote' }, 'run.command.command.act'],
    [{ kind: 'say', to: 'all' }, 'run.command.command.text'],
    [{ kind: 'approve', message: '7' }, 'run.command.command.message'],
    [{ kind: 'callVote', quorum: 0 }, 'run.command.command.quorum'],
    ['pause', 'run.command.command'],
    [undefined, 'run.command.command'],
  ];
  for (const [command, field] of bad) {
    const refused = await provoke([commanding(command)]);
    expect(refused.reached).toEqual([]);
    expect(refused.replies).toMatchObject([
      { ok: false, failure: { code: 'usage', message: expect.stringContaining(field) as string } },
    ]);
  }
});

const POLLUTING =
  '{"id":1,"method":"run.cancel","input":{"run":"r1","__proto__":{"polluted":1}},"__proto__":{"method":"x"}}';

for (const method of ['nothing', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '']) {
  test(`the method '${method}' is refused and never reaches a handler`, async () => {
    const { replies, reached } = await provoke([request({ method })]);
    expect(replies).toMatchObject([{ id: 1, ok: false, failure: { code: 'usage' } }]);
    expect(reached).toEqual([]);
  });
}

const DROPPED: readonly (readonly [string, string])[] = [
  ['10 MB', request({ input: { run: 'x'.repeat(10 * MAX_REQUEST) } })],
  ['no JSON', '{'],
  ['null', 'null'],
  ['an id of zero', request({ id: 0 })],
  ['an id that is text', request({ id: '__proto__' })],
  ['unknown fields', request({ also: 1 })],
  ['a prototype', POLLUTING],
  ['absurd credit', '{"id":1,"more":1e308}'],
  ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
];

for (const [name, text] of DROPPED) {
  test(`a frame with ${name} is dropped, and the server goes on`, async () => {
    const { replies, dropped, reached } = await provoke([text, request({ id: 2 })]);
    expect(dropped).toHaveLength(1);
    expect(reached).toEqual([{ run: 'r1' }]);
    expect(replies).toEqual([{ id: 2, ok: true, value: { seq: 1 } }]);
    expect('polluted' in {}).toBe(false);
  });
}

test('a handler that throws is a bug: the caller hears no more than that, the log hears all', async () => {
  const { replies, dropped } = await provoke([request({ method: 'run.resume' })]);
  expect(replies).toMatchObject([{ id: 1, ok: false, failure: { code: 'failed' } }]);
  expect(JSON.stringify(replies)).not.toContain('a bug');
  expect(dropped).toEqual(['run.resume threw']);
});

test('an id in use is not answered twice, and more than the limit at once is refused as busy', async () => {
  const pausing = request({ method: 'run.pause' });
  const { replies, dropped } = await provoke([pausing, pausing, request({ id: 2 }), request({ id: 3 })], 1);
  expect(dropped).toEqual(['a request under the id 1, which is in use']);
  expect(replies).toMatchObject([
    { id: 2, failure: { code: 'busy' } },
    { id: 3, failure: { code: 'busy' } },
  ]);
});
