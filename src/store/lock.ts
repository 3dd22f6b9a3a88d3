import { randomBytes } from 'node:crypto';
import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { disposable, type Disposable } from '#shared/base/disposable.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { JournalFailure } from '#engine/ports.ts';
import { failureOf, type Busy } from './failures.ts';
import { isGone, ownIdentity, type ProcessIdentity } from './process-identity.ts';

/** Where the lock of a run's file lies: `runs/ID.db` is held by `runs/ID.lock`. */
export const lockPathOf = (file: string): string => `${file.replace(/\.db$/, '')}.lock`;

/**
 * Takes the lock beside `file` for `who`, or says at once which process holds it; the lock of a process that is gone is taken
 * over. Disposing gives it back.
 */
export function takeLock(file: string, who = ownIdentity()): Result<Disposable, Busy | JournalFailure> {
  const path = lockPathOf(file);
  try {
    return acquire({ path, file, who, depth: 0 });
  } catch (error) {
    return fail(failureOf(error, path));
  }
}

/** The live process that writes `file`; undefined where none does (the run has ended or was interrupted). */
export function holderOf(file: string): ProcessIdentity | undefined {
  const holder = readHolder(lockPathOf(file));
  return holder === undefined || holder.gone ? undefined : holder;
}

/** `token` is of one lock file, never used again. */
type Holder = ProcessIdentity & { readonly token: string; readonly gone: boolean };
type Claim = { readonly path: string; readonly file: string; readonly who: ProcessIdentity; readonly depth: number };

/** A claim on a claim on a claim … of processes that all died within a takeover: never seen, but bounded. */
const DEEPEST = 6;
/** Each further try means that another process gave the lock back in between. */
const TRIES = 50;

function acquire(claim: Claim): Result<Disposable, Busy | JournalFailure> {
  const token = randomBytes(8).toString('hex');
  const draft = `${claim.path}.${token}.new`;
  const text = JSON.stringify({ pid: claim.who.pid, start: claim.who.start, host: claim.who.host, token });
  try {
    writeNew(draft, text);
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (publish(draft, claim.path, text)) return ok(held(claim.path, token));
      const holder = readHolder(claim.path);
      if (holder === undefined) continue;
      if (!holder.gone || claim.depth >= DEEPEST) return fail(busy(claim.file, holder));
      const taken = takeOver(claim, holder, draft);
      if (!taken.ok) return taken;
      if (taken.value) return ok(held(claim.path, token));
    }
    return fail({ kind: 'busy', pid: 0, detail: `${claim.file} is being opened by several processes: try again.` });
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Replaces the lock of a process that is gone. Whoever does so must first own a claim named after that very lock (its token), so
 * two can never do it at once; and it looks again once it owns the claim, so that one who was slow never removes a new lock.
 * A claim is a lock like any other: that of a process which died with it is taken over the same way.
 */
function takeOver(claim: Claim, holder: Holder, draft: string): Result<boolean, Busy | JournalFailure> {
  const right = acquire({ ...claim, path: `${claim.path}.${holder.token}`, depth: claim.depth + 1 });
  if (!right.ok) return right;
  try {
    const now = readHolder(claim.path);
    if (now?.token !== holder.token || !now.gone) return ok(false);
    renameSync(draft, claim.path);
    return ok(true);
  } finally {
    right.value.dispose();
  }
}

function held(path: string, token: string): Disposable {
  return disposable(() => {
    if (readHolder(path)?.token === token) rmSync(path, { force: true });
  });
}

/** Puts the written draft in its place, whole or not at all; false where something lies there. */
function publish(draft: string, path: string, text: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!NO_LINKS.has(codeOf(error))) throw error;
  }
  // A file system without hard links: created exclusively, and for a moment empty; readHolder knows.
  try {
    writeNew(path, text);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK']);

function writeNew(path: string, text: string): void {
  const handle = openSync(path, 'wx', 0o644);
  try {
    writeSync(handle, text);
  } finally {
    closeSync(handle);
  }
}

/** An unreadable lock is one just being written, or after some seconds what a power cut left of one. */
const YOUNG_MS = 3000;

function readHolder(path: string): Holder | undefined {
  try {
    const age = Date.now() - statSync(path).mtimeMs;
    const { pid, start, host, token } = fieldsOf(readFileSync(path, 'utf8'));
    if (
      typeof pid !== 'number' ||
      typeof host !== 'string' ||
      typeof token !== 'string' ||
      !/^[0-9a-f]+$/.test(token)
    ) {
      return { pid: 0, host: '', token: 'unreadable', gone: Math.abs(age) > YOUNG_MS };
    }
    const holder = { pid, host, ...(typeof start === 'string' ? { start } : {}) };
    return { ...holder, token, gone: isGone(holder) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function busy(file: string, holder: Holder): Busy {
  const where = holder.host === '' || holder.host === ownIdentity().host ? '' : ` on ${holder.host}`;
  const detail = `${file} is in use by process ${holder.pid}${where}: end it, or wait until it is done.`;
  return { kind: 'busy', pid: holder.pid, detail };
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');
