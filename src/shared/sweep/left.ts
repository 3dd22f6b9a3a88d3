import { modelSetOf } from './plan.ts';
import type { PlayedCell } from './table.ts';

/**
 * Microseconds that the cells without a result will take, from those that have one: of the same models and mode, else of the same models,
 * else of all. Undefined where nothing is known; 0 where nothing is left.
 */
export function timeLeft(cells: readonly (PlayedCell & { readonly over: boolean })[]): number | undefined {
  const left = cells.filter(({ over }) => !over);
  if (left.length === 0) return 0;
  const known = new Map<string, readonly number[]>();
  for (const cell of cells) {
    if (cell.result === undefined) continue;
    for (const key of keysOf(cell)) known.set(key, [...(known.get(key) ?? []), cell.result.time]);
  }
  let total = 0;
  for (const cell of left) {
    const times = keysOf(cell)
      .map((key) => known.get(key))
      .find((found) => found !== undefined);
    if (times === undefined) return undefined;
    total += times.reduce((sum, time) => sum + time, 0) / times.length;
  }
  return Math.round(total);
}

const keysOf = ({ models, mode }: PlayedCell): readonly string[] => {
  const set = modelSetOf(models);
  return [JSON.stringify([set, mode]), JSON.stringify([set]), ''];
};
