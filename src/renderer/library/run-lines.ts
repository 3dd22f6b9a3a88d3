import { useState } from 'react';
import type { RunRow } from '#shared/rpc/methods.ts';
import { modelNames } from '../sweeps/model-choices.ts';
import { folded, nameInSweep, type SweepOf } from './sweep-folds.ts';
import { useModels } from './use-models.ts';

/** A row of the list: a run, called by `name` where it stands under its sweep. */
export type RunLine = { readonly kind: 'run'; readonly key: string; readonly run: RunRow; readonly name?: string };
/** A row for all the runs of a sweep; it began at `startedAt`. */
export type SweepLine = {
  readonly kind: 'sweep';
  readonly key: string;
  readonly sweep: SweepOf;
  readonly count: number;
  readonly startedAt: string;
  readonly isOpen: boolean;
};

type Folds = { readonly open: ReadonlySet<string>; readonly modelName: (model: string) => string };

/** Runs as the rows of a list: those of a sweep behind one row, and shown under it where it is among `open`. */
export function runLines(runs: readonly RunRow[], { open, modelName }: Folds): readonly (RunLine | SweepLine)[] {
  return folded(runs, (run) => run).flatMap((entry): readonly (RunLine | SweepLine)[] => {
    if ('item' in entry) return [lineOf(entry.item)];
    const { sweep, items } = entry;
    const isOpen = open.has(sweep.sweep);
    const startedAt = items.map((run) => run.startedAt).toSorted()[0] ?? '';
    const head = { kind: 'sweep', key: `sweep ${sweep.sweep}`, sweep, count: items.length, startedAt, isOpen } as const;
    return [head, ...(isOpen ? items.map((run) => ({ ...lineOf(run), name: nameInSweep(run, modelName) })) : [])];
  });
}

/** The same, and what unfolds a sweep. Unless it is `isAll` of them that are listed, each run stands by itself. */
export function useRunLines(runs: readonly RunRow[], { isAll }: { readonly isAll: boolean }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const models = useModels();
  return {
    lines: isAll ? runLines(runs, { open, modelName: modelNames(models) }) : runs.map(lineOf),
    onFold: (sweep: string) => setOpen((before) => toggled(before, sweep)),
  };
}

function toggled(open: ReadonlySet<string>, sweep: string): ReadonlySet<string> {
  const after = new Set(open);
  if (!after.delete(sweep)) after.add(sweep);
  return after;
}

const lineOf = (run: RunRow): RunLine => ({ kind: 'run', key: run.run, run });
