import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { forkHost, type Launch } from './launch.ts';
import { FOREVER, groundOf, must, nativeInference, openTurn, spec, speakRequest } from './testing/native.ts';
import { writeTinyGguf } from './testing/tiny-gguf.ts';

const SHIM = new URL('./testing/parent-port.ts', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'parley-utility-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As Electron would start it, on Node. */
const asUtility: Launch = (start) => forkHost({ ...start, execArgv: [...start.execArgv, '--import', SHIM] });

test('the host serves over a parent port, and the native library tests its binary without a fork of Node', async () => {
  const { path } = await writeTinyGguf(join(folder, 'model.gguf'), {});
  const inference = nativeInference(path, { launch: asUtility });
  onTestFinished(() => inference.close());
  must(await inference.load([spec()], { exact: false, ...FOREVER }));
  const turn = await openTurn(inference, groundOf('Hello.'));
  expect(must(await turn.speak(speakRequest(), FOREVER)).usage.written).toBe(16);
});

// Elsewhere the library tests its binary in another way or not at all.
test.runIf(process.platform === 'linux')(
  'the control: without the answer to its self-test the library would fork Node and fail',
  async () => {
    const { path } = await writeTinyGguf(join(folder, 'other.gguf'), {});
    const plain = new URL('./testing/no-fork.ts', import.meta.url).href;
    const inference = nativeInference(path, {
      launch: (start) => forkHost({ ...start, execArgv: [...start.execArgv, '--import', plain] }),
    });
    onTestFinished(() => inference.close());
    const loaded = await inference.load([spec()], { exact: false, ...FOREVER });
    expect(loaded).toMatchObject({ ok: false, failure: { kind: 'crashed' } });
  },
);
