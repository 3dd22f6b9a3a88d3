import type { ModelRef } from '../events/ids.ts';
import type { Mode } from '../events/setup.ts';
import { eloOf, type Elo, type Game } from './elo.ts';
import { playsOne, type SweepCell, type SweepPlan } from './plan.ts';
import type { CellResult } from './result.ts';
import { amountOf, meanOf, shareOf, type Figure } from './statistics.ts';

/** A cell with what is known of its run. */
export type PlayedCell = SweepCell & { readonly result?: CellResult | undefined };
/** What a person said of two cells; `left` and `right` as they stood on the screen. */
export type Judgement = { readonly left: string; readonly right: string; readonly verdict: 'left' | 'right' | 'tie' };

/** What runs reached and what it took. A figure that nothing was measured for is absent. */
export type Reached = {
  /** Share of the runs that met `expect`. */
  readonly expected?: Figure | undefined;
  /** Mean share of the judges that said yes: a vote of models. */
  readonly modelsVote?: Figure | undefined;
  /** Share of the runs that decided something. */
  readonly decided?: Figure | undefined;
  /** Evaluated and written, of a run. */
  readonly tokens?: Figure | undefined;
  readonly seconds?: Figure | undefined;
};

/** A mode that needs no peers, for what it reached with the same model. */
export type Control = Reached & { readonly mode: Mode; readonly n: number };

export type SweepRow = Reached & {
  /** The seat that is varied, or `all seats`. */
  readonly role: string;
  readonly model: ModelRef;
  readonly mode: Mode;
  /** Whether this row is itself a control. */
  readonly control: boolean;
  /** Runs that ended, of so many that are planned. */
  readonly n: number;
  readonly of: number;
  /** Of the person's blind judgements. */
  readonly elo?: Elo | undefined;
  /** The same model under `single`, `roleplay` and `vote`, where they were run. */
  readonly controls: readonly Control[];
};

export const ALL_SEATS = 'all seats';
const CONTROLS: readonly Mode[] = ['single', 'roleplay', 'vote'];

/** A row for each role, model and mode, in the order of the plan; controls last. Every figure carries the number it was made of. */
export function tableOf(
  plan: SweepPlan,
  cells: readonly PlayedCell[],
  judgements: readonly Judgement[],
): readonly SweepRow[] {
  const roles = plan.varied.length === 0 ? [ALL_SEATS] : plan.varied;
  return roles.flatMap((role) => {
    const groups = groupsOf(plan, role, cells);
    const elo = eloOf(gamesOf(groups, judgements));
    const rows = [...groups].map(([key, { model, mode, cells: own }]): SweepRow => {
      const rating = elo.get(key);
      return {
        role,
        model,
        mode,
        control: CONTROLS.includes(mode),
        n: own.filter(({ result }) => result !== undefined).length,
        of: own.length,
        ...reachedBy(own),
        ...(rating === undefined ? {} : { elo: rating }),
        controls: CONTROLS.includes(mode) ? [] : controlsOf(groups, model),
      };
    });
    return [...rows.filter(({ control }) => !control), ...rows.filter(({ control }) => control)];
  });
}

type Group = { readonly model: ModelRef; readonly mode: Mode; readonly cells: readonly PlayedCell[] };

function groupsOf(plan: SweepPlan, role: string, cells: readonly PlayedCell[]): ReadonlyMap<string, Group> {
  const at = Math.max(
    0,
    plan.setup.seats.findIndex(({ name }) => name === role),
  );
  const groups = new Map<string, Group>();
  for (const cell of cells) {
    const model = cell.models[playsOne(cell.mode) ? 0 : at];
    if (model === undefined) continue;
    const key = JSON.stringify([model, cell.mode]);
    groups.set(key, { model, mode: cell.mode, cells: [...(groups.get(key)?.cells ?? []), cell] });
  }
  return groups;
}

function controlsOf(groups: ReadonlyMap<string, Group>, model: ModelRef): readonly Control[] {
  return CONTROLS.flatMap((mode) => {
    const own = groups.get(JSON.stringify([model, mode]))?.cells ?? [];
    const n = own.filter(({ result }) => result !== undefined).length;
    return n === 0 ? [] : [{ mode, n, ...reachedBy(own) }];
  });
}

function reachedBy(cells: readonly PlayedCell[]): Reached {
  const results = cells.flatMap(({ result }) => result ?? []);
  const scored = results.flatMap(({ expect }) => expect ?? []);
  const voted = results.flatMap(({ modelsVote = [] }) =>
    modelsVote.length === 0 ? [] : [modelsVote.filter(({ yes }) => yes).length / modelsVote.length],
  );
  const figures = {
    expected: shareOf(scored.filter(({ met }) => met).length, scored.length),
    modelsVote: meanOf(voted),
    decided: shareOf(results.filter(({ decided }) => decided).length, results.length),
    tokens: amountOf(results.map(({ tokens }) => tokens)),
    seconds: amountOf(results.map(({ time }) => time / 1e6)),
  };
  return Object.fromEntries(Object.entries(figures).filter(([, figure]) => figure !== undefined));
}

/** Two cells that stand behind the same row say nothing of it against another. */
function gamesOf(groups: ReadonlyMap<string, Group>, judgements: readonly Judgement[]): readonly Game[] {
  const keyOf = new Map([...groups].flatMap(([key, { cells }]) => cells.map(({ cell }) => [cell, key] as const)));
  return judgements.flatMap(({ left, right, verdict }) => {
    const first = keyOf.get(left);
    const second = keyOf.get(right);
    return first === undefined || second === undefined || first === second
      ? []
      : [{ first, second, score: SCORES[verdict] }];
  });
}

const SCORES = { left: 1, right: 0, tie: 0.5 } as const;
