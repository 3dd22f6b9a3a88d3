import { present } from '#shared/base/assert.ts';
import type { AgentView, RunView } from '#shared/projections/run.ts';
import { activeAgents } from '#shared/projections/run.ts';
import { turnsNow, type TurnSpec } from './turn-spec.ts';

/**
 * Whoever has something new in front of it and is not speaking speaks, as long as its model has a free sequence: mail that it has not
 * read, a nudge, the full text it asked for, or the beginning of the run. Who has waited longest comes first; turns overlap.
 */
export function nextFree(view: RunView): readonly TurnSpec[] {
  const slots = new Map(view.loaded);
  for (const turn of view.turns) {
    if (turn.state !== 'open') continue;
    const { model } = present(
      view.agents.find((agent) => agent.agent === turn.agent),
      'a turn belongs to an agent that joined',
    );
    slots.set(model, (slots.get(model) ?? 0) - 1);
  }
  const speakers = waiting(view).filter(({ model }) => {
    const free = slots.get(model) ?? 0;
    slots.set(model, free - 1);
    return free > 0;
  });
  return turnsNow(
    view,
    speakers.map(({ agent }) => agent),
  );
}

/** Those that have a reason to speak and are not speaking, who has waited longest first, by the order of the log. */
export function waiting(view: RunView): readonly AgentView[] {
  return activeAgents(view)
    .map((agent) => ({ agent, since: waitingSince(view, agent) }))
    .filter((one): one is { agent: AgentView; since: number } => one.since !== undefined)
    .toSorted((a, b) => a.since - b.since)
    .map(({ agent }) => agent);
}

/** The position since which an agent has a reason to speak; undefined where it has none, or is speaking. */
function waitingSince(view: RunView, agent: AgentView): number | undefined {
  const last = view.turns.findLast((turn) => turn.agent === agent.agent);
  if (last?.state === 'open') return undefined;
  if (last === undefined) return 0;
  const [oldest] = agent.unread;
  const mail = view.messages.find((message) => message.message === oldest)?.seq;
  const nudge = view.nudges.find((one) => one.agent === agent.agent && one.seq > last.startedAt)?.seq;
  const read = last.state === 'read' ? last.changedAt : undefined;
  const reasons = [mail, nudge, read].filter((reason) => reason !== undefined);
  return reasons.length === 0 ? undefined : Math.min(...reasons);
}
