import { fail, ok, type Result } from '#shared/base/result.ts';
import type { CommandOf } from '#shared/events/commands.ts';
import type { Draft } from '#shared/events/event.ts';
import { voteId, type MessageId } from '#shared/events/ids.ts';
import { openVote, type Proposal, type ProposalState } from '#shared/projections/board.ts';
import type { RunView } from '#shared/projections/run.ts';
import { listed, noteWithin } from './known.ts';

type Drafts = Result<readonly Draft[], string>;

/** More than half, or more exactly: what a vote needs where neither the command nor the scenario says more. */
const QUORUM = 0.5;
/** So many proposals fit on the menu of a vote, beside "none of them". */
const MOST_OPTIONS = 5;

/** The arbiter's ruling on a proposal that is still on the table. */
export function rule(view: RunView, { proposal, ruling, note }: CommandOf<'rule'>): Drafts {
  const found = liveProposal(view, proposal);
  if (!found.ok) return found;
  const words = noteWithin(note, 'the note');
  if (!words.ok) return words;
  return ok([{ type: 'v1.proposal.ruled', data: { proposal: found.value.item, ruling, note: words.value } }]);
}

/** Opens a vote over the given proposals, or over all that are on the table (the newest where they are too many). */
export function callVote(view: RunView, { options, quorum }: CommandOf<'callVote'>): Drafts {
  const open = openVote(view.board);
  if (open !== undefined) return fail(`the vote ${open.vote} is still open; wait for its end`);
  if (!view.agents.some((agent) => agent.state === 'active'))
    return fail('nobody is there to vote; recall a seat first');
  const chosen: MessageId[] = [];
  for (const option of options ??
    live(view)
      .slice(-MOST_OPTIONS)
      .map(({ item }) => item)) {
    const found = liveProposal(view, option);
    if (!found.ok) return found;
    if (!chosen.includes(found.value.item)) chosen.push(found.value.item);
  }
  if (chosen.length === 0) return fail('no proposal is on the table to vote on; propose one first');
  if (chosen.length > MOST_OPTIONS) {
    return fail(`${chosen.length} proposals are too many for one vote; name at most ${MOST_OPTIONS}`);
  }
  const share = quorum ?? view.setup?.quorum ?? QUORUM;
  const vote = voteId(view.board.votes.length + 1);
  return ok([{ type: 'v1.vote.opened', data: { vote, by: 'arbiter', options: chosen, quorum: share } }]);
}

/** States in which a proposal is no longer on the table. */
const CLOSED: ReadonlySet<ProposalState> = new Set(['withdrawn', 'decided', 'rejected', 'retracted']);

const live = ({ board }: RunView): readonly Proposal[] =>
  [...board.items].filter((item): item is Proposal => item.kind === 'proposal' && !CLOSED.has(item.state));

/** By its first wording or a later one. */
function liveProposal(view: RunView, message: MessageId): Result<Proposal, string> {
  const item = view.board.items.find(
    (other) => other.item === message || (other.kind === 'proposal' && other.revisions.includes(message)),
  );
  if (item?.kind === 'proposal' && !CLOSED.has(item.state)) return ok(item);
  const open = live(view).map((proposal) => proposal.item);
  const what = open.length === 0 ? 'no proposal is on the table' : `on the table: ${listed(open)}`;
  if (item?.kind === 'proposal') return fail(`the proposal ${item.item} is ${item.state} already; ${what}`);
  return fail(`${message} is no proposal; ${what}`);
}
