import { gistOf } from '#shared/base/text.ts';
import type { MessageId, Seq } from '#shared/events/ids.ts';
import { isSameSeat, itemNamed, openVote, type Vote } from '#shared/projections/board.ts';
import type { AgentView, RunView } from '#shared/projections/run.ts';
import { NONE, type Choice } from './dialogue.ts';
import { peerName } from './naming.ts';
import { oneLine } from './quote.ts';

/** Words of a proposal in the line of a ballot. */
const WORDS = 12;

/**
 * The choices of a voting turn: one for each option and one for none of them; none at all where no vote was open as the turn began. Only a
 * choice out of these votes: what the text says is a reason and no more.
 */
export function ballotsFor(view: RunView, agent: AgentView, before: Seq): readonly Choice[] {
  const vote = openVote(view.board);
  if (vote === undefined || vote.openedAt >= before) return [];
  const options = vote.options.flatMap((option) => ballot({ view, agent, before }, vote, option));
  return [...options, { act: 'vote', to: 'all', option: 'none', vote: vote.vote, weight: NONE }];
}

type Voter = { readonly view: RunView; readonly agent: AgentView; readonly before: Seq };

function ballot({ view, agent, before }: Voter, vote: Vote, option: MessageId): readonly Choice[] {
  const item = itemNamed(view.board, option);
  if (item?.kind !== 'proposal' || item.state === 'retracted') return [];
  const wordings = view.messages.filter(({ message, seq }) => item.revisions.includes(message) && seq < before);
  const about = gistOf(oneLine(wordings.at(-1)?.gist ?? ''), WORDS);
  const whom = isSameSeat(item.by, agent.agent) ? 'you' : peerName(view, item.by);
  return [{ act: 'vote', to: 'all', option, vote: vote.vote, whom, about, weight: 1 }];
}
