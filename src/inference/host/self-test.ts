import childProcess, { type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';

/** The file that node-llama-cpp 3 forks to try a prebuilt binary in a process of its own (bindings/utils/testBindingBinary.js). */
const SELF_TEST = /[\\/]testBindingBinary\.js$/u;

/**
 * Answers the native library's self-test in place of the process it would fork. In a packaged Electron app a fork of Node cannot run
 * (the fuse RunAsNode is off) and would open the app once more instead. Nothing is lost by it: this host is itself the process that
 * may die of a binary that does not fit. Call it before the library is asked for a binary.
 */
export function answerSelfTest(): void {
  const { fork } = childProcess;
  const stand = (file: string | URL, ...rest: unknown[]): ChildProcess =>
    SELF_TEST.test(String(file)) ? passing() : (fork as (...all: unknown[]) => ChildProcess)(file, ...rest);
  childProcess.fork = stand;
  // The library imports `fork` by name: without this it would keep the real one.
  syncBuiltinESMExports();
}

const ANSWERS: Readonly<Record<string, string>> = { start: 'loaded', test: 'done' };

/** What the library sees of a child that passes: ready, then an answer to each step, then an orderly end. */
function passing(): ChildProcess {
  const events = new EventEmitter();
  const later = (name: string, value: unknown): void => void setImmediate(() => events.emit(name, value));
  const child = Object.assign(events, {
    killed: false,
    exitCode: null,
    send({ type }: { readonly type: string }): boolean {
      const answer = ANSWERS[type];
      if (answer === undefined) later('exit', 0);
      else later('message', { type: answer });
      return true;
    },
    kill: () => true,
  });
  later('message', { type: 'ready' });
  return child as unknown as ChildProcess;
}
