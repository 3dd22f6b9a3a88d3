import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { micros } from '#shared/events/ids.ts';
import { createJournal } from '#store/journal.ts';
import { created, RUN, said } from '#store/testing/drafts.ts';
import { valueOf } from '#store/testing/scratch.ts';

export type AppendFigures = {
  /** Durable appends per second (synchronous=FULL), one event of about 1 kB in a transaction of its own: the median of the runs. */
  readonly appendsPerSecond: number;
  readonly runs: readonly number[];
  /** The same with synchronous=NORMAL, which a power cut may undo: what durability costs. */
  readonly normalPerSecond: number;
};

/** Measures the journal on the disk of `folder` (the system's temporary folder unless named). */
export function benchAppends(
  options: { readonly folder?: string; readonly runs?: number; readonly events?: number } = {},
): AppendFigures {
  const { folder = tmpdir(), runs = 5, events = 300 } = options;
  const full = Array.from({ length: runs }, () => rate({ folder, events, synchronous: 'FULL' }));
  const normal = Array.from({ length: runs }, () => rate({ folder, events, synchronous: 'NORMAL' }));
  return { appendsPerSecond: median(full), runs: full, normalPerSecond: median(normal) };
}

type Row = { readonly folder: string; readonly events: number; readonly synchronous: 'FULL' | 'NORMAL' };

function rate(row: Row): number {
  const home = mkdtempSync(join(row.folder, 'parley-bench-'));
  const place = { file: join(home, 'run.db'), run: RUN };
  const journal = valueOf(createJournal(place, { settings: { synchronous: row.synchronous } }));
  valueOf(journal.append([created()], micros(0)));
  const body = 'ten chars '.repeat(85);
  const before = performance.now();
  for (let count = 1; count <= row.events; count += 1) valueOf(journal.append([said(count, body)], micros(count)));
  const seconds = (performance.now() - before) / 1000;
  journal.close();
  rmSync(home, { recursive: true });
  return Math.round(row.events / seconds);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
