import type Database from 'better-sqlite3';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { JournalFailure } from '#engine/ports.ts';
import { failureOf } from './failures.ts';

/** A sweep as it is kept; `plan` is JSON of whoever made it. */
export type KeptSweep = {
  readonly sweep: string;
  readonly title: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly plan: string;
  /** What pairs and sides are drawn by, so that a restart shows the same. */
  readonly blind: number;
  readonly state: 'running' | 'stopped' | 'done';
};

export type CellState = 'waiting' | 'running' | 'done' | 'failed' | 'stopped';
/** What became of a cell of its plan; `result` is JSON. */
export type KeptCell = {
  readonly cell: string;
  readonly state: CellState;
  readonly run?: string;
  readonly detail?: string;
  readonly result?: string;
};

export type KeptJudgement = {
  readonly pair: string;
  readonly left: string;
  readonly right: string;
  readonly verdict: 'left' | 'right' | 'tie';
  readonly judgedAt: string;
};

/** Sweeps, their cells and the judgements on them. Each call is one transaction. */
export interface SweepShelf {
  /** The sweep with all its cells, waiting. */
  add(sweep: KeptSweep, cells: readonly string[]): Result<undefined, JournalFailure>;
  /** Newest first. */
  list(): Result<readonly KeptSweep[], JournalFailure>;
  cells(sweep: string): Result<ReadonlyMap<string, KeptCell>, JournalFailure>;
  /** The sweep of each run that one began. */
  runs(): Result<ReadonlyMap<string, Pick<KeptSweep, 'sweep' | 'title'>>, JournalFailure>;
  setState(sweep: string, state: KeptSweep['state']): Result<undefined, JournalFailure>;
  /** What is left out stays. */
  setCell(sweep: string, cell: Partial<KeptCell> & Pick<KeptCell, 'cell'>): Result<undefined, JournalFailure>;
  judgements(sweep: string): Result<readonly KeptJudgement[], JournalFailure>;
  /** False where the pair was judged before: the first judgement stands. */
  judge(sweep: string, judgement: KeptJudgement): Result<boolean, JournalFailure>;
}

type Row = Readonly<Record<string, string | number | null>>;

export function sweepShelf(db: Database.Database, file: string): SweepShelf {
  const attempt = <Value>(work: () => Value): Result<Value, JournalFailure> => {
    try {
      return ok(db.transaction(work).immediate());
    } catch (error) {
      return fail(failureOf(error, file));
    }
  };
  const rows = (sql: string, ...given: string[]): readonly Row[] => db.prepare<string[], Row>(sql).all(...given);
  const run = (sql: string, ...given: (string | number | null)[]): number => db.prepare(sql).run(...given).changes;
  return {
    add: ({ sweep, title, startedAt, plan, blind, state }, cells) =>
      attempt(() => {
        run('INSERT INTO sweeps VALUES (?, ?, ?, ?, ?, ?)', sweep, title, startedAt, plan, blind, state);
        for (const cell of cells)
          run("INSERT INTO sweep_cells (sweep, cell, state) VALUES (?, ?, 'waiting')", sweep, cell);
        return undefined;
      }),
    list: () => attempt(() => rows('SELECT * FROM sweeps ORDER BY started_at DESC, sweep').map(sweepOf)),
    cells: (sweep) =>
      attempt(() => {
        const found = rows('SELECT * FROM sweep_cells WHERE sweep = ?', sweep).map(cellOf);
        return new Map(found.map((cell) => [cell.cell, cell]));
      }),
    runs: () =>
      attempt(() => {
        const found = rows('SELECT run, sweep, title FROM sweep_cells JOIN sweeps USING (sweep) WHERE run IS NOT NULL');
        return new Map(
          found.map((row) => [textIn(row, 'run'), { sweep: textIn(row, 'sweep'), title: textIn(row, 'title') }]),
        );
      }),
    setState: (sweep, state) =>
      attempt(() => {
        run('UPDATE sweeps SET state = ? WHERE sweep = ?', state, sweep);
        return undefined;
      }),
    setCell: (sweep, { cell, state, run: own, detail, result }) =>
      attempt(() => {
        const fields = { state, run: own, detail, result };
        for (const [name, value] of Object.entries(fields)) {
          if (value !== undefined)
            run(`UPDATE sweep_cells SET ${name} = ? WHERE sweep = ? AND cell = ?`, value, sweep, cell);
        }
        return undefined;
      }),
    judgements: (sweep) =>
      attempt(() => rows('SELECT * FROM judgements WHERE sweep = ? ORDER BY judged_at, pair', sweep).map(judgementOf)),
    judge: (sweep, { pair, left, right, verdict, judgedAt }) =>
      attempt(() => {
        const values = [sweep, pair, left, right, verdict, judgedAt];
        return run('INSERT OR IGNORE INTO judgements VALUES (?, ?, ?, ?, ?, ?)', ...values) === 1;
      }),
  };
}

/** STRICT columns and CHECKs make the types sure. */
const textIn = (row: Row, name: string): string => String(row[name]);

const sweepOf = (row: Row): KeptSweep => ({
  sweep: textIn(row, 'sweep'),
  title: textIn(row, 'title'),
  startedAt: textIn(row, 'started_at'),
  plan: textIn(row, 'plan'),
  blind: Number(row['blind']),
  state: textIn(row, 'state') as KeptSweep['state'],
});

const cellOf = (row: Row): KeptCell => ({
  cell: textIn(row, 'cell'),
  state: textIn(row, 'state') as CellState,
  ...(row['run'] === null ? {} : { run: textIn(row, 'run') }),
  ...(row['detail'] === null ? {} : { detail: textIn(row, 'detail') }),
  ...(row['result'] === null ? {} : { result: textIn(row, 'result') }),
});

const judgementOf = (row: Row): KeptJudgement => ({
  pair: textIn(row, 'pair'),
  left: textIn(row, 'left_cell'),
  right: textIn(row, 'right_cell'),
  verdict: textIn(row, 'verdict') as KeptJudgement['verdict'],
  judgedAt: textIn(row, 'judged_at'),
});
