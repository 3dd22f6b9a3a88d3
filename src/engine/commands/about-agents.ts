import { fail, ok, type Result } from '#shared/base/result.ts';
import type { CommandOf } from '#shared/events/commands.ts';
import type { Draft } from '#shared/events/event.ts';
import { agentId } from '#shared/events/ids.ts';
import type { RunView } from '#shared/projections/run.ts';
import { agentCalled, noteWithin, presentAgent, presentAgents } from './known.ts';

type Drafts = Result<readonly Draft[], string>;

/** Whose messages wait from now on. A turn that one who has left is still writing is held with all. */
export function hold(view: RunView, { seats }: CommandOf<'hold'>): Drafts {
  const speaks = new Set(view.turns.filter((turn) => turn.state === 'open').map((turn) => turn.agent));
  const chosen =
    seats === 'all'
      ? ok(view.agents.filter(({ agent, state }) => state !== 'left' || speaks.has(agent)))
      : presentAgents(view, seats);
  if (!chosen.ok) return chosen;
  const agents = chosen.value.map(({ agent }) => agent);
  if (agents.length === view.holding.size && agents.every((agent) => view.holding.has(agent))) {
    return fail(agents.length === 0 ? 'no messages are held; nothing is changed' : 'they are held already');
  }
  return ok([{ type: 'v1.hold.changed', data: { agents } }]);
}

export function mute(view: RunView, { agent: name }: CommandOf<'mute'>): Drafts {
  const found = presentAgent(view, name);
  if (!found.ok) return found;
  const { agent, state } = found.value;
  if (state === 'muted') return fail(`${found.value.name} is muted already`);
  return ok([{ type: 'v1.agent.muted', data: { agent } }]);
}

export function unmute(view: RunView, { agent: name }: CommandOf<'unmute'>): Drafts {
  const found = presentAgent(view, name);
  if (!found.ok) return found;
  const { agent, state } = found.value;
  if (state !== 'muted') return fail(`${found.value.name} is not muted`);
  return ok([{ type: 'v1.agent.unmuted', data: { agent } }]);
}

/** The incarnation is over. A turn that it is in comes to its end; what it has not read are dead letters. */
export function dismiss(view: RunView, { seat, reason }: CommandOf<'dismiss'>): Drafts {
  const found = agentCalled(view, seat);
  if (!found.ok) return found;
  const { agent, name, state } = found.value;
  if (state === 'left') return fail(`${name} has left already`);
  const detail = noteWithin(reason, 'the reason');
  return detail.ok ? ok([{ type: 'v1.agent.left', data: { agent, by: 'arbiter', detail: detail.value } }]) : detail;
}

/** The seat's next incarnation: it sees what is public and has none of the old mail. It is held as the one before, or where all are. */
export function recall(view: RunView, { seat }: CommandOf<'recall'>): Drafts {
  const found = agentCalled(view, seat);
  if (!found.ok) return found;
  const { name, model } = found.value;
  const newest = view.agents.findLast((agent) => agent.seat === found.value.seat) ?? found.value;
  if (newest.state !== 'left') return fail(`${name} is there; only one who has left can be recalled`);
  if (view.turns.some((turn) => turn.agent === newest.agent && turn.state === 'open')) {
    return fail(`${name} is still ending its last turn; recall it when that is over`);
  }
  const incarnation = newest.incarnation + 1;
  const agent = agentId(name, incarnation);
  const joined: Draft = { type: 'v1.agent.joined', data: { agent, seat: newest.seat, name, incarnation, model } };
  const others = view.agents.filter((other) => other.state !== 'left');
  const allHeld = others.length > 0 && others.every((other) => view.holding.has(other.agent));
  const held = allHeld || view.holding.has(newest.agent);
  const bySetup = view.setup?.hold === 'all' || view.setup?.hold?.includes(name) === true;
  if (held === bySetup) return ok([joined]);
  return ok([joined, { type: 'v1.hold.changed', data: { agents: [...view.holding, ...(held ? [agent] : [])] } }]);
}
