import type { Server } from 'node:http';
import type { Remembered } from './sessions.ts';
import type { Forebear, ShellMemory } from './shell-memory.ts';

export type Standing = {
  readonly port: number;
  /** The sessions of the shell that was here before. */
  readonly before: readonly Remembered[];
};
type Options = { readonly memory?: ShellMemory; readonly log: (line: string) => void };

/**
 * Listens on 127.0.0.1: in the place of a shell that was killed where that is free, else on any free port. Where another program took
 * the place, its windows cannot come back, which is said; that another shell of this home stands there is as it should be.
 */
export async function listening(server: Server, { memory, log }: Options): Promise<Standing> {
  for (const forebear of memory?.forebears() ?? []) {
    if (await isFree(server, forebear.port)) return { port: forebear.port, before: forebear.sessions };
    if (isAlive(forebear)) continue;
    memory?.forget(forebear.port);
    log(
      `another program took port ${forebear.port}: windows that are still open cannot come back, open the link in them`,
    );
  }
  await listen(server, 0);
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, before: [] };
}

const isFree = (server: Server, port: number): Promise<boolean> =>
  listen(server, port).then(
    () => true,
    () => false,
  );

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      server.off('listening', listens);
      reject(error);
    };
    const listens = (): void => {
      server.off('error', failed);
      resolve();
    };
    server.once('error', failed).once('listening', listens);
    server.listen({ host: '127.0.0.1', port, exclusive: true });
  });
}

function isAlive({ pid }: Forebear): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
