/** A stretch of the run in which nobody had a turn and nothing happened. Microseconds since the run began. */
export type Gap = { readonly from: number; readonly to: number };

/** From this length on a silence is a gap: the same as that which the player skips. */
export const IDLE_FROM = 1_500_000;
/** What a folded gap takes on the axis. */
export const FOLDED = 400_000;

/**
 * A time axis on which idle gaps are drawn short. A point of it is a unit: a microsecond of drawn time. Gaps come in order and never
 * overlap; taking one in changes nothing that lies before it.
 */
export interface Folds {
  readonly gaps: readonly Gap[];
  /** Goes up whenever a point that was placed before has moved. */
  readonly generation: number;
  add(gap: Gap): void;
  isFolded(index: number): boolean;
  toggle(index: number): void;
  /** Folds all or none, those that were toggled among them. */
  setAll(folded: boolean): void;
  unit(at: number): number;
  /** The inverse of `unit`. */
  at(unit: number): number;
}

export function folds(foldIdle: boolean): Folds {
  return new FoldedGaps(foldIdle);
}

class FoldedGaps implements Folds {
  readonly gaps: Gap[] = [];
  generation = 0;
  private readonly folded: boolean[] = [];
  /** What the gaps before each one, folded as they are, have saved; one longer than `gaps`. */
  private readonly saved: number[] = [0];
  private all: boolean;
  /** How many gaps lay before what was asked for last, by time and by unit: a frame asks for its points nearly in order. */
  private near = { at: 0, unit: 0 };

  constructor(foldIdle: boolean) {
    this.all = foldIdle;
  }

  add(gap: Gap): void {
    this.gaps.push(gap);
    this.folded.push(this.all);
    this.save(this.gaps.length - 1);
  }

  isFolded(index: number): boolean {
    return this.folded[index] === true;
  }

  toggle(index: number): void {
    if (this.gaps[index] === undefined) return;
    this.folded[index] = this.folded[index] !== true;
    this.again();
  }

  setAll(folded: boolean): void {
    this.all = folded;
    this.folded.fill(folded);
    this.again();
  }

  unit(at: number): number {
    const index = this.before('at', at) - 1;
    const gap = this.gaps[index];
    if (gap === undefined) return at;
    if (at >= gap.to) return at - (this.saved[index + 1] ?? 0);
    return this.startOf(index) + ((at - gap.from) * this.drawn(index)) / (gap.to - gap.from);
  }

  at(unit: number): number {
    const index = this.before('unit', unit) - 1;
    const gap = this.gaps[index];
    if (gap === undefined) return unit;
    const into = unit - this.startOf(index);
    if (into >= this.drawn(index)) return unit + (this.saved[index + 1] ?? 0);
    return gap.from + (into * (gap.to - gap.from)) / this.drawn(index);
  }

  /** How many gaps begin at or before a point: where the last one lay, the next stretch, or by binary search. */
  private before(by: 'at' | 'unit', point: number): number {
    const known = this.near[by];
    if (this.isBetween(by, known, point)) return known;
    const count = this.isBetween(by, known + 1, point) ? known + 1 : this.search(by, point);
    this.near[by] = count;
    return count;
  }

  private isBetween(by: 'at' | 'unit', count: number, point: number): boolean {
    if (count > this.gaps.length) return false;
    return (
      (count === 0 || this.begin(by, count - 1) <= point) &&
      (count === this.gaps.length || this.begin(by, count) > point)
    );
  }

  private search(by: 'at' | 'unit', point: number): number {
    let low = 0;
    let high = this.gaps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.begin(by, middle) <= point) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private begin(by: 'at' | 'unit', index: number): number {
    return by === 'unit' ? this.startOf(index) : (this.gaps[index]?.from ?? 0);
  }

  private startOf(index: number): number {
    return (this.gaps[index]?.from ?? 0) - (this.saved[index] ?? 0);
  }

  /** How long a gap is drawn. */
  private drawn(index: number): number {
    const gap = this.gaps[index];
    return gap === undefined || this.folded[index] === true ? FOLDED : gap.to - gap.from;
  }

  private save(index: number): void {
    const gap = this.gaps[index];
    if (gap !== undefined) this.saved[index + 1] = (this.saved[index] ?? 0) + gap.to - gap.from - this.drawn(index);
  }

  private again(): void {
    for (let index = 0; index < this.gaps.length; index += 1) this.save(index);
    this.generation += 1;
  }
}
