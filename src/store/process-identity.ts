import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process that may hold a lock. `start` tells it from a later one of the same pid; unknown outside Linux. */
export type ProcessIdentity = { readonly pid: number; readonly start?: string; readonly host: string };

export function ownIdentity(): ProcessIdentity {
  return identityOf(process.pid);
}

/** A process of this machine. */
export function identityOf(pid: number): ProcessIdentity {
  const start = startOf(pid);
  return { pid, ...(start === undefined ? {} : { start }), host: hostname() };
}

/**
 * True only where that very process is known to be no more: no process has its pid, or one that began at another time, or it
 * is a zombie. A process of another machine cannot be asked, so it counts as alive.
 */
export function isGone(holder: ProcessIdentity): boolean {
  if (holder.host !== hostname()) return false;
  if (!respondsToSignals(holder.pid)) return true;
  const start = startOf(holder.pid);
  return process.platform === 'linux' && holder.start !== undefined && start !== holder.start;
}

function respondsToSignals(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The boot and the clock ticks after it at which a process began; undefined for a zombie and outside Linux (see proc(5), stat). */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}:${fields[19] ?? ''}`;
  } catch {
    return undefined;
  }
}
