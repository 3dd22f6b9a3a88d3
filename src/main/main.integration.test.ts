import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { POLICY } from './policy.ts';

const TREE = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = join(TREE, 'out', 'main', 'main.js');
const HOOK = new URL('./testing/electron-hook.ts', import.meta.url).href;
const home = mkdtempSync(join(tmpdir(), 'parley-main-'));
if (!existsSync(MAIN)) process.stderr.write('SKIPPED for want of a build: the built main process on a fake Electron\n');
afterAll(() => rmSync(home, { recursive: true, force: true }));

type Life = {
  readonly calls: readonly (readonly [string, ...unknown[]])[];
  readonly replies: readonly { readonly id: number; readonly ok: boolean; readonly value?: unknown }[];
  readonly contents: readonly (readonly (readonly unknown[])[])[];
};

type Checks = { readonly checks: readonly { readonly name: string; readonly found: string }[] };

/** One life of the built main process, on a fake Electron. */
function live(ask: string, env: Record<string, string> = {}): Life {
  const args = ['--import', HOOK, MAIN, '--home', home, '--at', '#/models'];
  const ran = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env, FAKE_ASK: ask },
    timeout: 60_000,
  });
  expect(ran.status, ran.stderr).toBe(0);
  return JSON.parse(ran.stdout) as Life;
}

test.skipIf(!existsSync(MAIN))('the built main process boots, serves its page’s questions and ends in order', () => {
  const { calls, replies, contents } = live('app.info,run.list');
  const names = calls.map(([name]) => name);
  expect(names[0]).toBe('app.enableSandbox');
  expect(names.filter((name) => name === 'new BrowserWindow')).toHaveLength(1);
  expect(calls.find(([name]) => name === 'new BrowserWindow')?.[1]).toMatchObject({
    webPreferences: { ...POLICY.webPreferences, devTools: true, preload: join(TREE, 'out', 'preload', 'preload.cjs') },
  });
  expect(calls).toContainEqual(['app.setPath', 'userData', join(home, 'window')]);
  expect(contents).toEqual([expect.arrayContaining([['loadURL', 'app://parley/index.html#/models']])]);
  expect(replies.toSorted((a, b) => a.id - b.id)).toMatchObject([
    { id: 1, ok: true, value: { home } },
    { id: 2, ok: true, value: { runs: expect.any(Array) as unknown } },
  ]);
});

test.skipIf(!existsSync(MAIN))(
  'the built main process starts its inference host as a utility process and survives its death',
  () => {
    const { calls, replies } = live('doctor', { FAKE_PACKAGED: '1' });
    expect(calls.filter(([name]) => name === 'utilityProcess.fork')).toEqual([
      [
        ...['utilityProcess.fork', join(TREE, 'out', 'main', 'inference-host.js'), []],
        expect.objectContaining({ serviceName: 'Parley inference', stdio: ['ignore', 'pipe', 'pipe'] }),
      ],
    ]);
    expect(replies).toMatchObject([{ id: 1, ok: true }]);
    const { checks } = (replies[0]?.value ?? { checks: [] }) as Checks;
    expect(checks.find((check) => check.name === 'Device')?.found).toContain('the inference host died');
  },
);
