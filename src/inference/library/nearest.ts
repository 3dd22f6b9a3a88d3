import type { ModelRow } from './list.ts';

const MOST = 3;

/** The models that are here and can be used, the most alike in name first; at most three. */
export function nearestModels(ref: string, rows: readonly ModelRow[]): readonly ModelRow[] {
  const wanted = pairsOf(ref);
  return rows
    .filter(({ present, problem }) => present && problem === undefined)
    .map((row) => ({
      row,
      like: Math.max(...[row.id, row.name, row.file].map((name) => alike(wanted, pairsOf(name)))),
    }))
    .toSorted((a, b) => usable(b.row) - usable(a.row) || b.like - a.like)
    .slice(0, MOST)
    .map(({ row }) => row);
}

/** One that can be spoken with before one that only continues text. */
const usable = ({ kind }: ModelRow): number => (kind === 'chat' ? 1 : 0);

/** The letters and figures of a name in pairs of neighbours. */
function pairsOf(name: string): ReadonlySet<string> {
  const plain =
    name
      .toLowerCase()
      .replace(/\.gguf$/, '')
      .match(/[\p{L}\p{N}]/gu) ?? [];
  return new Set(plain.slice(1).map((letter, index) => `${plain[index] ?? ''}${letter}`));
}

/** From 0 to 1: the Sørensen–Dice coefficient of two sets. */
function alike(one: ReadonlySet<string>, two: ReadonlySet<string>): number {
  const all = one.size + two.size;
  return all === 0 ? 0 : (2 * [...one].filter((pair) => two.has(pair)).length) / all;
}
