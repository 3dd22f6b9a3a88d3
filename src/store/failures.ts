import Database from 'better-sqlite3';
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JournalFailure } from '#engine/ports.ts';

/** Another process writes here; `pid` is 0 where it could not be read. */
export type Busy = { readonly kind: 'busy'; readonly pid: number; readonly detail: string };

/** Why a file could not be opened; `detail` is one sentence: what, where, what to do. */
export type OpenFailure =
  | JournalFailure
  | Busy
  | { readonly kind: 'newer' | 'foreign' | 'missing' | 'exists' | 'imported'; readonly detail: string };

/**
 * What SQLite or the file system refused, as data. Whatever else was thrown is a bug and is thrown on, a broken constraint
 * (an append-only trigger) among it.
 */
export function failureOf(error: unknown, file: string): JournalFailure {
  const kind = kindOf(error, file);
  if (kind === undefined) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  return { kind, detail: `${ADVICE[kind].replace('FILE', file)} (${reason})` };
}

/** True where the disk may hold something else than what SQLite believes: only a fresh open can tell. */
export function isUnsure(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_IOERR_(DIR_)?FSYNC$/.test(error.code);
}

const ADVICE: Record<JournalFailure['kind'], string> = {
  full: 'The disk is full, so nothing was written to FILE: free some space and go on.',
  'read-only': 'FILE cannot be written to: check the rights of its folder or choose another folder.',
  corrupt: 'FILE is damaged: run parley verify to see up to where it holds.',
  closed: 'FILE is closed.',
  io: 'The system could not read or write FILE.',
  'too-large': 'An event is too large for FILE.',
};

function kindOf(error: unknown, file: string): JournalFailure['kind'] | undefined {
  if (error instanceof Database.SqliteError) return kindOfSqlite(error.code, file);
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return 'full';
  return error.code === 'EROFS' || error.code === 'EACCES' || error.code === 'EPERM' ? 'read-only' : 'io';
}

function kindOfSqlite(code: string, file: string): JournalFailure['kind'] | undefined {
  if (code.startsWith('SQLITE_IOERR')) return noneFree(file) ? 'full' : 'io';
  const primary = /^SQLITE_[A-Z]+/.exec(code)?.[0] ?? '';
  return PRIMARY[primary];
}

const PRIMARY: Partial<Record<string, JournalFailure['kind']>> = {
  SQLITE_FULL: 'full',
  SQLITE_READONLY: 'read-only',
  SQLITE_CANTOPEN: 'read-only',
  SQLITE_PERM: 'read-only',
  SQLITE_CORRUPT: 'corrupt',
  SQLITE_NOTADB: 'corrupt',
  SQLITE_TOOBIG: 'too-large',
  SQLITE_BUSY: 'io',
  SQLITE_LOCKED: 'io',
  SQLITE_PROTOCOL: 'io',
  SQLITE_NOMEM: 'io',
  SQLITE_NOLFS: 'io',
};

/** On a full disk SQLite names the growing of its shared index an I/O error, and a reached quota too. */
function noneFree(file: string): boolean {
  try {
    return statfsSync(dirname(file)).bavail < 16;
  } catch {
    return false;
  }
}
