import { fail, type Result } from '#shared/base/result.ts';
import type { Abort } from '#shared/base/abort.ts';
import type { ModelFailure } from '#shared/events/vocabulary.ts';
import type { HostExit, HostProcess } from './launch.ts';
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
  readonly launch: () => HostProcess;
  readonly settings: HostSettings;
  readonly deadlines: Deadlines;
  readonly log: (line: string) => void;
};

/** The conversation with one host process, from its start to its end. After its end every answer is the failure it ended with. */
export interface HostLink {
  readonly pid: number | undefined;
  /** Why it ended; undefined while it lives. */
  readonly ended: ModelFailure | undefined;
  ask<Name extends OperationName>(name: Name, ask: Operations[Name]['ask'], waiting: Waiting): Answer<Name>;
  /** Ends it; what is still asked fails as cancelled. */
  close(): Promise<void>;
}

export type Waiting = { readonly signal: Abort; readonly onPiece?: (text: string) => void };
type Answer<Name extends OperationName> = Promise<Result<Operations[Name]['reply'], ModelFailure>>;

type Pending = {
  readonly name: OperationName;
  readonly since: number;
  readonly onPiece: ((text: string) => void) | undefined;
  readonly settle: (result: Result<unknown, ModelFailure>) => void;
};

const CHECK = 100;
const STDERR = 4000;
const CANCELLED: ModelFailure = { kind: 'cancelled', detail: 'the request was cancelled' };

export const linkHost = (options: LinkOptions): HostLink => new Link(options);

class Link implements HostLink {
  readonly #options: LinkOptions;
  readonly #host: HostProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #exited = Promise.withResolvers<void>();
  readonly #timer: NodeJS.Timeout;
  readonly #started = performance.now();
  #ended: ModelFailure | undefined;
  #ready = false;
  #phase = 'starting';
  #output = '';
  #lastSign = this.#started;
  #lastProgress = this.#started;
  #lastWatch = this.#started;
  #count = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#host = options.launch();
    this.#timer = setInterval(() => this.#watch(), CHECK);
    this.#timer.unref();
    this.#host.onMessage((message) => this.#take(message));
    this.#host.onOutput((text) => {
      this.#output = (this.#output + text).slice(-STDERR);
    });
    this.#host.onExit((exit) => {
      this.#end(crash(exit, lastWords(this.#output)));
      this.#exited.resolve();
    });
    this.#host.send({ type: 'settings', settings: options.settings });
  }

  get pid(): number | undefined {
    return this.#host.pid;
  }

  get ended(): ModelFailure | undefined {
    return this.#ended;
  }

  ask<Name extends OperationName>(
    name: Name,
    ask: Operations[Name]['ask'],
    { signal, onPiece }: Waiting,
  ): Answer<Name> {
    if (this.#ended !== undefined) return Promise.resolve(fail(this.#ended));
    if (signal.aborted) return Promise.resolve(fail(CANCELLED));
    this.#count += 1;
    const id = this.#count;
    return new Promise((resolve) => {
      const onAbort = (): void => this.#host.send({ type: 'cancel', id });
      signal.addEventListener('abort', onAbort, { once: true });
      this.#pending.set(id, {
        name,
        since: performance.now(),
        onPiece,
        settle(result) {
          signal.removeEventListener('abort', onAbort);
          // The answer to an operation is of its type: both ends are built from one table.
          resolve(result as Result<Operations[Name]['reply'], ModelFailure>);
        },
      });
      this.#host.send({ type: 'ask', id, name, ask } as Parameters<HostProcess['send']>[0]);
    });
  }

  close(): Promise<void> {
    this.#end(CANCELLED);
    this.#host.kill();
    return this.#exited.promise;
  }

  #take(message: FromHost): void {
    this.#ready = true;
    this.#lastSign = performance.now();
    if (message.type === 'phase') this.#phase = message.phase;
    else if (message.type === 'log') this.#options.log(`${message.level}: ${message.line}`);
    else if (message.type === 'pieces') {
      for (const [id, text] of message.pieces) this.#pending.get(id)?.onPiece?.(text);
    } else if (message.type === 'reply') {
      this.#pending.get(message.id)?.settle(message.result);
      this.#pending.delete(message.id);
    }
    if (message.type !== 'beat' && message.type !== 'log') this.#lastProgress = this.#lastSign;
  }

  #end(failure: ModelFailure): void {
    if (this.#ended !== undefined) return;
    this.#ended = failure;
    clearInterval(this.#timer);
    for (const one of this.#pending.values()) one.settle(fail(failure));
    this.#pending.clear();
  }

  #watch(): void {
    const now = performance.now();
    const missed = now - this.#lastWatch > CHECK * 10;
    this.#lastWatch = now;
    if (missed) {
      // It was this process that stood still (or the whole machine slept): what the host said meanwhile is still to be read.
      [this.#lastSign, this.#lastProgress] = [now, now];
      return;
    }
    const silence = this.#silence(now);
    if (silence === undefined) return;
    const words = lastWords(this.#output);
    // Tells first and kills then: who waits must not wait for the system to bury the process.
    this.#end({
      kind: 'hung',
      detail: `the inference host ${silence} while ${this.#phase}, and was killed`,
      signal: 'SIGKILL',
      ...(words === '' ? {} : { stderr: words }),
    });
    this.#host.kill();
  }

  /** What the host has failed to do in time, in words; undefined while it is in time. */
  #silence(now: number): string | undefined {
    const { deadlines } = this.#options;
    if (!this.#ready)
      return now - this.#started > deadlines.start ? `said nothing for ${seconds(deadlines.start)}` : undefined;
    if (now - this.#lastSign > deadlines.beat) return `did not answer for ${seconds(deadlines.beat)}`;
    const all = [...this.#pending.values()];
    if (all.some((one) => one.name === 'load' && now - one.since > deadlines.load)) {
      return `had not loaded the model after ${seconds(deadlines.load)}`;
    }
    const others = all.filter((one) => one.name !== 'load').map((one) => one.since);
    const since = Math.max(this.#lastProgress, Math.min(...others));
    return now - since > deadlines.progress ? `made no progress for ${seconds(deadlines.progress)}` : undefined;
  }
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
