import { chmodSync, mkdirSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { micros } from '#shared/events/ids.ts';
import { createJournal } from './journal.ts';
import { scriptPath, startCommand, startScript } from './testing/child.ts';
import { created, RUN } from './testing/drafts.ts';
import { has } from './testing/needs.ts';
import { scratch, valueOf } from './testing/scratch.ts';

const { folder, path, remove } = scratch();
afterAll(remove);
const mount = has('mount', 'safety rows D4 and D6, a full and a read-only disk');
const root = has('root', 'safety row D6 as another user (it is shown as the present one)');

/** Runs a script with a fresh tmpfs on `point`, seen by it alone. */
async function onTmpfs(point: string, options: { readonly size: string; readonly script: string }): Promise<unknown> {
  mkdirSync(point);
  const whole = `mount -t tmpfs -o size=${options.size} none "$0" && ${options.script}`;
  const child = startCommand('unshare', ['-m', 'sh', '-c', whole, point, process.execPath]);
  await child.ended();
  return parsed(child.output());
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

test.runIf(mount)(
  'D4: on a full disk an append fails whole and by name; after space returns the same journal goes on',
  async () => {
    const script = `exec "$1" '${scriptPath('full-disk.ts')}' "$0"`;
    expect(await onTmpfs(path('full'), { size: '600k', script })).toMatchObject({
      full: 'full',
      detail: expect.stringContaining('The disk is full'),
      again: 'full',
      wholeWhenFull: true,
      resumed: true,
      grewByOne: true,
      reopened: expect.stringMatching(/^(ok|full)$/),
    });
  },
);

test.runIf(mount)(
  'D6: on a read-only file system every way to write is refused by name; a writable one takes them',
  async () => {
    const open = `"$1" '${scriptPath('try-open.ts')}' "$0/run.db"`;
    const writer = `"$1" '${scriptPath('writer.ts')}' "$0/run.db" 3 > "$0/acks"`;
    const refused = await onTmpfs(path('ro'), {
      size: '2m',
      script: `${writer} && mount -o remount,ro "$0" && exec ${open}`,
    });
    const typed = { create: 'read-only', folder: 'read-only', open: 'read-only', library: 'read-only' };
    expect(refused).toMatchObject(typed);
    const taken = await onTmpfs(path('rw'), { size: '2m', script: `${writer} && exec ${open}` });
    expect(taken).toEqual({ create: 'ok', folder: 'ok', open: 'ok', library: 'ok', read: 'ok' });
  },
);

test.skipIf(process.platform === 'win32')('D6: a folder without the right to write is a typed failure', async () => {
  mkdirSync(path('locked'));
  const journal = valueOf(createJournal({ file: path('locked/run.db'), run: RUN }));
  journal.append([created()], micros(0));
  journal.close();
  chmodSync(folder, 0o755);
  chmodSync(path('locked'), 0o555);
  const child = startScript('try-open.ts', [path('locked/run.db'), ...(root ? ['65534'] : [])]);
  await child.ended();
  chmodSync(path('locked'), 0o755);
  const typed = { create: 'read-only', folder: 'read-only', open: 'read-only', library: 'read-only' };
  expect(parsed(child.output())).toMatchObject(typed);
});
