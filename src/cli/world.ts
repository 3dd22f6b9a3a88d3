import type { Disposable } from '#shared/base/disposable.ts';
import type { Result } from '#shared/base/result.ts';
import type { Client } from '#shared/rpc/client.ts';
import type { Running, WindowWish } from './window-process.ts';

/** Everything the command line touches of the world it runs in; the entry file wires the process to it, tests a fake. */
export type World = {
  readonly client: Client;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Of stdout: without a terminal there are no colours, no wrapping and no cursor movement. */
  readonly isTTY: boolean;
  /** Width of the terminal; read anew for each drawing. */
  readonly columns: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How a person types this program here: `parley`, or in a clone `npx parley`. */
  readonly command: string;
  readonly signals: Signals;
  readonly clock: CliClock;
  /** Lines that are typed or piped in, without their ends, until there are no more or `signal` is aborted. */
  readonly lines: (signal: AbortSignal) => AsyncIterable<string>;
  /** Opens the window as a program of its own and returns its exit code, or why it could not be opened. */
  readonly openWindow: (wish: WindowWish, running: Running) => Promise<Result<number, string>>;
  /** Asks the person at the terminal; absent where there is none. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
};

export interface Output {
  /** A promise where the reader is slow; it settles when there is room again. */
  write(text: string): void | Promise<void>;
}

/** Somebody asked to stop, or nobody reads what is printed any more (`parley … | head`). */
export type Interrupt = 'asked' | 'unread';

export interface Signals {
  /** Ctrl-C or a request to terminate; once for each. Without a listener either ends the process, `unread` as if all were done. */
  onInterrupt(listener: (why: Interrupt) => void): Disposable;
  /** Ends the process at once. */
  kill(): void;
}

/** Milliseconds; `sleep` ends early where the signal is aborted. */
export interface CliClock {
  now(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** What every command is given beside its own arguments. */
export type Common = { readonly json: boolean };

export const EXIT = { done: 0, failed: 1, usage: 2, cancelled: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
