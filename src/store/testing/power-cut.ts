import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { random } from '#shared/base/random.ts';
import { micros } from '#shared/events/ids.ts';
import { openJournal } from '../journal.ts';
import { RUN, said } from './drafts.ts';
import { traceWriter, type DiskStep } from './syscalls.ts';

export type PowerCuts = {
  /** An empty folder to work in. */
  readonly folder: string;
  readonly cuts: number;
  readonly events: number;
  readonly synchronous: 'FULL' | 'NORMAL';
  readonly seed: number;
};
export type PowerReport = {
  readonly cuts: number;
  readonly steps: number;
  readonly syncs: number;
  /** Cuts after which an acknowledged event was gone, and the most that one cut lost. */
  readonly lost: number;
  readonly mostLost: number;
  /** Cuts after which the file could not be opened and written on. */
  readonly broken: readonly string[];
};

/** A file as the disk has it, and what was written since it was last synced, in order. */
type Inode = { durable: Buffer; readonly pending: Pending[] };
type Pending = { readonly kind: 'write' | 'truncate'; readonly at: number; readonly bytes: Buffer };

/**
 * Simulated power cuts: a traced writer's steps are replayed up to a random one; of what was not yet synced nothing, a random
 * part, or a random part with torn writes reaches the disk. What is left must open, hold every acknowledged event and take
 * another. Names (create, rename, unlink) count as durable at once, the shared index (-shm) as lost.
 */
export function powerCuts(options: PowerCuts): PowerReport {
  const written = join(options.folder, 'written');
  mkdirSync(written, { recursive: true });
  const args = [String(options.events), '--most', '100000', '--seed', String(options.seed), '--die'];
  const steps = traceWriter(join(written, 'run.db'), [...args, '--synchronous', options.synchronous]);
  const next = random(options.seed);
  const cuts = Array.from({ length: options.cuts }, () => 1 + Math.floor(next() * steps.length)).toSorted(
    (a, b) => a - b,
  );
  const syncs = steps.filter(({ kind }) => kind === 'sync').length;
  let report: PowerReport = { cuts: options.cuts, steps: steps.length, syncs, lost: 0, mostLost: 0, broken: [] };
  const disk = new Map<string, Inode>();
  let acked = 0;
  let done = 0;
  for (const cut of cuts) {
    for (const step of steps.slice(done, cut)) acked = step.kind === 'ack' ? step.seq : replay(disk, step, acked);
    done = cut;
    report = assess(report, { disk, acked, next, image: join(options.folder, 'image') });
  }
  return report;
}

function replay(disk: Map<string, Inode>, step: Exclude<DiskStep, { kind: 'ack' }>, acked: number): number {
  const inode = disk.get(step.file) ?? { durable: Buffer.alloc(0), pending: [] };
  if (step.kind === 'create') disk.set(step.file, inode);
  if (step.kind === 'unlink' || step.kind === 'rename') disk.delete(step.file);
  if (step.kind === 'rename') disk.set(step.to, inode);
  if (step.kind === 'write') inode.pending.push({ kind: 'write', at: step.at, bytes: step.bytes });
  if (step.kind === 'truncate') inode.pending.push({ kind: 'truncate', at: step.size, bytes: Buffer.alloc(0) });
  if (step.kind === 'sync') inode.durable = applied(inode.durable, inode.pending.splice(0));
  return acked;
}

function applied(content: Buffer, changes: readonly Pending[]): Buffer {
  if (changes.length === 0) return content;
  const after = Buffer.alloc(Math.max(content.length, ...changes.map(({ at, bytes }) => at + bytes.length)));
  content.copy(after);
  let size = content.length;
  for (const change of changes) {
    if (change.kind === 'truncate') {
      after.fill(0, Math.min(size, change.at));
      size = change.at;
    } else {
      change.bytes.copy(after, change.at);
      size = Math.max(size, change.at + change.bytes.length);
    }
  }
  return after.subarray(0, size);
}

type Cut = {
  readonly disk: ReadonlyMap<string, Inode>;
  readonly acked: number;
  readonly next: () => number;
  readonly image: string;
};

function assess(before: PowerReport, cut: Cut): PowerReport {
  rmSync(cut.image, { recursive: true, force: true });
  mkdirSync(cut.image);
  const mode = Math.floor(cut.next() * 3);
  for (const [file, inode] of cut.disk) {
    writeFileSync(join(cut.image, basename(file)), applied(inode.durable, survivors(inode.pending, mode, cut.next)));
  }
  const opened = openJournal({ file: join(cut.image, 'run.db'), run: RUN });
  if (!opened.ok) {
    const fine = opened.failure.kind === 'missing' && cut.acked === 0;
    return fine ? before : { ...before, broken: [...before.broken, opened.failure.detail] };
  }
  const journal = opened.value;
  const lost = Math.max(0, cut.acked - journal.lastSeq());
  const more = journal.lastSeq() === 0 || journal.append([said(1, 'after the cut')], micros(1)).ok;
  journal.close();
  return {
    ...before,
    lost: before.lost + (lost > 0 ? 1 : 0),
    mostLost: Math.max(before.mostLost, lost),
    broken: more ? before.broken : [...before.broken, 'takes no further event'],
  };
}

/** Mode 0: nothing that was not synced; 1: a random part of it; 2: a random part, a third of it torn. */
function survivors(pending: readonly Pending[], mode: number, next: () => number): readonly Pending[] {
  if (mode === 0) return [];
  const kept = pending.filter(() => next() < 0.5);
  if (mode === 1) return kept;
  return kept.map((change) =>
    next() < 1 / 3 ? { ...change, bytes: change.bytes.subarray(0, Math.floor(next() * change.bytes.length)) } : change,
  );
}
