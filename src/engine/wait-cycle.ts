/** Who waits for whom, and whether somebody waits for itself in the end. */
import { nameOf, type AgentId, type MessageId } from '#shared/events/ids.ts';
import { agentNamed, expiryKey, type RunView } from '#shared/projections/run.ts';

/** `from` has asked or challenged `to` by name and has no answer. */
export type Wait = { readonly from: AgentId; readonly to: AgentId; readonly message: MessageId };

/**
 * The waits that stand, in the order of the messages: named asks and challenges of agents to agents that are still there, neither taken
 * back nor given up. A held answer is an answer. O(messages).
 */
export function waitsIn(view: RunView): readonly Wait[] {
  const answered = new Set([...view.messages, ...view.held].map(({ inReplyTo, from }) => `${inReplyTo ?? ''} ${from}`));
  return view.messages.flatMap(({ message, from, to, act, retracted }) => {
    if (retracted || to === 'all' || from === 'arbiter' || (act !== 'ask' && act !== 'challenge')) return [];
    if (!isThere(view, from)) return [];
    return to
      .filter((agent) => isThere(view, agent) && !answered.has(`${message} ${agent}`))
      .filter((agent) => !view.expired.has(expiryKey(message, agent)))
      .map((agent): Wait => ({ from, to: agent, message }));
  });
}

/**
 * The shortest cycle of the graph, of equally short ones the one through the first of `agents`, and begun there; undefined where there is
 * none. A breadth-first search from each agent, O(agents × waits).
 */
export function shortestCycle(waits: readonly Wait[], agents: readonly AgentId[]): readonly Wait[] | undefined {
  let shortest: readonly Wait[] | undefined;
  for (const start of agents) {
    const cycle = cycleThrough(start, waits);
    if (cycle !== undefined && (shortest === undefined || cycle.length < shortest.length)) shortest = cycle;
  }
  return shortest;
}

/** `Ada waits for Ben, Ben for Cleo, Cleo for Ada`. */
export const cycleSentence = (cycle: readonly Wait[]): string =>
  cycle.map(({ from, to }, index) => `${nameOf(from)}${index === 0 ? ' waits' : ''} for ${nameOf(to)}`).join(', ');

function cycleThrough(start: AgentId, waits: readonly Wait[]): readonly Wait[] | undefined {
  /** By which wait each agent was reached first. */
  const reachedBy = new Map<AgentId, Wait>();
  const queue: AgentId[] = [start];
  for (const agent of queue) {
    for (const wait of waits) {
      if (wait.from !== agent || reachedBy.has(wait.to)) continue;
      reachedBy.set(wait.to, wait);
      if (wait.to === start) return pathBack(start, reachedBy);
      queue.push(wait.to);
    }
  }
  return undefined;
}

function pathBack(start: AgentId, reachedBy: ReadonlyMap<AgentId, Wait>): readonly Wait[] {
  const path: Wait[] = [];
  let wait = reachedBy.get(start);
  while (wait !== undefined) {
    path.unshift(wait);
    wait = wait.from === start ? undefined : reachedBy.get(wait.from);
  }
  return path;
}

const isThere = (view: RunView, agent: AgentId): boolean => {
  const known = agentNamed(view, agent);
  return known !== undefined && known.state !== 'left';
};
