import { visibleLine } from '#shared/base/visible-text.ts';
import type { RunRow } from '#shared/rpc/methods.ts';

export type SweepOf = NonNullable<RunRow['sweep']>;
/** What takes one place in a list: something by itself, or all that one sweep made. */
export type Folded<Item> = { readonly item: Item } | { readonly sweep: SweepOf; readonly items: readonly Item[] };

/**
 * The runs of a sweep as one, where the first of them stood. What goes on or was pinned is looked for by itself, and a sweep of which one
 * run is left is no more than that run.
 */
export function folded<Item>(items: readonly Item[], rowOf: (item: Item) => RunRow): readonly Folded<Item>[] {
  const bySweep = Map.groupBy(items, (item) => sweepIn(rowOf(item))?.sweep);
  return items.flatMap((item): readonly Folded<Item>[] => {
    const sweep = sweepIn(rowOf(item));
    const own = sweep === undefined ? [] : (bySweep.get(sweep.sweep) ?? []);
    if (sweep === undefined || own.length < 2) return [{ item }];
    return own[0] === item ? [{ sweep, items: own }] : [];
  });
}

/** What tells a run of a sweep from the others: the name that it was given, else who played in it. */
export function nameInSweep(
  { title, models, sweep }: Pick<RunRow, 'title' | 'models' | 'sweep'>,
  modelName: (model: string) => string,
): string {
  return title === sweep?.title ? models.map(modelName).join(', ') : title;
}

/** Who played in a run of a sweep, where a list has no row for the sweep; runs of one sweep are called alike. */
export const playersOf = ({ sweep, models }: Pick<RunRow, 'sweep' | 'models'>): string =>
  sweep === undefined ? '' : `${models.map(visibleLine).join(', ')} · `;

const sweepIn = ({ sweep, pinned, state }: RunRow): SweepOf | undefined =>
  pinned || state === 'running' || state === 'paused' ? undefined : sweep;
