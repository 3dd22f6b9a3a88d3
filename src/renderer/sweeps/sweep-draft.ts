import { fail, ok, type Result } from '#shared/base/result.ts';
import { MODES, type Mode, type RunSetup } from '#shared/events/setup.ts';
import type { Input } from '#shared/rpc/methods.ts';
import { cellsOf, modelSetOf, planOf, type SweepPlan } from '#shared/sweep/plan.ts';

/** A sweep as it is typed and ticked. */
export type SweepDraft = {
  /** For all seats, one after the other; none: the scenario's own. */
  readonly models: readonly string[];
  /** Seats that are varied by themselves, by name. */
  readonly seats: Readonly<Record<string, readonly string[]>>;
  readonly modes: readonly Mode[];
  /** With commas between them; empty: the scenario's own. */
  readonly seeds: string;
  readonly repeat: string;
};

export type SweepField = 'scenario' | 'models' | 'seats' | 'modes' | 'seeds' | 'repeat' | 'all';

/** What is wrong, by the field that it stands beside; `all` is the whole. */
export type SweepProblems = Partial<Readonly<Record<SweepField, string>>>;

/** What a sweep would be: what is asked of the host, and the runs it makes in the order of their models. */
export type SweepShape = {
  readonly ask: Omit<Input<'sweep.start'>, 'setup'>;
  readonly runs: number;
  /** How the number comes about: `2 models × 2 modes`; empty of one run. */
  readonly factors: string;
  /** Whether there are fewer, for a mode that plays one model runs what would be alike only once. */
  readonly folded: boolean;
  /** Runs with the same models follow each other. */
  readonly groups: readonly { readonly models: readonly string[]; readonly runs: number }[];
};

export const draftFor = (setup: RunSetup): SweepDraft => ({
  models: [],
  seats: {},
  modes: [setup.mode],
  seeds: '',
  repeat: '1',
});

/** The sweep that is typed, or what is wrong with each field. */
export function shapeOf(setup: RunSetup, draft: SweepDraft): Result<SweepShape, SweepProblems> {
  const seeds = seedsIn(draft.seeds);
  const problems: SweepProblems = {
    ...(isHeld(setup) ? { scenario: HELD } : {}),
    ...(draft.modes.length === 0 ? { modes: 'Pick at least one.' } : {}),
    ...(seeds.ok ? {} : { seeds: seeds.failure }),
    ...(REPEAT.test(draft.repeat.trim()) ? {} : { repeat: '1 to 100.' }),
  };
  if (!seeds.ok || Object.keys(problems).length > 0) return fail(problems);
  const seats = Object.entries(draft.seats).flatMap(([seat, models]) =>
    models.length === 0 ? [] : [{ seat, models: [...models] }],
  );
  const ask: SweepShape['ask'] = {
    modes: MODES.filter((mode) => draft.modes.includes(mode)),
    repeat: Number(draft.repeat),
    ...(draft.models.length === 0 ? {} : { models: [...draft.models] }),
    ...(seats.length === 0 ? {} : { seats }),
    ...(seeds.value.length === 0 ? {} : { seeds: [...seeds.value] }),
  };
  const plan = planOf(setup, ask);
  if (!plan.ok) return fail(problemsOf(plan.failure));
  const cells = cellsOf(plan.value);
  const groups = new Map<string, { readonly models: readonly string[]; readonly runs: number }>();
  for (const { models } of cells) {
    const set = modelSetOf(models);
    groups.set(set, { models: [...new Set(models)], runs: (groups.get(set)?.runs ?? 0) + 1 });
  }
  const { variants, modes, seeds: planned, repeat } = plan.value;
  const folded = cells.length < variants.length * modes.length * planned.length * repeat;
  return ok({ ask, runs: cells.length, factors: factorsOf(plan.value), folded, groups: [...groups.values()] });
}

/** A refusal in the words of the terminal, beside the field that it is about. */
export function problemsOf(refusal: string): SweepProblems {
  const [, flag, words] = /^--(models|seat|modes|seeds|repeat)(?::\s*|\s+)([\s\S]+)$/u.exec(refusal) ?? [];
  if (flag === undefined || words === undefined) return { all: sentence(refusal) };
  return { [flag === 'seat' ? 'seats' : flag]: sentence(words) };
}

const HELD =
  'This scenario holds messages for approval, and nobody sits at a sweep. Pick another, or save it without that.';
const isHeld = ({ hold }: RunSetup): boolean => hold !== undefined && hold.length > 0;
const REPEAT = /^(?:[1-9]\d?|100)$/u;
const MOST_SEED = 0xffffffff;

function seedsIn(text: string): Result<readonly number[], string> {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const bad = words.find((word) => !/^\d{1,10}$/u.test(word) || Number(word) > MOST_SEED);
  if (bad !== undefined) {
    return fail(`Whole numbers up to ${MOST_SEED} with commas between them; “${bad.slice(0, 40)}” is none.`);
  }
  const seeds = words.map(Number);
  const twice = seeds.find((seed, at) => seeds.indexOf(seed) !== at);
  return twice === undefined ? ok(seeds) : fail(`${twice} stands here twice; repeats run the same again.`);
}

const factorsOf = ({ variants, varied, modes, seeds, repeat }: SweepPlan): string =>
  [
    [variants.length, varied.length === 0 ? 'models' : 'ways to give models'],
    [modes.length, 'modes'],
    [seeds.length, 'seeds'],
    [repeat, 'repeats'],
  ]
    .filter(([count]) => count !== 1)
    .map(([count, words]) => `${count} ${words}`)
    .join(' × ');

const sentence = (words: string): string =>
  `${words.slice(0, 1).toUpperCase()}${words.slice(1)}${/[.!?]$/u.test(words) ? '' : '.'}`;
