import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { disposable } from '#shared/base/disposable.ts';
import { emitter } from '#shared/base/emitter.ts';
import { processLines } from './process-lines.ts';
import type { Interrupt, Output, Signals, World } from './world.ts';

type About = Pick<World, 'client' | 'command' | 'openWindow'>;

/** Wires the process to a World. */
export function processWorld({ client, command, openWindow }: About): World {
  const { stdout, stderr, stdin, env } = process;
  const interactive = stdin.isTTY && stderr.isTTY;
  const signals = processSignals();
  const typed = processLines(process);
  const output = (stream: NodeJS.WriteStream): Output => ({
    write: (text) => typed.above(stream, () => written(stream, text)),
  });
  return {
    client,
    stdout: output(stdout),
    stderr: output(stderr),
    isTTY: stdout.isTTY,
    get columns() {
      return stdout.columns > 0 ? stdout.columns : 80;
    },
    env,
    command,
    signals,
    clock: {
      now: () => performance.now(),
      sleep: async (ms, signal) => {
        // An abort ends the sleep early and is no failure of it.
        await delay(ms, undefined, { signal }).catch(() => {});
      },
    },
    lines: (signal) => typed.lines(signal),
    openWindow,
    ask: interactive ? ask : undefined,
  };
}

/** All that was written has left the process; needed before it exits, for pipes are asynchronous. */
export async function flushed(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writable) await new Promise<void>((resolve) => stream.write('', () => resolve()));
  }
}

function written(stream: NodeJS.WriteStream, text: string): Promise<void> | undefined {
  return !stream.writable || stream.write(text) ? undefined : drained(stream);
}

/** There is room again, or there never will be: a reader that has gone must not make a write fail. */
async function drained(stream: NodeJS.WriteStream): Promise<void> {
  await Promise.race([once(stream, 'drain'), once(stream, 'close')]).catch(() => {});
}

/** The door may pass on a Ctrl-C that the terminal has sent to both processes: what follows this closely is the same one; milliseconds. */
const SAME_INTERRUPT = 250;

function processSignals(): Signals {
  const interrupts = emitter<Interrupt>();
  let listeners = 0;
  let last = -Infinity;
  const hear = (): void => {
    const now = performance.now();
    if (now - last < SAME_INTERRUPT) return;
    last = now;
    if (listeners === 0) kill();
    interrupts.emit('asked');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear);
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    const gone = error.code === 'EPIPE' || error.code === 'EOF';
    if (!gone) process.stderr.write(`parley: the output could not be written: ${error.message}\n`);
    if (listeners === 0) process.exit(gone ? 0 : 1);
    interrupts.emit('unread');
  });
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return {
    onInterrupt(listener) {
      listeners += 1;
      const heard = interrupts.on(listener);
      return disposable(() => {
        listeners -= 1;
        heard.dispose();
      });
    },
    kill,
  };
}

const kill = (): never => process.exit(130);

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
