import type { Draft } from '#shared/events/event.ts';
import { nameOf, voteId, type MessageId } from '#shared/events/ids.ts';
import { itemNamed, type Vote } from '#shared/projections/board.ts';
import { activeAgents, type RunView } from '#shared/projections/run.ts';
import { LABELS } from '../assembly.ts';
import type { Ending } from '../step.ts';
import { batchOf } from './batch.ts';
import type { ModeRules } from './mode-rules.ts';
import { seatsPlayed } from './played-seat.ts';

/**
 * The control without any reply: everyone proposes blind and in parallel, whatever the cadence, then all vote once on what was proposed.
 * The voting turns and the count are those of every vote (`votes.ts`); the mode only opens it.
 */
export const vote: ModeRules = { seats: seatsPlayed, next, ending, drafts };

/** More than half. */
const MAJORITY = 0.5;

/** First turns only, all on the ground of the first of them. */
function next(view: RunView): ReturnType<ModeRules['next']> {
  const agents = activeAgents(view).map(({ agent }) => agent);
  return batchOf(view, agents, view.turns);
}

/** The vote is opened as soon as all first turns are over and nothing that was proposed waits for the arbiter. */
function drafts(view: RunView): readonly Draft[] {
  if (!isProposed(view) || view.board.votes.length > 0 || view.wrapping !== undefined) return [];
  const options = openProposals(view);
  const quorum = view.setup?.quorum ?? MAJORITY;
  return options.length === 0
    ? []
    : [{ type: 'v1.vote.opened', data: { vote: voteId(1), by: 'scenario', options: [...options], quorum } }];
}

function ending(view: RunView): Ending | undefined {
  const cast = view.board.votes.at(-1);
  if (cast !== undefined) {
    return cast.state === 'closed' && cast.winner === undefined
      ? { reason: 'stalled', detail: `no proposal reached the quorum: ${tallyOf(view, cast)}` }
      : undefined;
  }
  return isProposed(view) && view.wrapping === undefined
    ? { reason: 'stalled', detail: 'nobody proposed anything to vote on' }
    : undefined;
}

/** Whether all first turns are over and everything that they wrote is public. */
const isProposed = (view: RunView): boolean =>
  view.turns.length > 0 &&
  !view.turns.some((turn) => turn.state === 'open') &&
  view.held.length === 0 &&
  next(view).length === 0;

/** Everything that was proposed and stands, as far as a ballot has letters; the last letter is for none of them. */
const openProposals = (view: RunView): readonly MessageId[] =>
  [...view.board.items]
    .flatMap((item) =>
      item.kind === 'proposal' && ['open', 'challenged', 'agreed'].includes(item.state) ? [item.item] : [],
    )
    .slice(0, LABELS.length - 1);

/** `m1 by Ada 2, m2 by Ben 1, none 0`. */
function tallyOf(view: RunView, { options, ballots }: Vote): string {
  return [...options, 'none' as const]
    .map((option) => {
      const by = option === 'none' ? undefined : itemNamed(view.board, option)?.by;
      const author = by === undefined ? '' : ` by ${by === 'arbiter' ? 'the arbiter' : nameOf(by)}`;
      return `${option}${author} ${ballots.filter((ballot) => ballot.option === option).length}`;
    })
    .join(', ');
}
