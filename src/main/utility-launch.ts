import { fileURLToPath } from 'node:url';
import type { Readable } from 'node:stream';
import type * as Electron from 'electron';
import type { Composition } from '#host/compose.ts';

type Launch = NonNullable<Composition['launch']>;
/** What is used of Electron's `utilityProcess`. */
export type Utility = Pick<(typeof Electron)['utilityProcess'], 'fork'>;

/**
 * Starts the inference host as a utility process. It is a process of its own, which protects from crashes; it is no sandbox
 * (Chromium runs it as `kNoSandbox`).
 */
export const utilityLaunch =
  (utility: Utility): Launch =>
  ({ entry, env, execArgv }) => {
    const child = utility.fork(entry instanceof URL ? fileURLToPath(entry) : entry, [], {
      serviceName: 'Parley inference',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...env },
      execArgv: [...execArgv],
    });
    let over = false;
    child.once('exit', () => {
      over = true;
    });
    return {
      // Known once it has been spawned.
      get pid() {
        return child.pid;
      },
      send(message) {
        if (!over) child.postMessage(message, []);
      },
      onMessage(listener) {
        child.on('message', listener);
      },
      onOutput(listener) {
        for (const stream of [child.stdout, child.stderr] as readonly (Readable | null)[])
          stream?.on('data', (data: Buffer) => listener(data.toString()));
      },
      onExit(listener) {
        child.once('exit', (code) => listener({ code, signal: undefined }));
      },
      kill() {
        // Its own kill is SIGTERM, which a native loop need not hear of.
        if (child.pid === undefined) child.kill();
        else if (!over) process.kill(child.pid, 'SIGKILL');
      },
    };
  };
