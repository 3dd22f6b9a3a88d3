import { z } from 'zod';
import { hash32 } from '../base/random.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { modelRef, modelRefSchema, type ModelRef } from '../events/ids.ts';
import { MODES, runSetupSchema, type Mode, type RunSetup } from '../events/setup.ts';
import { seatNamed } from '../scenario/seat-named.ts';

/** What a person asks for; what is left out stays as the scenario has it. */
export type SweepAsk = {
  /** All seats on the first of them, then all on the second, and so on. */
  readonly models?: readonly string[] | undefined;
  /** Single seats that are varied, each beside every variant of the others. */
  readonly seats?: readonly { readonly seat: string; readonly models: readonly string[] }[] | undefined;
  readonly modes?: readonly Mode[] | undefined;
  readonly seeds?: readonly number[] | undefined;
  readonly repeat?: number | undefined;
};

/** A scenario × models per seat × modes × seeds × repeats. It is stored whole: the cells derive from it. */
export const sweepPlanSchema = z.object({
  setup: runSetupSchema,
  /** A model for each seat, in the order of the table. */
  variants: z.array(z.array(modelRefSchema)).min(1),
  /** Seats whose models differ by themselves, by name; empty where all seats have the same model in each variant. */
  varied: z.array(z.string()),
  modes: z.array(z.enum(MODES)).min(1),
  seeds: z.array(runSetupSchema.shape.seed).min(1),
  repeat: z.int().min(1).max(100),
});
export type SweepPlan = z.infer<typeof sweepPlanSchema>;

/** One run of a plan. */
export type SweepCell = {
  /** Of what it is, not of where it stands: the same plan has the same ids after every restart. */
  readonly cell: string;
  /** A model for each seat; where a mode plays one model only, all seats have that. */
  readonly models: readonly ModelRef[];
  readonly mode: Mode;
  readonly seed: number;
  /** Counts from 1. */
  readonly repeat: number;
};

/** A sweep of more runs than this is a slip of the keyboard. */
export const CELLS_AT_MOST = 1000;

/** The plan, or one sentence on what is wrong with what was asked. */
export function planOf(setup: RunSetup, ask: SweepAsk): Result<SweepPlan, string> {
  const { modes = [setup.mode], seeds = [setup.seed], repeat = 1, models, seats = [] } = ask;
  for (const [flag, values] of Object.entries({ models: models ?? ['-'], modes, seeds })) {
    if (values.length === 0) return fail(`--${flag} names nothing; leave it out or name at least one`);
    const twice = values.find((value, at) => values.indexOf(value as never) !== at);
    if (twice !== undefined) return fail(`--${flag} names ${twice} twice; --repeat runs the same again`);
  }
  if (setup.hold !== undefined && setup.hold.length > 0) {
    return fail('this scenario holds messages for approval, and nobody sits at a sweep: take `hold` out');
  }
  const varied = variantsOf(setup, models, seats);
  if (!varied.ok) return varied;
  const plan = sweepPlanSchema.safeParse({ setup, ...varied.value, modes, seeds, repeat });
  if (!plan.success) {
    const [issue] = plan.error.issues;
    return fail(`--${String(issue?.path[0] ?? 'plan')}: ${issue?.message ?? 'cannot be read'}`);
  }
  const upper = plan.data.variants.length * modes.length * seeds.length * repeat;
  return upper > CELLS_AT_MOST
    ? fail(`that makes up to ${upper} runs; a sweep takes at most ${CELLS_AT_MOST}`)
    : ok(plan.data);
}

/**
 * Every run of a plan once, those with the same set of models behind one another, so that a model is loaded once. Variants that a mode
 * plays alike (`single` and `roleplay` know the first seat's model only) are one cell.
 */
