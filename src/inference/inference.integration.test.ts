import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { InferenceOptions, NativeInference } from './supervisor.ts';
import { FOREVER, groundOf, must, nativeInference, openTurn, spec, speakRequest } from './testing/native.ts';
import { writeTinyGguf, type TinyGgufOptions } from './testing/tiny-gguf.ts';

const LOAD = { exact: false, ...FOREVER };
const ENDLESS = speakRequest({ maxTokens: 900 });
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-inference-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let files = 0;
async function gguf(options: TinyGgufOptions = {}): Promise<string> {
  files += 1;
  return (await writeTinyGguf(join(folder, `model-${files}.gguf`), options)).path;
}

/** An inference that ends with its test. */
function started(file: string, options: Partial<InferenceOptions> = {}): NativeInference {
  const inference = nativeInference(file, options);
  onTestFinished(() => inference.close());
  return inference;
}

test.each(['SIGABRT', 'SIGSEGV', 'SIGKILL'] as const)(
  '%s of the host in the middle of two turns fails both and the next turn runs',
  async (signal) => {
    const inference = started(await gguf());
    must(await inference.load([spec()], LOAD));
    const turns = [await openTurn(inference, groundOf('Hello.')), await openTurn(inference, groundOf('Hello.'))];
    const begun = Promise.withResolvers<void>();
    const speaking = turns.map((turn) => turn.speak(ENDLESS, { ...FOREVER, onPiece: () => begun.resolve() }));
    await begun.promise;
    process.kill(inference.pid ?? 0, signal);
    for (const result of await Promise.all(speaking)) {
      expect(result).toMatchObject({ ok: false, failure: { kind: 'crashed', signal } });
    }
    const again = await openTurn(inference, groundOf('Hello.'));
    expect(must(await again.speak(speakRequest(), FOREVER)).usage.written).toBe(16);
  },
);

test('a model file that shrinks in use changes nothing, since it is not mapped', async () => {
  const file = await gguf({ preset: 'tiny' });
  const inference = started(file);
  must(await inference.load([spec()], LOAD));
  await truncate(file, 0);
  const turn = await openTurn(inference, groundOf('Hello.'));
  expect(must(await turn.speak(speakRequest(), FOREVER)).usage.written).toBe(16);
});

test('a mapped model file that shrinks in use costs the host, and the failure names the signal', async () => {
  // F32 is used where it lies; other formats are repacked into memory of their own.
  const file = await gguf({ preset: 'tiny', format: 'f32' });
  const inference = started(file, { settings: { mmap: true } });
  must(await inference.load([spec()], LOAD));
  await truncate(file, 0);
  const turn = await openTurn(inference, groundOf('Hello.'));
  expect(await turn.speak(speakRequest(), FOREVER)).toMatchObject({ failure: { kind: 'crashed', signal: 'SIGBUS' } });
});

test('a template that never ends is killed, and the failure says what hung', async () => {
  const range = 'range(100000)';
  const template = `{% for a in ${range} %}{% for b in ${range} %}{% endfor %}{% endfor %}x`;
  const inference = started(await gguf({ template }), { deadlines: { beat: 3000 } });
  const result = await inference.load([spec()], LOAD);
  expect(result).toMatchObject({ ok: false, failure: { kind: 'hung', signal: 'SIGKILL' } });
  expect(result.ok ? '' : result.failure.detail).toContain('while rendering the chat template');
});

test.each([
  ['a syntax error', '{% for message in %}'],
  ['a refusal', "{{ raise_exception('not with me') }}"],
  ['nothing at all', "{{ '' }}"],
  ['no place for the texts', '<|im_start|>assistant\n'],
  ['a flood', '{% for message in messages %}{{ message.content }}{% endfor %}{% for n in range(40000) %}x{% endfor %}'],
])(
  'a template that gives %s is refused with the wrappers to choose from, and a chosen one works',
  async (_, template) => {
    const inference = started(await gguf({ template }));
    const refused = await inference.load([spec()], LOAD);
    expect(refused).toMatchObject({ ok: false, failure: { kind: 'unsupported' } });
    expect(refused.ok ? '' : refused.failure.detail).toContain('chatml, llama3, gemma, mistral, plain');
    const [loaded] = must(await inference.load([spec({ wrapper: 'chatml' })], LOAD));
    expect(loaded?.wrapper).toEqual({ name: 'chatml', from: 'chosen' });
  },
);

test('an aborted turn ends soon while its prompt is evaluated, and its place serves the next one', async () => {
  const inference = started(await gguf({ preset: 'small' }));
  must(await inference.load([spec({ slots: 1, context: 8192 })], LOAD));
  const long = await openTurn(inference, groundOf('word '.repeat(7000)));
  const controller = new AbortController();
  const speaking = long.speak(speakRequest(), { signal: controller.signal });
  setTimeout(() => controller.abort(), 300);
  const began = performance.now();
  expect(await speaking).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
  // 0.2 s wanted, five times that allowed, after the 0.3 s until the abort.
  expect(performance.now() - began).toBeLessThan(1300);
  await long.close();
  const next = await openTurn(inference, groundOf('Hello.'));
  expect(must(await next.speak(speakRequest(), FOREVER)).usage.written).toBe(16);
});

test('a prompt that does not fit is refused before it is evaluated', async () => {
  const inference = started(await gguf());
  must(await inference.load([spec({ context: 256 })], LOAD));
  const turn = await openTurn(inference, groundOf('word '.repeat(300)));
  expect(await turn.speak(speakRequest(), FOREVER)).toMatchObject({ ok: false, failure: { kind: 'context-full' } });
});

test('the host ends when its owner is killed', async () => {
  const pid = await orphanedHost();
  await expect.poll(() => alive(pid), { timeout: 10_000 }).toBe(false);
});

test('negative control: a host that ignores that its channel closed lives on when its owner is killed', async () => {
  const pid = await orphanedHost(entryOf('testing/deaf-host.ts'));
  // The real one is gone within a twentieth of a second.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(alive(pid)).toBe(true);
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => alive(pid), { timeout: 10_000 }).toBe(false);
});

const entryOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The process id of a host, alive with a model loaded, whose owner was just killed; it ends with its test at the latest. */
async function orphanedHost(...entry: readonly string[]): Promise<number> {
  const owner = spawn(process.execPath, [entryOf('testing/owner.ts'), await gguf(), ...entry], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void owner.kill('SIGKILL'));
  const pid = await new Promise<number>((resolve) =>
    owner.stdout.once('data', (data: Buffer) => resolve(Number(data))),
  );
  onTestFinished(() => void (alive(pid) && process.kill(pid, 'SIGKILL')));
  expect(alive(pid)).toBe(true);
  const gone = once(owner, 'exit');
  owner.kill('SIGKILL');
  await gone;
  return pid;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // Dead, and not yet collected by the one that inherited it, which may take its time.
    return process.platform !== 'linux' || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
