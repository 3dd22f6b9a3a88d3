import { expect, test } from 'vitest';
import { NEVER } from '#shared/base/abort.ts';
import { fail, ok } from '#shared/base/result.ts';
import { modelRef } from '#shared/events/ids.ts';
import type { ModelSpec, OpenTurn } from '#engine/ports.ts';
import type { OperationName } from './messages.ts';
import { createInference, type InferenceOptions } from './supervisor.ts';
import { createFakeHost, type FakeHost } from './testing/fake-host.ts';

const MODEL = modelRef('one');
const SPEC: ModelSpec = { model: MODEL, slots: 2, trunks: 1, context: 256 };
const LOAD = { exact: false, signal: NEVER };
const PROMPT = { model: MODEL, ground: [], tail: [] };
const SPEAK = {
  instruction: [],
  sampler: {
    temperature: 0,
    topK: 0,
    topP: 1,
    minP: 0,
    repeatPenalty: 1,
    dryStrength: 0,
    dryBase: 2,
    dryAllowedLength: 2,
  },
  ...{ seed: 1, maxTokens: 8, sentences: 3, speakers: [] },
};

/** An inference on fake hosts, in the order in which they were started. */
function faked(options: Partial<InferenceOptions> = {}, silent: readonly OperationName[] = ['decide', 'speak']) {
  const hosts: FakeHost[] = [];
  const inference = createInference({
    hostEntry: 'none',
    resolve: () =>
      Promise.resolve(
        ok({ file: '/models/one.gguf', sha256: '', size: 1, name: 'one', kind: 'chat', quantisation: 'F32' }),
      ),
    launch() {
      const host = createFakeHost(silent);
      hosts.push(host);
      return host;
    },
    ...options,
  });
  return { hosts, inference };
}

async function opened(inference: ReturnType<typeof faked>['inference']): Promise<OpenTurn> {
  const turn = await inference.open(PROMPT, { signal: NEVER });
  if (!turn.ok) throw new Error(turn.failure.detail);
  return turn.value;
}

const asked = (host: FakeHost | undefined): readonly string[] =>
  host?.heard.flatMap((message) => (message.type === 'ask' ? [message.name] : [])) ?? [];

test('nothing is started before it is needed, and what is loaded is not loaded twice', async () => {
  const { hosts, inference } = faked();
  expect(hosts).toHaveLength(0);
  const twice = [await inference.load([SPEC], LOAD), await inference.load([SPEC], LOAD)];
  expect(twice.every((result) => result.ok)).toBe(true);
  expect(asked(hosts[0])).toEqual(['load']);
  await inference.load([{ ...SPEC, slots: 3 }], LOAD);
  expect(asked(hosts[0])).toEqual(['load', 'load']);
});

test('the path of the file stays out of what is recorded', async () => {
  const { inference } = faked();
  const loaded = await inference.load([SPEC], LOAD);
  expect(loaded).toMatchObject({ ok: true, value: [{ file: 'one.gguf', model: MODEL, device: 'CPU: none' }] });
});

test('a death fails every open turn at once with the signal and the last words, and no turn survives it', async () => {
  const { hosts, inference } = faked();
  await inference.load([SPEC], LOAD);
  const turns = [await opened(inference), await opened(inference)];
  const speaking = turns.map((turn) => turn.speak(SPEAK, { signal: NEVER }));
  hosts[0]?.write('one\nggml.c:1: GGML_ASSERT(x) failed\n');
  hosts[0]?.die({ signal: 'SIGABRT' });
  for (const result of await Promise.all(speaking)) {
    expect(result).toMatchObject({ ok: false, failure: { kind: 'crashed', signal: 'SIGABRT' } });
    expect(result.ok ? '' : result.failure.stderr).toContain('GGML_ASSERT(x)');
  }
  expect(await turns[0]?.speak(SPEAK, { signal: NEVER })).toMatchObject({ failure: { kind: 'crashed' } });
  await turns[0]?.close();
  expect(hosts).toHaveLength(1);
});

test('the next turn after a death starts a new host, which loads the model again', async () => {
  const { hosts, inference } = faked();
  await inference.load([SPEC], LOAD);
  hosts[0]?.die({ signal: 'SIGSEGV' });
  await opened(inference);
  expect(asked(hosts[1])).toEqual(['load', 'open']);
});

