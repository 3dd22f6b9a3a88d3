/** Milliseconds of something on the main thread: as the clock tells, and as the thread itself worked (other programs do not count). */
export type Took = { readonly wall: number; readonly cpu: number };

/** The value below which this share of all lies, from 0 to 1; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** `p50 3.1, p95 7.9 ms (of the thread alone 2.9, 7.0) of 120`. */
export function spread(took: readonly Took[]): string {
  const of = (kind: keyof Took, share: number): string =>
    quantile(
      took.map((own) => own[kind]),
      share,
    ).toFixed(1);
  return `p50 ${of('wall', 0.5)}, p95 ${of('wall', 0.95)} ms (of the thread alone ${of('cpu', 0.5)}, ${of('cpu', 0.95)}) of ${took.length}`;
}
