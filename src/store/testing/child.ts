import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { present } from '#shared/base/assert.ts';

/** A script of this folder as a process of its own; what it prints is collected. */
export type Child = {
  readonly process: ChildProcess;
  readonly pid: number;
  output(): string;
  /** Waits until the output matches; rejects when the process ends before. */
  until(pattern: RegExp): Promise<void>;
  ended(): Promise<{ readonly code: number | null; readonly signal: string | null }>;
};

export const scriptPath = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export function startScript(name: string, args: readonly string[]): Child {
  return startCommand(process.execPath, [scriptPath(name), ...args]);
}

export function startCommand(command: string, args: readonly string[]): Child {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const watchers = new Set<() => void>();
  let output = '';
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const watch of watchers) watch();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ending = new Promise<{ code: number | null; signal: string | null }>((done) => {
    child.on('close', (code, signal) => done({ code, signal }));
  });
  return {
    process: child,
    pid: present(child.pid, 'a process of Node starts'),
    output: () => output,
    ended: () => ending,
    until: (pattern) =>
      new Promise((done, refuse) => {
        const watch = (): void => {
          if (pattern.test(output)) done();
        };
        watchers.add(watch);
        watch();
        void ending.then(() => refuse(new Error(`ended without ${pattern.source}:\n${output}`)));
      }),
  };
}

/** The newest acknowledged event in a writer's output; 0 where it acknowledged none. A line cut off by a kill does not count. */
export const lastAck = (output: string): number => Number([...output.matchAll(/^ACK (\d+)\n/gm)].at(-1)?.[1] ?? 0);