test('a host that dies three times within a minute is not started a fourth time', async () => {
  const { hosts, inference } = faked();
  await inference.load([SPEC], LOAD);
  for (let death = 0; death < 2; death += 1) {
    hosts.at(-1)?.die({ code: 134 });
    await opened(inference);
  }
  hosts.at(-1)?.die({ code: 134 });
  const refused = await inference.open(PROMPT, { signal: NEVER });
  expect(refused).toMatchObject({ ok: false, failure: { kind: 'crashed', signal: 'exit code 134' } });
  expect(refused.ok ? '' : refused.failure.detail).toContain('3 times within a minute');
  expect(hosts).toHaveLength(3);
});

test('a thread that gives no sign of life is killed, and the failure says what it was doing', async () => {
  const { hosts, inference } = faked({ deadlines: { beat: 300 } }, ['load']);
  const loading = inference.load([SPEC], LOAD);
  await new Promise((resolve) => setImmediate(resolve));
  const [host] = hosts;
  host?.say({ type: 'phase', phase: 'rendering the chat template of one.gguf' });
  const result = await loading;
  expect(result).toMatchObject({ ok: false, failure: { kind: 'hung', model: MODEL } });
  expect(result.ok ? '' : result.failure.detail).toContain('while rendering the chat template of one.gguf');
  expect(host?.killed).toBe(true);
});

test('a load that beats but does not end is killed at its deadline', async () => {
  const { hosts, inference } = faked({ deadlines: { load: 300 } }, ['load']);
  const beating = setInterval(() => hosts[0]?.say({ type: 'beat' }), 20);
  const result = await inference.load([SPEC], LOAD);
  clearInterval(beating);
  expect(result.ok ? '' : result.failure.detail).toContain('had not loaded the model');
});

test('a turn without progress is killed at its deadline, one that progresses is not', async () => {
  const { hosts, inference } = faked({ deadlines: { progress: 300 } });
  await inference.load([SPEC], LOAD);
  const turn = await opened(inference);
  const speaking = turn.speak(SPEAK, { signal: NEVER });
  const began = performance.now();
  const progressing = setInterval(() => hosts[0]?.say({ type: 'progress' }), 20);
  setTimeout(() => clearInterval(progressing), 600);
  const beating = setInterval(() => hosts[0]?.say({ type: 'beat' }), 20);
  const result = await speaking;
  clearInterval(beating);
  expect(result).toMatchObject({ ok: false, failure: { kind: 'hung' } });
  expect(performance.now() - began).toBeGreaterThan(800);
});

test('an abort reaches the host as a cancel of that request', async () => {
  const { hosts, inference } = faked();
  await inference.load([SPEC], LOAD);
  const turn = await opened(inference);
  const controller = new AbortController();
  const speaking = turn.speak(SPEAK, { signal: controller.signal });
  controller.abort();
  const speak = hosts[0]?.heard.find((message) => message.type === 'ask' && message.name === 'speak');
  const id = speak?.type === 'ask' ? speak.id : 0;
  expect(hosts[0]?.heard).toContainEqual({ type: 'cancel', id });
  hosts[0]?.say({ type: 'reply', id, result: fail({ kind: 'cancelled', detail: 'x' }) });
  expect(await speaking).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
});

test('a model that was never loaded cannot be opened, and one that cannot be found is named', async () => {
  const { inference } = faked({ resolve: () => Promise.resolve(fail({ kind: 'missing', detail: 'no such file' })) });
  expect(await inference.open(PROMPT, { signal: NEVER })).toMatchObject({ failure: { kind: 'missing' } });
  expect(await inference.load([SPEC], LOAD)).toMatchObject({ failure: { kind: 'missing', model: MODEL } });
});

test('closing ends the host and what is still asked of it', async () => {
  const { hosts, inference } = faked();
  await inference.load([SPEC], LOAD);
  const turn = await opened(inference);
  const speaking = turn.speak(SPEAK, { signal: NEVER });
  await inference.close();
  expect(hosts[0]?.killed).toBe(true);
  expect(await speaking).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
  expect(inference.pid).toBeUndefined();
});
