import { present } from '#shared/base/assert.ts';

/** One sequence of a context: its token log, and whether a turn or an evaluation holds it now. */
export type SequenceState = {
  readonly id: number;
  readonly role: 'slot' | 'trunk';
  readonly tokens: readonly number[];
  readonly busy: boolean;
};

/** A prompt to bring into a slot: the first `shared` tokens are the ground. `slot` is the one it already has, if any. */
export type Prompt = { readonly tokens: readonly number[]; readonly shared: number; readonly slot?: number };

/** What to do, in order. `evaluate` runs tokens [from, to) of the prompt behind what the sequence then holds. */
export type Step =
  | { readonly do: 'cut'; readonly sequence: number; readonly to: number }
  | { readonly do: 'copy'; readonly from: number; readonly sequence: number; readonly to: number }
  | { readonly do: 'evaluate'; readonly sequence: number; readonly from: number; readonly to: number };

/** Where a prompt goes and how it gets there. */
export type Placement = { readonly slot: number; readonly steps: readonly Step[] };

export type PlanOptions = {
  /** Reuse is cut down to multiples of this, and trunks hold only whole multiples; 1 in fast mode. */
  readonly grid: number;
  /** `trunk`: grounds are evaluated in trunks and copied; `own`: a slot reuses only itself; `none`: nothing is reused. */
  readonly reuse: 'trunk' | 'own' | 'none';
  /** Can a sequence be cut at any position? Not where the state is recurrent: there it is all or nothing. */
  readonly cuttable: boolean;
};

/**
 * Brings prompts into slots. A ground is evaluated only in its trunk and copied from there; the last token of a prompt is always
 * evaluated, since its logits are wanted. Busy sequences are not touched; a prompt takes the lowest free slot (batching needs the
 * busy ones side by side), and gets undefined where there is none. Later prompts see what the steps of earlier ones leave behind.
 */
export function plan(
  prompts: readonly Prompt[],
  sequences: readonly SequenceState[],
  options: PlanOptions,
): readonly (Placement | undefined)[] {
  let states = sequences;
  return prompts.map((prompt) => {
    const slot = slotFor(prompt, states);
    if (slot === undefined) return undefined;
    const ground = options.reuse === 'trunk' ? trunkSteps(prompt, states, options) : [];
    const steps = [...ground, ...slotSteps(prompt, slot, { states: after(ground, states, prompt), options })];
    states = after(steps, states, prompt).map((state) => (state.id === slot ? { ...state, busy: true } : state));
    return { slot, steps };
  });
}

/** How many tokens two lists share at their beginning. */
export function commonPrefix(one: readonly number[], other: readonly number[]): number {
  const end = Math.min(one.length, other.length);
  let index = 0;
  while (index < end && one[index] === other[index]) index += 1;
  return index;
}

/** Tokens of `prompt` that the sequence holds and that may be taken over: on the grid, and never the prompt's last token. */
export function reusable(held: readonly number[], prompt: Prompt, options: PlanOptions): number {
  const common = Math.min(commonPrefix(held, prompt.tokens), prompt.tokens.length - 1);
  const onGrid = common - (common % options.grid);
  return options.cuttable || onGrid === held.length ? onGrid : 0;
}

function slotFor(prompt: Prompt, states: readonly SequenceState[]): number | undefined {
  if (prompt.slot !== undefined) return prompt.slot;
  const free = states.filter((state) => state.role === 'slot' && !state.busy).map((state) => state.id);
  return free.length === 0 ? undefined : Math.min(...free);
}

/** Steps that make a trunk hold the prompt's ground; none where one does already, or where no trunk is free. */
function trunkSteps(prompt: Prompt, states: readonly SequenceState[], options: PlanOptions): readonly Step[] {
  const free = states.filter((state) => state.role === 'trunk' && !state.busy);
  const wanted = Math.min(prompt.shared, prompt.tokens.length - 1);
  const length = wanted - (wanted % options.grid);
  const held = (state: SequenceState): number => Math.min(length, reusable(state.tokens, prompt, options));
  const best = most(free, held);
  if (length === 0 || best === undefined || held(best) >= length) return [];
  const target = present(
    most(free, (state) => worth(state, held(state))),
    'there is a free trunk',
  );
  return [
    ...takeOver(target, { own: held(target), best, reuse: held(best) }),
    { do: 'evaluate', sequence: target.id, from: Math.max(held(target), held(best)), to: length },
  ];
}

/** Whom to overwrite: rather a trunk that is extended, then an empty one, then the one that loses the fewest tokens. */
function worth(state: SequenceState, held: number): number {
  const lost = state.tokens.length - held;
  return lost === 0 ? held : -lost;
}

function slotSteps(
  prompt: Prompt,
  slot: number,
  { states, options }: { readonly states: readonly SequenceState[]; readonly options: PlanOptions },
): readonly Step[] {
  const target = present(
    states.find((state) => state.id === slot),
    'the slot is one of the sequences',
  );
  const held = (state: SequenceState): number => reusable(state.tokens, prompt, options);
  const own = options.reuse === 'none' ? 0 : held(target);
  const trunks = options.reuse === 'trunk' ? states.filter((state) => state.role === 'trunk' && !state.busy) : [];
  const best = most(trunks, held);
  const reuse = best === undefined ? 0 : held(best);
  return [
    ...takeOver(target, best === undefined ? { own } : { own, best, reuse }),
    { do: 'evaluate', sequence: slot, from: Math.max(own, reuse), to: prompt.tokens.length },
  ];
}

/** A copy where another holds more than the target itself, else a cut where the target holds more than is wanted. */
function takeOver(
  target: SequenceState,
  { own, best, reuse = 0 }: { readonly own: number; readonly best?: SequenceState; readonly reuse?: number },
): readonly Step[] {
  if (best !== undefined && reuse > own) return [{ do: 'copy', from: best.id, sequence: target.id, to: reuse }];
  return target.tokens.length > own ? [{ do: 'cut', sequence: target.id, to: own }] : [];
}

/** What the sequences hold after the steps. */
function after(steps: readonly Step[], states: readonly SequenceState[], prompt: Prompt): readonly SequenceState[] {
  return steps.reduce(
    (current, step) =>
      current.map((state) => (state.id === step.sequence ? { ...state, tokens: held(step, state, prompt) } : state)),
    states,
  );
}

function held(step: Step, state: SequenceState, prompt: Prompt): readonly number[] {
  if (step.do === 'cut') return state.tokens.slice(0, step.to);
  // A copy brings what is common with the prompt, an evaluation the prompt itself.
  return prompt.tokens.slice(0, step.to);
}

/** The item with the highest score, the first of equals. */
function most<Item>(items: readonly Item[], score: (item: Item) => number): Item | undefined {
  return items.reduce<Item | undefined>(
    (best, item) => (best === undefined || score(item) > score(best) ? item : best),
    undefined,
  );
}
