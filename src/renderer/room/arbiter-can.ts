import { nameOf, type AgentId } from '#shared/events/ids.ts';
import { openVote, type Proposal, type ProposalState } from '#shared/projections/board.ts';
import { laneOf, type AgentLane } from '#shared/projections/lanes.ts';
import type { Moment } from '#shared/projections/moment.ts';

/** What the arbiter can do to the run as a whole, the least weighty first. */
export const ARBITER_ACTS = ['pause', 'resume', 'step', 'callVote', 'wrapUp', 'end', 'rule'] as const;
export type ArbiterAct = (typeof ARBITER_ACTS)[number];

/**
 * What can be done now. `latest` is the newest moment, not the one at the playhead: commands act on the run as it is, wherever one looks.
 * Nothing can be done to a run that does not go on. The engine has the last word; this only keeps from offering what it would refuse.
 */
export function arbiterCan(latest: Moment, live: boolean): readonly ArbiterAct[] {
  const { status } = latest;
  if (!live || (status !== 'running' && status !== 'paused')) return [];
  const proposals = openProposals(latest);
  const can: Readonly<Record<ArbiterAct, boolean>> = {
    pause: status === 'running',
    resume: status === 'paused',
    step: status === 'paused',
    callVote: proposals.length > 0 && openVote(latest.board) === undefined && latest.board.agents.length > 0,
    wrapUp: !latest.wrapping,
    end: true,
    rule: proposals.length > 0,
  };
  return ARBITER_ACTS.filter((act) => can[act]);
}

const CLOSED: ReadonlySet<ProposalState> = new Set(['withdrawn', 'decided', 'rejected', 'retracted']);

/** Proposals that are still on the table, in the order in which they were made. */
export const openProposals = ({ board }: Pick<Moment, 'board'>): readonly Proposal[] =>
  [...board.items].filter((item): item is Proposal => item.kind === 'proposal' && !CLOSED.has(item.state));

/** One seat in the menu of the agents. */
export type SeatCan = {
  readonly agent: AgentId;
  readonly name: string;
  readonly seat: number;
  readonly presence: AgentLane['presence'];
  /** Its messages wait for approval. */
  readonly held: boolean;
  /** It has left and its last turn is over. */
  readonly recallable: boolean;
};

/** The newest incarnation of each seat, in the order of the table. */
export function seatsOf({ lanes, holding }: Pick<Moment, 'lanes' | 'holding'>): readonly SeatCan[] {
  const newest = new Map<number, AgentLane>();
  for (const lane of lanes.agents) newest.set(lane.seat, lane);
  return [...newest.values()]
    .toSorted((one, other) => one.seat - other.seat)
    .map(({ agent, seat, presence, spans }) => ({
      agent,
      seat,
      presence,
      name: nameOf(agent),
      held: holding.includes(agent),
      recallable: presence === 'left' && spans.at(-1)?.outcome !== 'open',
    }));
}

/** Whose messages wait once `agent`'s do, or no longer do: ids of agents that are there, as the command `hold` takes them. */
export function holdingWith(
  moment: Moment,
  { agent, held }: { readonly agent: AgentId; readonly held: boolean },
): AgentId[] {
  const here = moment.holding.filter((own) => own !== agent && laneOf(moment.lanes, own)?.presence !== 'left');
  return held ? [...here, agent] : here;
}
