import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { Places } from '#host/places.ts';

/** Where a window is opened: at an address in it; `shell: 'browser'` where Electron is not wanted though it is there. */
export type WindowWish = { readonly at: string; readonly shell: 'any' | 'browser' };

export type Program = {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
};

type Machine = {
  readonly places: Pick<Places, 'home' | 'tree'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The Node that runs the browser shell. */
  readonly node: string;
};

/**
 * The program that shows the window: Electron where its binary is there and a screen is too, else the browser shell. In one sentence what
 * to do where neither is built.
 */
export function windowProgram({ at, shell }: WindowWish, machine: Machine): Result<Program, string> {
  const { places, env, node } = machine;
  const built = (name: string): string => join(places.tree, 'out', 'main', name);
  const args = ['--home', places.home, '--at', at];
  const electron = shell === 'browser' ? undefined : electronOf(machine);
  if (electron !== undefined && existsSync(built('main.js'))) {
    // With it set Electron's binary would be a plain Node.
    const { ELECTRON_RUN_AS_NODE: _, ...rest } = env;
    return ok({ file: electron, args: [built('main.js'), ...args], env: rest });
  }
  if (existsSync(built('shell.js'))) return ok({ file: node, args: [built('shell.js'), ...args], env });
  return fail('The window is not built yet: run npm start (or npm run build) first.');
}

/** Electron's binary, looked for as its own package does (electron/index.js), but never fetched. */
function electronOf({ places, env, platform }: Machine): string | undefined {
  if (platform === 'linux' && !filled(env['DISPLAY']) && !filled(env['WAYLAND_DISPLAY'])) return undefined;
  const folder = join(places.tree, 'node_modules', 'electron');
  const name = textOf(join(folder, 'path.txt')) ?? 'electron';
  const dist = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const file = join(filled(dist) ? dist : join(folder, 'dist'), name);
  return existsSync(file) ? file : undefined;
}

const filled = (text: string | undefined): text is string => text !== undefined && text !== '';

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** What a program may need of this one: its end, and where its stdout goes. */
export type Running = { readonly signal: AbortSignal; readonly stdout: 'inherit' | 'stderr' };

/** Runs a program to its end in this one's terminal and returns its exit code; an abort asks it to end. Fails where it cannot be started. */
export function runProgram({ file, args, env }: Program, { signal, stdout }: Running): Promise<Result<number, string>> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['inherit', stdout === 'inherit' ? 'inherit' : 2, 'inherit'], env });
    const stop = (): void => void child.kill('SIGTERM');
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    child.on('error', (error) => resolve(fail(`${file} cannot be started: ${error.message}`)));
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      resolve(ok(code ?? 1));
    });
  });
}
