import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const TREE = fileURLToPath(new URL('../..', import.meta.url));
const DOOR = join(TREE, 'bin', 'parley.mjs');

/** A line of a run's JSON. */
export type WireEvent = {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
};

export type Finished = {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type Started = {
  readonly child: ChildProcess;
  readonly events: readonly WireEvent[];
  readonly finished: Promise<Finished>;
  /** Settles when an event of that type (and, where given, that is so) was printed. */
  seen(type: string, such?: (event: WireEvent) => boolean): Promise<WireEvent>;
};

export type StartOptions = {
  readonly env?: NodeJS.ProcessEnv;
  /** A command that runs it, such as `unshare -n`. */
  readonly under?: readonly string[];
};

/** Starts the built program as a user does: its door, with these arguments. */
export function start(args: readonly string[], { env = {}, under = [] }: StartOptions = {}): Started {
  const [command = process.execPath, ...rest] = [...under, process.execPath, DOOR, ...args];
  const child = spawn(command, rest, {
    cwd: TREE,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const events: WireEvent[] = [];
  const waiting = new Set<() => void>();
  let stdout = '';
  let stderr = '';
  let open = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    const lines = (open + chunk).split('\n');
    open = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('{"seq"')) events.push(JSON.parse(line) as WireEvent);
    for (const look of waiting) look();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    child,
    events,
    finished,
    seen: (type, such = () => true) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const event = events.find((other) => other.type === type && such(other));
          if (event === undefined) return;
          waiting.delete(look);
          resolve(event);
        };
        waiting.add(look);
        look();
        void finished.then(() => reject(new Error(`the program ended before ${type}: ${stderr}`)));
      }),
  };
}

export const parley = (args: readonly string[], options?: StartOptions): Promise<Finished> =>
  start(args, options).finished;

export const eventsIn = (stdout: string): readonly WireEvent[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{"seq"'))
    .map((line) => JSON.parse(line) as WireEvent);

export const freshHome = (): string => mkdtempSync(join(tmpdir(), 'parley-home-'));

const NAMES = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eva', 'Finn', 'Gus', 'Hal'];

/** A scenario of `seats` voices on `model`, three rounds unless said otherwise. */
export function scenarioFile(folder: string, { seats = 3, model = 'scripted', extra = '' } = {}): string {
  const file = join(folder, `scenario-${seats}-${model}.yaml`);
  const lines = NAMES.slice(0, seats).map(
    (name) => `  - name: ${name}\n    role: one who looks at it as ${name} would`,
  );
  writeFileSync(
    file,
    `title: Library\nquestion: Where should a small town build its new library, in the old station or by the school?\nmodel: ${model}\nseats:\n${lines.join('\n')}\n${extra}`,
  );
  return file;
}
