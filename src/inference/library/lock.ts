import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { fail, ok, type Result } from '#shared/base/result.ts';

export interface FileLock {
  release(): Promise<void>;
}

const BEAT = 5000;
const STALE = 60_000;

/**
 * Takes the lock file or says who holds it. A lock is left when its process is gone or has not touched it for a minute, so that a
 * number that was given to another process does not hold it for ever.
 */
export async function takeLock(path: string): Promise<Result<FileLock, { readonly pid: number }>> {
  const token = `${process.pid} ${crypto.randomUUID()}`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await create(path, token)) return ok(hold(path, token));
    const holder = await holderOf(path);
    if (holder !== undefined) return fail({ pid: holder });
    await rm(path, { force: true });
  }
  return fail({ pid: 0 });
}

async function create(path: string, token: string): Promise<boolean> {
  try {
    await writeFile(path, token, { flag: 'wx' });
    return (await readFile(path, 'utf8')) === token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function hold(path: string, token: string): FileLock {
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, BEAT);
  beat.unref();
  return {
    async release() {
      clearInterval(beat);
      const current = await readFile(path, 'utf8').catch(() => '');
      if (current === token) await rm(path, { force: true });
    },
  };
}

async function holderOf(path: string): Promise<number | undefined> {
  const about = await stat(path).catch(() => undefined);
  if (about === undefined || Date.now() - about.mtimeMs > STALE) return undefined;
  const pid = Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10);
  // an empty lock is one that is being written
  if (!Number.isInteger(pid)) return 0;
  return isAlive(pid) ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
