import { activeAgents, agentNamed, type RunView } from '#shared/projections/run.ts';
import { turnsNow } from '../cadence/turn-spec.ts';
import type { ModeRules } from './mode-rules.ts';
import { seatsPlayed } from './played-seat.ts';

/** One model plays all seats in one context, whatever the cadence: strictly in seat order, one part at a time. */
export const roleplay: ModeRules = { seats: seatsPlayed, next, ending: () => undefined };

function next(view: RunView): ReturnType<ModeRules['next']> {
  if (view.turns.some((turn) => turn.state === 'open')) return [];
  const inOrder = activeAgents(view).toSorted((a, b) => a.seat - b.seat);
  const last = view.turns.at(-1);
  const seat = last === undefined ? -1 : (agentNamed(view, last.agent)?.seat ?? -1);
  const agent = inOrder.find((one) => one.seat > seat) ?? inOrder[0];
  return agent === undefined ? [] : turnsNow(view, [agent.agent]);
}
