/** So many in common, then one deleted or added; at the end neither. */
export type Step = { readonly run: number; readonly gone: 0 | 1; readonly added: 0 | 1 };

/**
 * How one list becomes another with as few parts deleted and added as can be; undefined where more than `limit` would be needed. The greedy
 * search for the furthest reach on each diagonal of E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1, 1986:
 * time (n + m) × limit, space limit² at most.
 */
export function shortestScript(
  before: readonly string[],
  after: readonly string[],
  limit: number,
): readonly Step[] | undefined {
  const [one, other] = numbered(before, after);
  const most = Math.min(one.length + other.length, limit);
  const origin = most + 1;
  const reach = new Int32Array(2 * most + 3);
  const kept: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits += 1) {
    kept.push(reach.slice(origin - edits - 1, origin + edits + 2));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const at = origin + diagonal;
      let x = isDown(reach, at, { diagonal, edits }) ? (reach[at + 1] ?? 0) : (reach[at - 1] ?? 0) + 1;
      while (x < one.length && x - diagonal < other.length && one[x] === other[x - diagonal]) x += 1;
      reach[at] = x;
      if (x >= one.length && x - diagonal >= other.length) return stepsBack(kept, one.length, other.length);
    }
  }
  return undefined;
}

/** Each different part a number, so that comparing two is cheap. */
function numbered(before: readonly string[], after: readonly string[]): readonly [Int32Array, Int32Array] {
  const numbers = new Map<string, number>();
  const numberOf = (part: string): number => {
    const number = numbers.get(part) ?? numbers.size;
    numbers.set(part, number);
    return number;
  };
  return [Int32Array.from(before, numberOf), Int32Array.from(after, numberOf)];
}

/** Whether the furthest path to this diagonal comes from the one above, by adding, and not by deleting. */
const isDown = (
  reach: Int32Array,
  at: number,
  { diagonal, edits }: { readonly diagonal: number; readonly edits: number },
): boolean => diagonal === -edits || (diagonal !== edits && (reach[at - 1] ?? 0) < (reach[at + 1] ?? 0));

/** The path that was found, from its end to its beginning, and then turned round. */
function stepsBack(kept: readonly Int32Array[], length: number, otherLength: number): readonly Step[] {
  const edited: Pick<Step, 'gone' | 'added'>[] = [];
  const runs: number[] = [];
  let [x, diagonal] = [length, length - otherLength];
  for (let edits = kept.length - 1; edits > 0; edits -= 1) {
    const reach = kept[edits] ?? new Int32Array();
    const at = diagonal + edits + 1;
    const isAdded = isDown(reach, at, { diagonal, edits });
    const from = reach[isAdded ? at + 1 : at - 1] ?? 0;
    runs.push(x - (isAdded ? from : from + 1));
    edited.push(isAdded ? { gone: 0, added: 1 } : { gone: 1, added: 0 });
    x = from;
    diagonal += isAdded ? 1 : -1;
  }
  runs.push(x);
  runs.reverse();
  edited.reverse();
  return runs.map((run, index) => ({ run, ...(edited[index] ?? { gone: 0, added: 0 }) }));
}
