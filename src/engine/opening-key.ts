import type { RunView } from '#shared/projections/run.ts';
import type { TurnSpec } from './cadence/turn-spec.ts';

/**
 * What a turn that is being opened hangs on and a command may change meanwhile: whether it may begin, and the texts of its ground. Where
 * the key is another when the prompts are counted, the turns are decided afresh.
 */
export function openingKey(view: RunView, specs: readonly TurnSpec[]): string {
  const ground = Math.max(0, ...specs.map(({ before }) => before));
  const agents = specs.map(({ agent }) => view.agents.find((other) => other.agent === agent)?.state);
  const texts = view.messages
    .filter((message) => message.seq < ground)
    .map((message) => (message.retracted ? 0 : message.source));
  return JSON.stringify([view.status, view.steppedAt, view.wrapping?.at, view.compacted, agents, texts]);
}
