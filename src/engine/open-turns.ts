import { hash32 } from '#shared/base/random.ts';
import { present } from '#shared/base/assert.ts';
import type { Draft } from '#shared/events/event.ts';
import type { ModelFailure } from '#shared/events/vocabulary.ts';
import { agentNamed, type AgentView, type RunView } from '#shared/projections/run.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { lineageOf, seatOf, segmentsOf, type Block } from './assembly.ts';
import type { TurnSpec } from './cadence/turn-spec.ts';
import { compactionOf } from './compaction.ts';
import type { EngineDeps, Waiting } from './deps.ts';
import { groundOf } from './ground.ts';
import { ASSEMBLY } from './instructions.ts';
import { nextStep } from './next-step.ts';
import { openingKey } from './opening-key.ts';
import type { OpenTurn } from './ports.ts';
import { groundMessages, type Seen } from './seen.ts';
import { tailOf } from './tail.ts';

/** A turn whose prompt is tokenised and which the log knows. */
export type StartedTurn = {
  readonly spec: TurnSpec;
  readonly agent: AgentView;
  readonly seed: number;
  readonly open: OpenTurn;
};

/** Room in the context for a menu or an instruction beside the answer; the longest are those of a vote, with a gist a line. */
const STAGE_TOKENS = 200;

export type Opening =
  /** None where the run changed while prompts were counted, or was compacted: what is to be done is then decided afresh. */
  | { readonly kind: 'started'; readonly turns: readonly StartedTurn[] }
  | { readonly kind: 'context'; readonly used: number }
  | { readonly kind: 'cancelled' };

/**
 * Opens the prompts of turns that start together and writes their starts in one transaction, in the order given: what the log says first
 * does not hang on which prompt was counted first. A prompt that inference loses is an attempt that was lost. Where the longest prompt
 * does not fit, the ground of all is compacted in place of a start, as long as there is something left to compact.
 */
export async function openTurns(deps: EngineDeps, specs: readonly TurnSpec[], waiting: Waiting): Promise<Opening> {
  const { view } = deps.log;
  const key = openingKey(view, specs);
  const prompts = specs.map((spec) => promptOf(view, spec));
  const results = await Promise.all(
    prompts.map(({ ground, tail, agent }) =>
      deps.inference.open({ model: agent.model, ground: segmentsOf(ground), tail: segmentsOf(tail) }, waiting),
    ),
  );
  const outcomes = prompts.map((prompt, index) => ({ prompt, result: present(results[index], 'each was opened') }));
  const opened = outcomes.flatMap(({ prompt, result }) => (result.ok ? [{ ...prompt, open: result.value }] : []));
  const close = (): Promise<unknown> => Promise.all(opened.map(({ open }) => open.close()));
  if (waiting.signal.aborted) {
    await close();
    return { kind: 'cancelled' };
  }
  // The run goes on while prompts are counted: what is no longer due, or would be another prompt by now, is decided afresh.
  if (openingKey(view, specs) !== key || !areDue(deps, specs)) {
    await close();
    return { kind: 'started', turns: [] };
  }
  const tooLong = longest(opened.filter((prompt) => needs(view, prompt) > setupOf(view).context));
  if (tooLong !== undefined) {
    const compacted = compact(deps, tooLong);
    await close();
    return compacted ? { kind: 'started', turns: [] } : { kind: 'context', used: needs(view, tooLong) };
  }
  const starts = outcomes.map(({ prompt, result }) =>
    result.ok ? startOf(view, { ...prompt, open: result.value }) : lostOf(view, prompt, result.failure),
  );
  deps.log.append(...starts);
  return { kind: 'started', turns: opened.map(({ spec, agent, seed, open }) => ({ spec, agent, seed, open })) };
}

/** Whether the run would still start these very turns. */
function areDue(deps: EngineDeps, specs: readonly TurnSpec[]): boolean {
  const step = (deps.next ?? nextStep)(deps.log.view, deps.clock.now());
  return (
    step.kind === 'start' &&
    specs.every((spec) =>
      step.turns.some(
        ({ turn, agent, attempt, purpose }) =>
          turn === spec.turn && agent === spec.agent && attempt === spec.attempt && purpose === spec.purpose,
      ),
    )
  );
}

type Prompt = {
  readonly spec: TurnSpec;
  readonly agent: AgentView;
  readonly seed: number;
  readonly ground: readonly Block[];
  readonly tail: readonly Block[];
  /** Those in the ground: its last blocks. */
  readonly messages: readonly Seen[];
};
type Opened = Prompt & { readonly open: OpenTurn };

function promptOf(view: RunView, spec: TurnSpec): Prompt {
  const agent = present(agentNamed(view, spec.agent), 'a turn belongs to an agent that joined');
  return {
    spec,
    agent,
    // The attempt is left out: a turn that is tried again after a crash says what it would have said.
    seed: hash32(setupOf(view).seed, spec.agent, spec.turn),
    ground: groundOf(view, agent, spec.before),
    tail: tailOf(view, agent, spec.before),
    messages: groundMessages(view, agent, spec.before),
  };
}

function startOf(view: RunView, { spec, agent, seed, ground, tail, open }: Opened): Draft {
  return {
    type: 'v1.turn.started',
    data: {
      turn: spec.turn,
      attempt: spec.attempt,
      agent: spec.agent,
      round: spec.round,
      model: agent.model,
      lineage: [...lineageOf(ground, open.groundTokens, 'ground'), ...lineageOf(tail, open.tailTokens, 'tail')],
      promptHash: open.promptHash,
      assembly: ASSEMBLY,
      sampler: seatOf(view, agent).sampler,
      seed,
      before: spec.before,
      ...(spec.purpose === undefined ? {} : { purpose: spec.purpose }),
    },
  };
}

/** An attempt that was lost before it began; of a turn that the log does not know yet it says what it would have stood on. */
function lostOf(view: RunView, { spec }: Prompt, failure: ModelFailure): Draft {
  const { turn, attempt, agent, round, before, purpose } = spec;
  const unstarted = { round, before, ...(purpose === undefined ? {} : { purpose }) };
  return {
    type: 'v1.turn.abandoned',
    data: { turn, attempt, agent, failure, ...(view.turns[turn - 1] === undefined ? { unstarted } : {}) },
  };
}

/** Says in the log what becomes a gist, for all grounds at once; false where nothing of this prompt can. */
function compact(deps: EngineDeps, prompt: Opened): boolean {
  const { view } = deps.log;
  const limit = setupOf(view).context;
  const tokens = prompt.open.groundTokens.slice(prompt.ground.length - prompt.messages.length);
  const upTo = compactionOf({ messages: prompt.messages, tokens, context: limit });
  if (upTo === undefined) return false;
  deps.log.append({ type: 'v1.ground.compacted', data: { upTo, tokens: needs(view, prompt), limit } });
  return true;
}

/** Tokens that a turn takes in its context at most. */
const needs = (view: RunView, { open }: Opened): number =>
  sum(open.groundTokens) + sum(open.tailTokens) + STAGE_TOKENS + setupOf(view).answer.maxTokens;

function longest(prompts: readonly Opened[]): Opened | undefined {
  const length = ({ open }: Opened): number => sum(open.groundTokens) + sum(open.tailTokens);
  return prompts.toSorted((one, other) => length(other) - length(one))[0];
}

const setupOf = (view: RunView): RunSetup => present(view.setup, 'a running run has a setup');

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
