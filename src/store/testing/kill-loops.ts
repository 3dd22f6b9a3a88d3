import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import { random } from '#shared/base/random.ts';
import { openReader } from '../reader.ts';
import { lastAck, startScript, type Child } from './child.ts';

export type KillLoops = {
  readonly folder: string;
  readonly loops: number;
  readonly seed: number;
  readonly early?: boolean;
};
export type KillReport = {
  readonly loops: number;
  /** Events in the file at the end, and loops that lost an acknowledged one or broke the chain. */
  readonly events: number;
  readonly lost: number;
  readonly broken: number;
};

/** Kills a writer (SIGKILL) at a random moment, again and again on one file, and looks each time at what is left. */
export async function killLoops(options: KillLoops): Promise<KillReport> {
  const next = random(options.seed);
  const file = join(options.folder, 'killed.db');
  let report: KillReport = { loops: options.loops, events: 0, lost: 0, broken: 0 };
  for (let loop = 0; loop < options.loops; loop += 1) {
    const faults = options.early === true ? ['--early'] : [];
    const child = startScript('writer.ts', [file, '1000000', '--seed', String(loop + 1), ...faults]);
    // The planted fault kills itself at the worst moment.
    await (options.early === true ? child.ended() : someWay(child, report.events, next));
    child.process.kill('SIGKILL');
    await child.ended();
    report = look(report, file, lastAck(child.output()));
  }
  return report;
}

/** Until some events more are acknowledged, and then any moment longer: the kill falls anywhere in the making of an event. */
async function someWay(child: Child, from: number, next: () => number): Promise<void> {
  await child.until(next() < 0.1 ? /^OPEN/m : new RegExp(`^ACK ${from + 1 + Math.floor(next() * 20)}$`, 'm'));
  await wait(next() * 10);
}

function look(before: KillReport, file: string, acked: number): KillReport {
  const reader = openReader(file);
  if (!reader.ok) return { ...before, broken: before.broken + 1 };
  const verdict = reader.value.verify();
  reader.value.close();
  return {
    loops: before.loops,
    events: verdict.events,
    lost: before.lost + (verdict.events < Math.max(acked, before.events) ? 1 : 0),
    broken: before.broken + (verdict.bad === undefined ? 0 : 1),
  };
}
