import { nameOf, type MessageId } from '#shared/events/ids.ts';
import { isSameSeat, itemNamed, type BoardDecision } from '#shared/projections/board.ts';
import type { RunView } from '#shared/projections/run.ts';
import type { Ending } from './step.ts';

/**
 * Whether what was said has settled the matter: a consensus that still stands, or a vote that reached its quorum. Read off the board, never
 * off a text. Asked while no turn is open.
 */
export function settledBy(view: RunView): Ending | undefined {
  const { decisions, votes } = view.board;
  const consensus = decisions.findLast((decision) => decision.how === 'consensus' && isStanding(view, decision));
  if (consensus !== undefined) {
    return {
      reason: 'consensus',
      detail: `${whoAgreed(view, consensus)} agreed to ${described(view, consensus.proposal)}`,
    };
  }
  const vote = votes.at(-1);
  if (vote?.state !== 'closed' || vote.winner === undefined) return undefined;
  const { winner } = vote;
  const count = vote.ballots.filter((ballot) => ballot.option === winner).length;
  return {
    reason: 'quorum',
    detail: `${described(view, winner)} won the vote with ${count} of ${vote.ballots.length}`,
  };
}

function isStanding(view: RunView, { proposal }: BoardDecision): boolean {
  const item = itemNamed(view.board, proposal);
  return item?.kind === 'proposal' && (item.state === 'agreed' || item.state === 'decided');
}

/** An agent that is out of turns and never agreed is not spoken for. */
function whoAgreed({ board }: RunView, { proposal }: BoardDecision): string {
  const item = itemNamed(board, proposal);
  if (item?.kind !== 'proposal') return 'all';
  const silent = board.spent.some(
    (agent) => board.agents.includes(agent) && !isSameSeat(item.by, agent) && !item.agreed.includes(agent),
  );
  return silent ? 'all who can still speak' : 'all';
}

/** `Ada's proposal m1`. */
function described(view: RunView, proposal: MessageId): string {
  const by = itemNamed(view.board, proposal)?.by;
  const author = by === undefined ? 'the' : by === 'arbiter' ? "the arbiter's" : `${nameOf(by)}'s`;
  return `${author} proposal ${proposal}`;
}
