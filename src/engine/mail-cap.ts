import { present } from '#shared/base/assert.ts';
import { brakeRules } from '#shared/events/rules.ts';
import type { Draft } from '#shared/events/event.ts';
import type { AgentId } from '#shared/events/ids.ts';
import { agentNamed, type AgentView, type RunView } from '#shared/projections/run.ts';

/** Whether a mailbox takes no more mail by name: its senders are told to wait. */
export function isMailboxFull(view: RunView, agent: AgentId): boolean {
  const cap = brakeRules(present(view.setup, 'a running run has a setup')).mailCap;
  return cap > 0 && (agentNamed(view, agent)?.unread.length ?? 0) >= cap;
}

/** Mailboxes that have become full since they last were not, each to be told once. */
export function fullMailboxes(view: RunView): readonly Draft[] {
  const setup = view.setup;
  const cap = setup === undefined ? 0 : brakeRules(setup).mailCap;
  if (cap === 0) return [];
  return view.agents.flatMap((agent): readonly Draft[] => {
    if (agent.unread.length < cap || isTold(view, agent, cap)) return [];
    const evidence = `${agent.name} has ${agent.unread.length} unread messages, at most ${cap} may wait: mail to it by name is held back`;
    return [
      {
        type: 'v1.run.braked',
        data: {
          brake: 'mail-cap',
          evidence,
          agents: [agent.agent],
          messages: agent.unread.slice(0, cap),
          did: 'held-back',
        },
      },
    ];
  });
}

/**
 * A mailbox empties only when its agent's turn ends. Where as much was unread right after that turn, it was full before and has been told
 * then; else it became full after it.
 */
function isTold(view: RunView, { agent, unread }: AgentView, cap: number): boolean {
  const emptied = Math.max(
    0,
    ...view.turns.filter((turn) => turn.agent === agent && turn.state !== 'open').map((turn) => turn.changedAt),
  );
  const told = view.braked.findLast(({ brake, agents }) => brake === 'mail-cap' && agents.includes(agent));
  if (told === undefined) return false;
  if (told.seq > emptied) return true;
  const left = unread[cap - 1];
  return (view.messages.find(({ message }) => message === left)?.seq ?? Infinity) < emptied;
}
