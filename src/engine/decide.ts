import { assert, present } from '#shared/base/assert.ts';
import { drawWeighted, hash32, random } from '#shared/base/random.ts';
import { ok, type Result } from '#shared/base/result.ts';
import type { Decision, ModelFailure, Move } from '#shared/events/vocabulary.ts';
import { agentNamed, type RunView } from '#shared/projections/run.ts';
import { LABELS, lineageOf, menuBlocks, segmentsOf } from './assembly.ts';
import type { Waiting } from './deps.ts';
import type { Choice } from './dialogue.ts';
import { menuOf } from './menu.ts';
import type { StartedTurn } from './open-turns.ts';
import type { DecideReport } from './ports.ts';

export type Decided = { readonly choice: Choice; readonly decision: Decision; readonly report?: DecideReport };

/**
 * The first stage of a turn: the model's probabilities over a menu of legal moves, weighted by the tables and the seat's leaning,
 * drawn from with the turn's seed. A menu of one entry asks no model.
 */
export async function decide(
  view: RunView,
  turn: StartedTurn,
  waiting: Waiting,
): Promise<Result<Decided, ModelFailure>> {
  const { before, purpose } = turn.spec;
  const seed = hash32(turn.seed, 'menu');
  const agent = present(agentNamed(view, turn.spec.agent), 'a turn belongs to an agent that joined');
  const menu = menuOf(view, { agent, before, seed, ...(purpose === undefined ? {} : { purpose }) });
  const only = present(menu[0], 'a menu is never empty');
  if (menu.length === 1)
    return ok({ choice: only, decision: { menu: [moveOf(only)], model: [1], drawn: [1], chosen: 0 } });
  const blocks = menuBlocks(menu);
  const labels = LABELS.slice(0, menu.length);
  const asked = await turn.open.decide({ menu: segmentsOf(blocks), labels }, waiting);
  if (!asked.ok) return asked;
  const report = asked.value;
  assert(report.logprobs.length === menu.length, 'the model gives a probability for each label');
  const model = softmax(report.logprobs);
  const drawn = normalised(model.map((share, index) => share * present(menu[index], 'one share a choice').weight));
  const chosen = drawWeighted(drawn, random(hash32(turn.seed, 'decide'))());
  const lineage = lineageOf(blocks, report.tokens, 'tail');
  const decision = { menu: menu.map(moveOf), model, drawn, chosen, lineage, promptHash: report.promptHash };
  return ok({ choice: present(menu[chosen], 'what is drawn is on the menu'), decision, report });
}

const moveOf = ({ act, to, inReplyTo, option }: Choice): Move => ({
  act,
  to,
  ...(inReplyTo === undefined ? {} : { inReplyTo }),
  ...(option === undefined ? {} : { option }),
});

/** Probabilities from log-probabilities, over the given entries alone; rounded so that the log reads well and folds alike. */
function softmax(logprobs: readonly number[]): number[] {
  const top = Math.max(...logprobs);
  return normalised(logprobs.map((logprob) => (Number.isFinite(logprob) ? Math.exp(logprob - top) : 0)));
}

function normalised(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => Number((total > 0 ? weight / total : 1 / weights.length).toFixed(6)));
}
