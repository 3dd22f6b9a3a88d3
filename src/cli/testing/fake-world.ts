import { emitter } from '#shared/base/emitter.ts';
import { fail } from '#shared/base/result.ts';
import type { Client } from '#shared/rpc/client.ts';
import type { Interrupt, World } from '../world.ts';

export type FakeWorld = World & {
  readonly out: () => string;
  readonly err: () => string;
  /** Both streams in the order in which they were written, as `2>&1` joins them. */
  readonly joined: () => string;
  /** Presses Ctrl-C, or closes stdout. */
  readonly interrupt: (why?: Interrupt) => void;
  readonly killed: () => number;
  /** Milliseconds that were slept. */
  readonly slept: () => number;
};

export type FakeOptions = {
  readonly tty?: true;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly answer?: string;
  readonly command?: string;
  /** Opens the window; without it, it cannot be opened. */
  readonly openWindow?: World['openWindow'];
  /** What is typed, as it comes. */
  readonly lines?: AsyncIterable<string>;
};

/** A world in memory: its clock moves only by sleeping. */
export function fakeWorld(client: Client, options: FakeOptions = {}): FakeWorld {
  const out: string[] = [];
  const err: string[] = [];
  const both: string[] = [];
  const into = (stream: string[]) => (text: string) => {
    stream.push(text);
    both.push(text);
  };
  const interrupts = emitter<Interrupt>();
  let killed = 0;
  let slept = 0;
  const { answer } = options;
  return {
    client,
    stdout: { write: into(out) },
    stderr: { write: into(err) },
    isTTY: options.tty === true,
    columns: options.columns ?? 80,
    env: options.env ?? {},
    command: options.command ?? 'parley',
    signals: {
      onInterrupt: (listener) => interrupts.on(listener),
      kill: () => {
        killed += 1;
      },
    },
    clock: {
      now: () => slept,
      sleep: (ms) => {
        slept += ms;
        return Promise.resolve();
      },
    },
    openWindow: options.openWindow ?? (() => Promise.resolve(fail('No window here.'))),
    lines: () => options.lines ?? NO_LINES,
    ask: answer === undefined ? undefined : () => Promise.resolve(answer),
    out: () => out.join(''),
    err: () => err.join(''),
    joined: () => both.join(''),
    interrupt: (why = 'asked') => interrupts.emit(why),
    killed: () => killed,
    slept: () => slept,
  };
}

const NO_LINES: AsyncIterable<string> = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};
