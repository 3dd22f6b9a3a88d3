import { activeAgents, agentNamed, type AgentView, type RunView, type TurnView } from '#shared/projections/run.ts';
import type { Ending } from '../step.ts';
import { batchOf } from './batch.ts';
import type { ModeRules } from './mode-rules.ts';
import { seatsPlayed } from './played-seat.ts';

/**
 * The first seat coordinates: it speaks, then all others answer it at once on one ground, then it speaks again, whatever the cadence.
 * Who sees what is in `shared/events/visibility.ts`: workers see the coordinator, the coordinator sees gists and may read more.
 */
export const hierarchy: ModeRules = { seats: seatsPlayed, next, ending, isHeldUp };

const COORDINATOR = 0;
/** So often in a row the coordinator may only read; then its workers speak, so that no run is spent on reading. */
const READS_IN_A_ROW = 3;

/** The agent that coordinates, while it may take turns; none under any other mode. */
export const coordinatorOf = (view: RunView): AgentView | undefined =>
  view.setup?.mode === 'hierarchy' ? activeAgents(view).find(({ seat }) => seat === COORDINATOR) : undefined;

function next(view: RunView): ReturnType<ModeRules['next']> {
  const turns = coordinating(view);
  const last = turns.at(-1);
  if (last?.state === 'open') return [];
  if (last !== undefined && !isReading(turns)) {
    const begun = view.turns.filter((turn) => turn.turn > last.turn);
    const workers = activeAgents(view).filter(({ seat }) => seat !== COORDINATOR);
    const batch = batchOf(
      view,
      workers.map(({ agent }) => agent),
      begun,
    );
    if (batch.length > 0) return batch;
    if (begun.some((turn) => turn.state === 'open')) return [];
  }
  const coordinator = coordinatorOf(view);
  return coordinator === undefined ? [] : batchOf(view, [coordinator.agent], []);
}

/** The turns of the first seat, all its incarnations together. */
const coordinating = (view: RunView): readonly TurnView[] =>
  view.turns.filter((turn) => agentNamed(view, turn.agent)?.seat === COORDINATOR);

/** It asked for a full text, which stands in its next prompt: that turn comes before anyone else's. */
function isReading(turns: readonly TurnView[]): boolean {
  const recent = turns.slice(-READS_IN_A_ROW);
  return recent.at(-1)?.state === 'read' && recent.filter((turn) => turn.state === 'read').length < READS_IN_A_ROW;
}

function ending(view: RunView): Ending | undefined {
  const decision = view.board.decisions.at(-1);
  if (decision?.how === 'coordinator') {
    return { reason: 'decided', detail: `${nameOfSeat(view)}, who coordinates, agreed to ${decision.revision}` };
  }
  if (decision !== undefined) {
    return { reason: 'decided', detail: `${decision.proposal} was decided (${decision.how})` };
  }
  return coordinatorOf(view) === undefined && next(view).length === 0 ? leaderless(view) : undefined;
}

/** Nobody is left whom the workers could answer; a closing round is still held without it, and one that is muted is waited for. */
function leaderless(view: RunView): Ending | undefined {
  const last = lastCoordinator(view);
  if (view.wrapping !== undefined || last?.state === 'muted') return undefined;
  const name = nameOfSeat(view);
  return last?.state === 'active'
    ? { reason: 'budget', detail: `${name}, who coordinates, has spent its own budget` }
    : { reason: 'stalled', detail: `${name}, who coordinates, has left` };
}

function isHeldUp(view: RunView): boolean {
  return lastCoordinator(view)?.state === 'muted';
}

const lastCoordinator = (view: RunView): AgentView | undefined =>
  view.agents.findLast(({ seat }) => seat === COORDINATOR);

const nameOfSeat = (view: RunView): string => view.setup?.seats[COORDINATOR]?.name ?? 'the first seat';
