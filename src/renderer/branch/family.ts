import { seq, type RunId, type Seq } from '#shared/events/ids.ts';
import type { RunRow } from '#shared/rpc/methods.ts';

/** A run among its kin: how deep it lies under the one that all of them come from. */
export type Kin = { readonly row: RunRow; readonly depth: number };

type Rows = readonly RunRow[];

/**
 * The run, whatever it comes from and whatever comes from that, each under what it left, by the place where it left it. A parent that is
 * no longer here ends the way up. Empty where the run itself is not among the rows.
 */
export function familyOf(rows: Rows, run: RunId): readonly Kin[] {
  const [eldest] = wayUp(rows, run).slice(-1);
  return eldest === undefined ? [] : under(rows, eldest, 0);
}

/** Rows in the order in which they come, each with those that left it right behind it; a branch whose parent is elsewhere stays in its place. */
export function nested(rows: Rows): readonly Kin[] {
  const here = new Set(rows.map(({ run }) => run));
  return rows
    .filter(({ parent }) => parent === undefined || !here.has(parent.run))
    .flatMap((row) => under(rows, row, 0));
}

/** The last event that two runs have in common: where the first of them left the way of the other. Undefined of two that are no kin. */
export function sharedPast(rows: Rows, one: RunId, other: RunId): Seq | undefined {
  const [ones, others] = [wayUp(rows, one), wayUp(rows, other)];
  const meet = ones.find(({ run }) => others.some((own) => own.run === run));
  if (meet === undefined) return undefined;
  const least = (way: Rows): number =>
    way.slice(0, way.indexOf(meet)).reduce((past, { parent }) => Math.min(past, parent?.seq ?? past), Infinity);
  const past = Math.min(least(ones), least(others));
  return seq(past === Infinity ? Math.min(ones[0]?.events ?? 0, others[0]?.events ?? 0) : past);
}

/** `forked after event 20`, and which turn had ended there where it is known. */
export function leftWords({ branch, parent }: Pick<RunRow, 'branch' | 'parent'>, turn?: number): string {
  if (parent === undefined) return '';
  const where = turn === undefined || turn === 0 ? '' : `, turn ${turn}`;
  return `${branch === 'rerun' ? 're-run' : 'forked'} after event ${parent.seq}${where}`;
}

function wayUp(rows: Rows, run: RunId): Rows {
  const way: RunRow[] = [];
  let row = rows.find((own) => own.run === run);
  while (row !== undefined && !way.includes(row)) {
    way.push(row);
    const { parent } = row;
    row = parent === undefined ? undefined : rows.find((own) => own.run === parent.run);
  }
  return way;
}

function under(rows: Rows, row: RunRow, depth: number): readonly Kin[] {
  // Whatever the rows say of each other, each stands in the tree once.
  const others = rows.filter((other) => other !== row);
  const own = others
    .filter(({ parent }) => parent?.run === row.run)
    .toSorted((a, b) => (a.parent?.seq ?? 0) - (b.parent?.seq ?? 0) || a.startedAt.localeCompare(b.startedAt));
  return [{ row, depth }, ...own.flatMap((child) => under(others, child, depth + 1))];
}
