import type { AgentId } from '#shared/events/ids.ts';
import type { Cost, TurnCost } from '#shared/projections/cost.ts';

/** What the committed turns of an agent took, in tokens. */
export type AgentFigures = {
  readonly turns: number;
  readonly evaluated: number;
  readonly reused: number;
  readonly written: number;
  /** Tokens of the prompt of each of its turns, in order. Belongs to the tally: it grows, and only its first `turns` items are meant. */
  readonly prompts: readonly number[];
};

export const NO_FIGURES: AgentFigures = { turns: 0, evaluated: 0, reused: 0, written: 0, prompts: [] };

type Growing = { -readonly [Key in keyof AgentFigures]: AgentFigures[Key] } & { prompts: number[] };

/**
 * Adds up turns by agent and remembers how far it got: a position that comes after the last one costs only what lies between. Any other begins
 * anew.
 */
export function agentTally(): (cost: Cost) => ReadonlyMap<AgentId, AgentFigures> {
  let sums = new Map<AgentId, Growing>();
  let taken = 0;
  let last: TurnCost | undefined;
  return ({ turns }) => {
    // States share what they have in common, so the same item in the same place means the same past.
    if (taken > 0 && turns.at(taken - 1) !== last) {
      sums = new Map();
      taken = 0;
    }
    for (let turn = turns.at(taken); turn !== undefined; turn = turns.at(taken)) {
      add(sums, turn);
      last = turn;
      taken += 1;
    }
    return new Map([...sums].map(([agent, sum]) => [agent, { ...sum }]));
  };
}

function add(sums: Map<AgentId, Growing>, { agent, evaluated, reused, written, prompt }: TurnCost): void {
  const sum = sums.get(agent) ?? { ...NO_FIGURES, prompts: [] };
  sum.turns += 1;
  sum.evaluated += evaluated;
  sum.reused += reused;
  sum.written += written;
  sum.prompts.push(prompt);
  sums.set(agent, sum);
}

/** The tokens of its newest prompt; 0 before its first turn has ended. */
export const newestPrompt = ({ prompts, turns }: AgentFigures): number => prompts[turns - 1] ?? 0;

/**
 * A line of at most `points` points through a series, each from 0 to 1 of `limit`: of what falls together the highest stays, so that no peak is
 * lost.
 */
export function sparkline(
  series: readonly number[],
  { points, limit }: { readonly points: number; readonly limit: number },
) {
  const size = Math.max(1, Math.ceil(series.length / points));
  const line: number[] = [];
  for (let at = 0; at < series.length; at += size) {
    const highest = Math.max(...series.slice(at, at + size));
    line.push(limit === 0 ? 0 : Math.min(1, highest / limit));
  }
  return line;
}
