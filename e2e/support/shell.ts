import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freshHome, TREE } from './parley.ts';

export type Shell = {
  /** Opens the window once. */
  readonly link: string;
  readonly origin: string;
  readonly home: string;
  readonly child: ChildProcess;
  /** Everything it printed. */
  readonly output: () => string;
  /** Ends it and forgets its home. */
  stop(): Promise<void>;
};

export type ShellOptions = {
  readonly home?: string;
  readonly at?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Another tree than this one, with models and a catalogue of its own. */
  readonly tree?: string;
};

/** Starts the built browser shell in a home of its own. */
export async function startShell({ home = freshHome(), at, env = {}, tree = TREE }: ShellOptions = {}): Promise<Shell> {
  const args = [
    join(tree, 'out', 'main', 'shell.js'),
    '--no-open',
    '--home',
    home,
    ...(at === undefined ? [] : ['--at', at]),
  ];
  const child = spawn(process.execPath, args, {
    cwd: tree,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const link = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output += `${line}\n`;
      const found = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the shell ended with ${code}: ${output}`)));
  });
  return {
    link,
    origin: new URL(link).origin,
    home,
    child,
    output: () => output,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        setTimeout(() => child.kill('SIGKILL'), 5000).unref();
        await gone;
      }
      rmSync(home, { recursive: true, force: true });
    },
  };
}
