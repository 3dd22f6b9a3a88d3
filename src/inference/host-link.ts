import { fail, type Result } from '#shared/base/result.ts';
import type { Abort } from '#shared/base/abort.ts';
import type { ModelFailure } from '#shared/events/vocabulary.ts';
import type { HostExit, HostProcess, Launch } from './launch.ts';
import type { FromHost, HostSettings, OperationName, Operations } from './messages.ts';

/** Milliseconds after which a silent host counts as hung. */
export type Deadlines = {
  /** From its start to its first word. */
  readonly start: number;
  /** Between two signs of life of its thread. */
  readonly beat: number;
  /** For one load. */
  readonly load: number;
  /** Without any progress (a chunk evaluated, a token written, an answer) while something other than a load is asked of it. */
  readonly progress: number;
};

export const DEFAULT_DEADLINES: Deadlines = { start: 60_000, beat: 20_000, load: 600_000, progress: 120_000 };

export type LinkOptions = {
  readonly launch: Launch;
  readonly settings: HostSettings;
  readonly deadlines: Deadlines;
  readonly log: (line: string) => void;
};

/** The conversation with one host process, from its start to its end. After its end every answer is the failure it ended with. */
export interface HostLink {
  readonly pid: number | undefined;
  /** Why it ended; undefined while it lives. */
  readonly ended: ModelFailure | undefined;
  ask<Name extends OperationName>(
    name: Name,
    ask: Operations[Name]['ask'],
    waiting: { readonly signal: Abort; readonly onPiece?: (text: string) => void },
  ): Promise<Result<Operations[Name]['reply'], ModelFailure>>;
  /** Ends it; what is still asked fails as cancelled. */
  close(): Promise<void>;
}

type Pending = {
  readonly name: OperationName;
  readonly since: number;
  readonly onPiece: ((text: string) => void) | undefined;
  readonly settle: (result: Result<unknown, ModelFailure>) => void;
};

const CHECK = 100;
const STDERR = 4000;
const CANCELLED: ModelFailure = { kind: 'cancelled', detail: 'the request was cancelled' };

export function linkHost({ launch, settings, deadlines, log }: LinkOptions): HostLink {
  const host: HostProcess = launch();
  const started = performance.now();
  const pending = new Map<number, Pending>();
  const exited = Promise.withResolvers<void>();
  let ended: ModelFailure | undefined;
  let ready = false;
  let phase = 'starting';
  let output = '';
  let lastSign = started;
  let lastProgress = started;
  let lastWatch = started;
  let count = 0;

  const end = (failure: ModelFailure): void => {
    if (ended !== undefined) return;
    ended = failure;
    clearInterval(timer);
    for (const one of pending.values()) one.settle(fail(failure));
    pending.clear();
  };

  /** Kills first and tells at once: who waits must not wait for the system to bury the process. */
  const hang = (silence: string): void => {
    const words = lastWords(output);
    end({
      kind: 'hung',
      detail: `the inference host ${silence} while ${phase}, and was killed`,
      signal: 'SIGKILL',
      ...(words === '' ? {} : { stderr: words }),
    });
    host.kill();
  };

  const watch = (): void => {
    const now = performance.now();
    const missed = now - lastWatch > CHECK * 10;
    lastWatch = now;
    if (missed) {
      // It was this process that stood still (or the whole machine slept): what the host said meanwhile is still to be read.
      [lastSign, lastProgress] = [now, now];
      return;
    }
    if (!ready) {
      if (now - started > deadlines.start) hang(`said nothing for ${seconds(deadlines.start)}`);
      return;
    }
    if (now - lastSign > deadlines.beat) {
      hang(`did not answer for ${seconds(deadlines.beat)}`);
      return;
    }
    const all = [...pending.values()];
    if (all.some((one) => one.name === 'load' && now - one.since > deadlines.load)) {
      hang(`had not loaded the model after ${seconds(deadlines.load)}`);
      return;
    }
    const others = all.filter((one) => one.name !== 'load').map((one) => one.since);
    if (others.length > 0 && now - Math.max(lastProgress, Math.min(...others)) > deadlines.progress) {
      hang(`made no progress for ${seconds(deadlines.progress)}`);
    }
  };
  const timer = setInterval(watch, CHECK);
  timer.unref();

  host.onMessage((message) => {
    ready = true;
    lastSign = performance.now();
    if (message.type === 'phase') phase = message.phase;
    else if (message.type === 'log') log(`${message.level}: ${message.line}`);
    else if (message.type === 'piece') pending.get(message.id)?.onPiece?.(message.text);
    else if (message.type === 'reply') settle(message);
    if (message.type !== 'beat' && message.type !== 'log') lastProgress = lastSign;
  });
  host.onOutput((text) => {
    output = (output + text).slice(-STDERR);
  });
  host.onExit((exit) => {
    end(crash(exit, lastWords(output)));
    exited.resolve();
  });
  host.send({ type: 'settings', settings });

  const settle = ({ id, result }: Extract<FromHost, { type: 'reply' }>): void => {
    pending.get(id)?.settle(result);
    pending.delete(id);
  };

  return {
    pid: host.pid,
    get ended() {
      return ended;
    },
    ask(name, ask, { signal, onPiece }) {
      if (ended !== undefined) return Promise.resolve(fail(ended));
      if (signal.aborted) return Promise.resolve(fail(CANCELLED));
      count += 1;
      const id = count;
      return new Promise((resolve) => {
        const onAbort = (): void => host.send({ type: 'cancel', id });
        signal.addEventListener('abort', onAbort, { once: true });
        pending.set(id, {
          name,
          since: performance.now(),
          onPiece,
          settle(result) {
            signal.removeEventListener('abort', onAbort);
            // The answer to an operation is of its type: both ends are built from one table.
            resolve(result as Result<Operations[typeof name]['reply'], ModelFailure>);
          },
        });
        host.send({ type: 'ask', id, name, ask } as Parameters<HostProcess['send']>[0]);
      });
    },
    close() {
      end(CANCELLED);
      host.kill();
      return exited.promise;
    },
  };
}

function crash({ code, signal }: HostExit, stderr: string): ModelFailure {
  const how = signal ?? (code === undefined ? 'no exit code' : `exit code ${code}`);
  return {
    kind: 'crashed',
    detail: `the inference host died (${how})${stderr === '' ? '' : `: ${stderr.split('\n').at(-1)}`}`,
    signal: how,
    ...(stderr === '' ? {} : { stderr }),
  };
}

/** The last lines, at most 1,000 characters. */
const lastWords = (output: string): string => output.trim().split('\n').slice(-8).join('\n').slice(-1000);

const seconds = (milliseconds: number): string => `${Math.round(milliseconds / 100) / 10} s`;
