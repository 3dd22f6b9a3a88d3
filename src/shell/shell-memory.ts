import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SECRET } from './secrets.ts';
import type { Remembered } from './sessions.ts';

/** A shell that did not end by itself: where it listened, and the windows it had let in. */
export type Forebear = { readonly port: number; readonly pid: number; readonly sessions: readonly Remembered[] };

/**
 * What a shell writes down so that, killed, the next one over the same home can stand in its place: one file for each shell, for this
 * user's eyes alone, gone with a clean end. It holds no link and no cookie, so that who reads it still cannot come in.
 */
export interface ShellMemory {
  /** Shells that were killed not long ago, the newest first. Files that are old, foreign or broken count as none. */
  forebears(): readonly Forebear[];
  /** A home that cannot be written to costs the coming back, nothing else. */
  keep(port: number, sessions: readonly Remembered[]): void;
  /** Says that the shell of this port still lives: what is remembered of it is good for an hour after. */
  touch(port: number): void;
  forget(port: number): void;
}

/** Milliseconds. A port may be another program's meanwhile: the longer ago, the less there is to be said for going back to it. */
const GOOD_FOR = 3_600_000;
const MOST_BYTES = 64 * 1024;
const MOST_SHELLS = 16;

type Options = { readonly now?: () => number; readonly pid?: number };

export function shellMemory(home: string, { now = Date.now, pid = process.pid }: Options = {}): ShellMemory {
  const folder = join(home, 'shells');
  const fileOf = (port: number): string => join(folder, `${port}.json`);
  return {
    forebears() {
      const known = filesIn(folder).flatMap(({ name, at }) => {
        const port = Number(/^(\d{1,5})\.json$/u.exec(name)?.[1] ?? 0);
        const file = join(folder, name);
        if (port === 0 || port > 65_535) return [];
        const found = now() - at < GOOD_FOR ? read(file) : undefined;
        if (found !== undefined) return [{ at, forebear: { ...found, port } }];
        rmSync(file, { force: true, recursive: true });
        return [];
      });
      return known.toSorted((one, other) => other.at - one.at).map(({ forebear }) => forebear);
    },
    keep(port, sessions) {
      const fresh = join(folder, `.${port}.${pid}.tmp`);
      attempt(() => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        chmodSync(folder, 0o700);
        rmSync(fresh, { force: true });
        writeFileSync(fresh, JSON.stringify({ version: 1, pid, sessions }), { mode: 0o600, flag: 'wx' });
        renameSync(fresh, fileOf(port));
      });
    },
    touch(port) {
      const time = new Date(now());
      // Whoever removed the file wants it gone: the windows of this shell then end with it.
      attempt(() => utimesSync(fileOf(port), time, time));
    },
    forget: (port) => attempt(() => rmSync(fileOf(port), { force: true })),
  };
}

function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    // What the file system refuses is borne; anything else is a bug.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

function filesIn(folder: string): readonly { readonly name: string; readonly at: number }[] {
  try {
    const names = readdirSync(folder).slice(0, MOST_SHELLS);
    return names.map((name) => ({ name, at: lstatSync(join(folder, name)).mtimeMs }));
  } catch {
    return [];
  }
}

/** A file of this user that nobody else can have written or read. */
function isOurs(file: string): boolean {
  const about = lstatSync(file);
  if (!about.isFile() || about.size > MOST_BYTES) return false;
  return process.platform === 'win32' || (about.uid === process.getuid?.() && (about.mode & 0o077) === 0);
}

function read(file: string): Omit<Forebear, 'port'> | undefined {
  try {
    if (!isOurs(file)) return undefined;
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const { version, pid, sessions } = fieldsOf(json);
    if (version !== 1 || !Number.isSafeInteger(pid) || !Array.isArray(sessions)) return undefined;
    const remembered = sessions.map(sessionIn);
    return remembered.includes(undefined) ? undefined : { pid: Number(pid), sessions: remembered.filter(isKnown) };
  } catch {
    return undefined;
  }
}

function sessionIn(json: unknown): Remembered | undefined {
  const { fingerprint, key } = fieldsOf(json);
  return isSecret(fingerprint) && isSecret(key) ? { fingerprint, key } : undefined;
}

const isSecret = (value: unknown): value is string => typeof value === 'string' && SECRET.test(value);
const isKnown = (session: Remembered | undefined): session is Remembered => session !== undefined;
const fieldsOf = (json: unknown): Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null ? Object.fromEntries(Object.entries(json)) : {};
