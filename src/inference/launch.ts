import { fork, type ChildProcess } from 'node:child_process';
import type { FromHost, ToHost } from './messages.ts';

/** How a host process ended. */
export type HostExit = { readonly code: number | undefined; readonly signal: string | undefined };

/** A running host process, whatever started it: a plain child process, or Electron's utility process. */
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

/** What a host is started with: its entry, a minimal environment and the flags of its Node. */
export type HostStart = {
  readonly entry: URL | string;
  readonly env: Readonly<Record<string, string>>;
  readonly execArgv: readonly string[];
};

/** Starts a host process: a fork of Node where nothing else is given. */
export type Launch = (start: HostStart) => HostProcess;

/** MiB of JavaScript heap: a hostile file or template dies of it in the host, before the machine does. */
const HEAP = 1024;
const EXIT_GRACE = 250;
const KEPT =
  /^(PATH|HOME|LANG|TMPDIR|TEMP|TMP|SystemRoot|windir|USERPROFILE|LOCALAPPDATA|LD_LIBRARY_PATH|DYLD_.*|CUDA_.*|GGML_.*|VK_.*|HIP_.*)$/u;

export const hostStart = (entry: URL | string): HostStart => ({
  entry,
  env: Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      KEPT.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  ),
  execArgv: [`--max-old-space-size=${HEAP}`, '--disable-warning=ExperimentalWarning'],
});

/** Starts the host on this process's own Node. */
export function forkHost({ entry, env, execArgv }: HostStart): HostProcess {
  const child = fork(entry, [], {
    serialization: 'advanced',
    execArgv: [...execArgv],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env,
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
