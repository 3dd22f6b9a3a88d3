import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

export const TREE = join(import.meta.dirname, '..', '..');

/** Chromium's sandbox needs a user that is not root, and user namespaces; a machine of CI may have neither. */
export const SANDBOX: readonly string[] = process.env['PARLEY_NO_SANDBOX'] === '1' ? ['--no-sandbox'] : [];

/** Electron's binary as its own package finds it; undefined where it was not fetched. */
export function electronBinary(): string | undefined {
  const folder = join(TREE, 'node_modules', 'electron');
  const named = join(folder, 'path.txt');
  const file = existsSync(named) ? join(folder, 'dist', readFileSync(named, 'utf8').trim()) : undefined;
  return file !== undefined && existsSync(file) ? file : undefined;
}

/** The packaged app of `npm run package -- --linux dir`; undefined where there is none. */
export function packedBinary(): string | undefined {
  const file = join(TREE, 'out', 'package', 'linux-unpacked', 'parley');
  return existsSync(file) ? file : undefined;
}

type Check = { readonly name: string; readonly state: string; readonly found: string };

/** What the doctor says of the device that models run on: it starts the inference host, and opens the native library in it. */
export async function deviceCheck(page: Page): Promise<Check | undefined> {
  const reply = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        // The page's own way to a port, beside the one that the window has.
        addEventListener('message', (event: MessageEvent<{ readonly parley?: string }>) => {
          const [port] = event.ports;
          if (event.data.parley !== 'port' || port === undefined) return;
          port.addEventListener('message', (message: MessageEvent<string>) => resolve(message.data));
          port.start();
          port.postMessage(JSON.stringify({ id: 1, method: 'doctor', input: {} }));
        });
        postMessage({ parley: 'ready' }, location.origin);
      }),
  );
  const { value } = JSON.parse(reply) as { readonly value?: { readonly checks: readonly Check[] } };
  return value?.checks.find(({ name }) => name === 'Device');
}

/** Says once, where the list of tests is made, that a file of them is skipped and what stays unproven by that. */
export function skipAloud(isSkipped: boolean, why: string): string {
  if (isSkipped && process.env['TEST_WORKER_INDEX'] === undefined) process.stdout.write(`SKIPPED: ${why}\n`);
  return why;
}
