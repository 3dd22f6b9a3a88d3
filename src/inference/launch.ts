import { fork, type ChildProcess } from 'node:child_process';
import type { FromHost, ToHost } from './messages.ts';

/** How a host process ended. */
export type HostExit = { readonly code: number | undefined; readonly signal: string | undefined };

/** A running host process, whatever started it: a plain child process now, Electron's utility process later. */
export interface HostProcess {
  readonly pid: number | undefined;
  send(message: ToHost): void;
  onMessage(listener: (message: FromHost) => void): void;
  /** What it writes to stdout and stderr, in order of arrival. */
  onOutput(listener: (text: string) => void): void;
  /** Called once, after the last output where that comes within a moment. */
  onExit(listener: (exit: HostExit) => void): void;
  /** SIGKILL or its like: a host that hangs hears nothing softer. */
  kill(): void;
}

export type Launch = () => HostProcess;

/** MiB of JavaScript heap: a hostile file or template dies of it in the host, before the machine does. */
const HEAP = 1024;
const EXIT_GRACE = 250;
const KEPT =
  /^(PATH|HOME|LANG|TMPDIR|TEMP|TMP|SystemRoot|windir|USERPROFILE|LOCALAPPDATA|LD_LIBRARY_PATH|DYLD_.*|CUDA_.*|GGML_.*|VK_.*|HIP_.*)$/u;

/** Starts `entry` (the host's main file) on this process's own Node with a minimal environment. */
export function forkHost(entry: URL | string): HostProcess {
  const child = fork(entry, [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${HEAP}`, '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => KEPT.test(name))),
  });
  return {
    pid: child.pid,
    send(message) {
      // A host that died between two calls is announced by its exit; the failed write adds nothing.
      if (child.connected) child.send(message, () => {});
    },
    onMessage(listener) {
      child.on('message', (message) => listener(message as FromHost));
    },
    onOutput(listener) {
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (data: Buffer) => listener(data.toString()));
    },
    onExit(listener) {
      whenExited(child, listener);
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}

/** Waits for the last output too, but not for ever: a grandchild may hold the pipe. */
function whenExited(child: ChildProcess, listener: (exit: HostExit) => void): void {
  let done = false;
  const tell = (code: number | null, signal: string | null): void => {
    if (done) return;
    done = true;
    listener({ code: code ?? undefined, signal: signal ?? undefined });
  };
  child.once('close', tell);
  child.once('exit', (code, signal) => setTimeout(tell, EXIT_GRACE, code, signal));
  child.once('error', () => tell(null, null));
}
