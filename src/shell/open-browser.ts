import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { disposable, type Disposable } from '#shared/base/disposable.ts';

type Machine = {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/**
 * Opens a link in the user's browser, where there is one; whether it worked nobody knows, so a failure is none. Every user of a machine
 * can read the arguments of its processes, so the link goes by a page that only this user can read, and that sends the browser on. The
 * page is gone when the answer is disposed.
 */
export async function openInBrowser(link: string, machine: Machine): Promise<Disposable> {
  const [command, ...args] = opener(machine);
  if (command === undefined || (machine.platform === 'linux' && (await isSnap()))) return disposable(() => {});
  const folder = mkdtempSync(join(tmpdir(), 'parley-link-'));
  const page = join(folder, 'open-parley.html');
  writeFileSync(page, pageTo(link), { mode: 0o600, flag: 'wx' });
  const child = spawn(command, [...args, page], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
  return disposable(() => rmSync(folder, { recursive: true, force: true }));
}

/** The command that opens a file in the user's browser, without a shell between; none where nobody would see it. */
export function opener({ platform, env }: Machine): readonly string[] {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32.exe', 'url.dll,FileProtocolHandler'];
  const seen = [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((display) => display !== undefined && display !== '');
  return seen ? ['xdg-open'] : [];
}

export function pageTo(link: string): string {
  const target = link.replace(/[&<>"']/gu, (character) => `&#${character.codePointAt(0)};`);
  return `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${target}">
<title>Parley</title>
`;
}

/** A browser in a snap sees no file of ours; the printed link is then the way in. The name of its entry has an underscore. */
async function isSnap(): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('xdg-settings', ['get', 'default-web-browser'], { timeout: 2_000 });
    return stdout.includes('_');
  } catch {
    return false;
  }
}
