import { hash32 } from '#shared/base/random.ts';
import { present } from '#shared/base/assert.ts';
import type { Draft } from '#shared/events/event.ts';
import type { ModelFailure } from '#shared/events/vocabulary.ts';
import type { AgentView, RunView } from '#shared/projections/run.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { groundOf, lineageOf, seatOf, segmentsOf, tailOf } from './assembly.ts';
import type { TurnSpec } from './cadence/turn-spec.ts';
import type { EngineDeps, Waiting } from './deps.ts';
import { ASSEMBLY } from './instructions.ts';
import type { OpenTurn } from './ports.ts';

/** A turn whose prompt is tokenised and which the log knows. */
export type StartedTurn = {
  readonly spec: TurnSpec;
  readonly agent: AgentView;
  readonly seed: number;
  readonly open: OpenTurn;
};

/** Room in the context for a menu or an instruction beside the answer. */
const STAGE_TOKENS = 120;

export type Opening =
  | { readonly kind: 'started'; readonly turns: readonly StartedTurn[] }
  | { readonly kind: 'context'; readonly used: number }
  | { readonly kind: 'failed'; readonly failure: ModelFailure };

/**
 * Opens the prompts of turns that start together and writes their starts in one transaction, in the order given:
 * what the log says first does not hang on which prompt was counted first.
 */
export async function openTurns(deps: EngineDeps, specs: readonly TurnSpec[], waiting: Waiting): Promise<Opening> {
  const { view } = deps.log;
  const prepared = specs.map((spec) => prepare(view, spec));
  const opened = await Promise.all(
    prepared.map(({ ground, tail, agent }) =>
      deps.inference.open({ model: agent.model, ground: segmentsOf(ground), tail: segmentsOf(tail) }, waiting),
    ),
  );
  const turns: StartedTurn[] = [];
  const drafts: Draft[] = [];
  let failure: ModelFailure | undefined;
  let used = 0;
  for (const [index, result] of opened.entries()) {
    if (!result.ok) {
      failure ??= result.failure;
      continue;
    }
    const { ground, tail, agent, spec, seed } = present(prepared[index], 'each prompt was opened');
    const open = result.value;
    used = Math.max(
      used,
      sum(open.groundTokens) + sum(open.tailTokens) + STAGE_TOKENS + setupOf(view).answer.maxTokens,
    );
    turns.push({ spec, agent, seed, open });
    const lineage = [...lineageOf(ground, open.groundTokens, 'ground'), ...lineageOf(tail, open.tailTokens, 'tail')];
    drafts.push({
      type: 'v1.turn.started',
      data: {
        turn: spec.turn,
        attempt: spec.attempt,
        agent: spec.agent,
        round: spec.round,
        model: agent.model,
        lineage,
        promptHash: open.promptHash,
        assembly: ASSEMBLY,
        sampler: seatOf(view, agent).sampler,
        seed,
      },
    });
  }
  const tooLong = used > setupOf(view).context;
  if (failure !== undefined || tooLong || waiting.signal.aborted) {
    await Promise.all(turns.map((turn) => turn.open.close()));
    if (tooLong) return { kind: 'context', used };
    return { kind: 'failed', failure: failure ?? { kind: 'cancelled', detail: 'the run was cancelled' } };
  }
  deps.log.append(...drafts);
  return { kind: 'started', turns };
}

function prepare(view: RunView, spec: TurnSpec) {
  const agent = present(
    view.agents.find((other) => other.agent === spec.agent),
    'a turn belongs to an agent that joined',
  );
  const setup = setupOf(view);
  // The attempt is left out: a turn that is tried again after a crash says what it would have said.
  const seed = hash32(setup.seed, spec.agent, spec.turn);
  return { spec, agent, seed, ground: groundOf(view, spec.before), tail: tailOf(view, agent) };
}

const setupOf = (view: RunView): RunSetup => present(view.setup, 'a running run has a setup');

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