export function cellsOf(plan: SweepPlan): readonly SweepCell[] {
  const groups = new Map<string, Map<string, SweepCell>>();
  for (const variant of plan.variants) {
    for (const mode of plan.modes) {
      const models = playsOne(mode) ? variant.map(() => variant[0] ?? modelRef('none')) : variant;
      const key = modelSetOf(models);
      const group = groups.get(key) ?? new Map<string, SweepCell>();
      groups.set(key, group);
      for (const seed of plan.seeds) {
        for (let repeat = 1; repeat <= plan.repeat; repeat += 1) {
          const what = { models, mode, seed, repeat };
          const cell = cellId(what);
          group.set(cell, { cell, ...what });
        }
      }
    }
  }
  return [...groups.values()].flatMap((group) => [...group.values()]);
}

/** The run that a cell is. A repeat draws from a seed of its own: the same seed would only tell the same story again. */
export function setupOfCell({ setup }: SweepPlan, { models, mode, seed, repeat }: SweepCell): RunSetup {
  return {
    ...setup,
    mode,
    seed: repeat === 1 ? seed : hash32('sweep', seed, repeat),
    seats: setup.seats.map((seat, at) => ({ ...seat, model: models[at] ?? seat.model })),
  };
}

/** Whether a mode speaks with the first seat's model alone. */
export const playsOne = (mode: Mode): boolean => mode === 'single' || mode === 'roleplay';

/** What has to be loaded, the same text for the same set. */
export const modelSetOf = (models: readonly ModelRef[]): string => [...new Set(models)].toSorted().join('\n');

const cellId = ({ models, mode, seed, repeat }: Omit<SweepCell, 'cell'>): string =>
  [1, 2]
    .map((salt) =>
      hash32(salt, mode, seed, repeat, models.length, ...models)
        .toString(36)
        .padStart(7, '0'),
    )
    .join('');

function variantsOf(
  setup: RunSetup,
  models: readonly string[] | undefined,
  seats: NonNullable<SweepAsk['seats']>,
): Result<Pick<SweepPlan, 'variants' | 'varied'>, string> {
  const names = setup.seats.map(({ name }) => name);
  const varied = new Map<string, readonly string[]>();
  for (const { seat, models: own } of seats) {
    const found = seatNamed(seat, names);
    if (!found.ok) return fail(`--seat: ${found.failure}`);
    if (varied.has(found.value)) return fail(`--seat: ${found.value} is named twice; write its models behind one =`);
    if (own.length === 0) return fail(`--seat: name at least one model for ${found.value}`);
    if (new Set(own).size < own.length) return fail(`--seat: a model of ${found.value} is named twice`);
    varied.set(found.value, own);
  }
  const bases = models?.map((model) => names.map(() => model)) ?? [setup.seats.map(({ model }): string => model)];
  let variants: readonly (readonly string[])[] = bases;
  for (const [name, own] of varied) {
    const at = names.indexOf(name);
    variants = variants.flatMap((variant) => own.map((model) => variant.with(at, model)));
    // Checked as it grows: the product of a few long lists is more than any machine holds.
    if (variants.length > CELLS_AT_MOST) return fail(`that makes more than ${CELLS_AT_MOST} runs; vary fewer seats`);
  }
  const bad = variants.flat().find((model) => !modelRefSchema.safeParse(model).success);
  if (bad !== undefined) return fail('a model has no name, or one that is longer than 1000 characters');
  const unique = new Map(variants.map((variant) => [JSON.stringify(variant), variant.map(modelRef)]));
  const isUniform = [...unique.values()].every((variant) => new Set(variant).size === 1);
  return ok({ variants: [...unique.values()], varied: isUniform ? [] : variedSeats(names, [...unique.values()]) });
}

/** Each seat by itself where no variant has one model for all. */
const variedSeats = (names: readonly string[], variants: readonly (readonly string[])[]): string[] => {
  const differing = names.filter((_, at) => new Set(variants.map((variant) => variant[at])).size > 1);
  return differing.length === 0 ? [...names] : differing;
};
