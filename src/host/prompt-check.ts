import { NEVER } from '#shared/base/abort.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import type { ModelRef } from '#shared/events/ids.ts';
import type { EventData, LineageEntry } from '#shared/events/vocabulary.ts';
import { emptyRun, foldRun } from '#shared/projections/fold-run.ts';
import type { RunView } from '#shared/projections/run.ts';
import type { Output } from '#shared/rpc/methods.ts';
import { modelSpecs } from '#engine/load-models.ts';
import type { Inference, ModelSpec } from '#engine/ports.ts';
import { KNOWN_ASSEMBLIES, segmentsFrom } from '#engine/rebuild.ts';
import { SCRIPTED } from './inference-router.ts';
import type { ModelShelf } from './model-shelf.ts';

export type PromptVerdict = NonNullable<Output<'run.verify'>['prompts']>;

/** Builds the prompt of every turn anew, stage by stage, and compares its hash with the one that was recorded. */
export type PromptCheck = (events: readonly AnyEvent[]) => Promise<PromptVerdict>;

export type PromptCheckInput = { readonly shelf: ModelShelf; readonly inference: () => Inference };

/** Tokenising takes no room: the smallest context that there is. */
const CONTEXT = 256;

/**
 * One run at a time, on models of its own which are given back after it: what other runs have loaded is not touched. A model whose file is
 * not here, or is another, leaves the prompts of its turns unchecked, and that is said.
 */
export function promptCheck({ shelf, inference }: PromptCheckInput): PromptCheck {
  let before: Promise<unknown> = Promise.resolve();
  return (events) => {
    const check = before.then(async () => {
      const own = inference();
      try {
        return await checked(events, modelsFor({ shelf, inference: own }));
      } finally {
        await own.close();
      }
    });
    before = check.catch(() => undefined);
    return check;
  };
}

async function checked(events: readonly AnyEvent[], models: Models): Promise<PromptVerdict> {
  let view = emptyRun();
  let [done, of] = [0, 0];
  let unchecked: string | undefined;
  const open = new Map<number, Prompt>();
  const facts = new Map<ModelRef, Loaded>();
  for (const event of events) {
    if (event.type === 'v1.model.loaded') facts.set(event.data.model, event.data);
    const prompts = promptsAt(view, event, open);
    for (const prompt of prompts) {
      of += 1;
      const found = await recount(prompt, (one) => models(one, facts.get(one.model)));
      if (!found.ok) unchecked ??= found.failure;
      else if (found.value === prompt.hash) done += 1;
      else {
        const why = `the ${prompt.what} comes out otherwise from its lineage${found.value === undefined ? '' : ' than its hash says'}`;
        const bad = { seq: event.seq, turn: prompt.turn, why };
        return { checked: done, of, bad, ...(unchecked === undefined ? {} : { unchecked }) };
      }
    }
    view = foldRun(view, event);
  }
  return { checked: done, of, ...(unchecked === undefined ? {} : { unchecked }) };
}

type Prompt = {
  readonly turn: number;
  readonly what: 'prompt' | 'menu' | 'instruction';
  readonly model: ModelRef;
  readonly assembly: string;
  readonly hash: string;
  readonly lineage: readonly LineageEntry[];
  /** The words of messages as they stood when the turn began. */
  readonly view: RunView;
};

/** The prompts that an event has recorded: of a turn that starts its ground and tail, of one that ends what its stages put behind. */
function promptsAt(view: RunView, event: AnyEvent, open: Map<number, Prompt>): readonly Prompt[] {
  if (event.type === 'v1.turn.started') {
    const { turn, model, assembly, promptHash: hash, lineage } = event.data;
    // The view goes on in place: what changes of it is kept as it is now.
    const now = { ...view, messages: [...view.messages] };
    const prompt: Prompt = { turn, what: 'prompt', model, assembly, hash, lineage, view: now };
    open.set(turn, prompt);
    return [prompt];
  }
  if (event.type !== 'v1.turn.ended') return [];
  const began = open.get(event.data.turn);
  open.delete(event.data.turn);
  return began === undefined ? [] : stagesOf(began, event);
}

function stagesOf(began: Prompt, { data: { decision, speech } }: EventOf<'v1.turn.ended'>): readonly Prompt[] {
  const stage = (what: Prompt['what'], hash: string | undefined, more: readonly LineageEntry[] | undefined) =>
    hash === undefined || more === undefined ? [] : [{ ...began, what, hash, lineage: [...began.lineage, ...more] }];
  return [
    ...stage('menu', decision.promptHash, decision.lineage),
    ...stage('instruction', speech?.promptHash, speech?.lineage),
  ];
}

/** The hash of a prompt that was built anew; undefined where its lineage names what is not there, a failure where it cannot be counted. */
async function recount(
  prompt: Prompt,
  modelOf: (prompt: Prompt) => ReturnType<Models>,
): Promise<Result<string | undefined, string>> {
  if (!KNOWN_ASSEMBLIES.has(prompt.assembly)) return fail(`this version does not know the assembly ${prompt.assembly}`);
  const segments = segmentsFrom(prompt.view, prompt.lineage);
  if (!segments.ok) return ok(undefined);
  const model = await modelOf(prompt);
  if (!model.ok) return model;
  const opened = await model.value.open({ model: prompt.model, ground: [], tail: segments.value }, { signal: NEVER });
  if (!opened.ok) return fail(opened.failure.detail);
  const { promptHash } = opened.value;
  await opened.value.close();
  return ok(promptHash);
}

type Models = (prompt: Prompt, as: Loaded | undefined) => Promise<Result<Inference, string>>;
type Loaded = EventData<'v1.model.loaded'>;

/** Loads each model that a run names once, if its file is the one that was recorded. */
function modelsFor({ shelf, inference }: { readonly shelf: ModelShelf; readonly inference: Inference }): Models {
  const known = new Map<string, Promise<Result<Inference, string>>>();
  const load = async (ref: ModelRef, wrapper: string | undefined, as: Loaded | undefined) => {
    if (ref !== SCRIPTED) {
      const found = await shelf.resolve(ref);
      if (!found.ok) return fail(`${as?.file ?? ref} is not there`);
      if (as !== undefined && found.value.sha256 !== as.sha256) return fail(`${as.file} is another file than it was`);
    }
    const spec: ModelSpec = {
      model: ref,
      slots: 1,
      trunks: 1,
      context: CONTEXT,
      ...(wrapper === undefined ? {} : { wrapper }),
    };
    const loaded = await inference.load([spec], { exact: false, signal: NEVER });
    return loaded.ok ? ok(inference) : fail(loaded.failure.detail);
  };
  return ({ model, view: { setup } }, as) => {
    const wrapper = setup === undefined ? undefined : modelSpecs(setup).find((spec) => spec.model === model)?.wrapper;
    const key = JSON.stringify([model, wrapper, as?.sha256]);
    const loading = known.get(key) ?? load(model, wrapper, as);
    known.set(key, loading);
    return loading;
  };
}
