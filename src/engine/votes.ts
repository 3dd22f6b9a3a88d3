import type { Draft } from '#shared/events/event.ts';
import { seq, voteId, type MessageId, type Seq } from '#shared/events/ids.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import { openVote, type Proposal, type Vote } from '#shared/projections/board.ts';
import { activeAgents, type AgentView, type RunView } from '#shared/projections/run.ts';
import { turnsNow, type TurnSpec } from './cadence/turn-spec.ts';

/** So many proposals a vote is opened over at most: those with the most support, of equals the newest. */
const OPTIONS = 5;
/** Shares are written with two or three digits: 0.67 and 0.667 are two of three. */
const ROUNDING = 0.004;

/** What code has to write about votes now: one that is due is opened, one that everybody has cast is closed. Only while no turn is open. */
export function voteDrafts(view: RunView): readonly Draft[] {
  if (view.turns.some((turn) => turn.state === 'open')) return [];
  const vote = openVote(view.board);
  if (vote !== undefined) return isCast(view, vote) ? [{ type: 'v1.vote.closed', data: resultOf(view, vote) }] : [];
  const kept = keptForVote(view);
  const left = turnsLeft(view);
  return kept === 0 || view.wrapping !== undefined || left <= 0 || left > kept ? [] : [openingOf(view)];
}

/**
 * The vote that the scenario asks for, before its time because the talk is about to be ended: none where it was held, where there is nothing
 * to vote on, or where the turns that are left are too few for everyone. Only while no turn is open.
 */
export function earlyVote(view: RunView): readonly Draft[] {
  const kept = keptForVote(view);
  return kept === 0 || view.wrapping !== undefined || turnsLeft(view) < kept ? [] : [openingOf(view)];
}

function openingOf(view: RunView): Draft {
  const quorum = view.setup?.quorum ?? 0;
  return { type: 'v1.vote.opened', data: { vote: voteId(1), by: 'scenario', options: optionsOf(view), quorum } };
}

/** While a vote is open: the turns of those who have not voted yet, all on the ground on which it was opened; undefined where none is. */
export function nextVoters(view: RunView): readonly TurnSpec[] | undefined {
  const vote = openVote(view.board);
  if (vote === undefined) return undefined;
  const voters = votersLeft(view, vote).map(({ agent }) => agent);
  return turnsNow(view, voters).map((spec) => ({ ...spec, before: seq(vote.openedAt + 1) }));
}

/**
 * Turns of the budget that are kept for the vote that the scenario asks for at its end: one for each agent, as long as there is something
 * to vote on and no vote was held. A mode that votes opens its vote itself.
 */
export function keptForVote(view: RunView): number {
  const { setup, board } = view;
  if (setup?.quorum === undefined || setup.mode === 'vote' || board.votes.length > 0) return 0;
  return optionsOf(view).length === 0 ? 0 : activeAgents(view).length;
}

/**
 * The count of a vote. What reaches the quorum among those who were asked wins, if it has more votes than each other option; a quorum of
 * one half is a majority, more than half. With two ahead alike nobody wins.
 */
export function resultOf(view: RunView, vote: Vote): EventData<'v1.vote.closed'> {
  const tally = [...vote.options, 'none' as const].map((option) => ({
    option,
    votes: vote.ballots.filter((ballot) => ballot.option === option).length,
  }));
  const seats = askedIn(view, vote);
  const most = Math.max(...tally.map(({ votes }) => votes));
  const ahead = tally.filter(({ votes }) => votes === most);
  const [first] = ahead;
  const wins =
    ahead.length === 1 && first !== undefined && first.option !== 'none' && reaches(most, seats, vote.quorum);
  return { vote: vote.vote, tally, seats, ...(wins && first.option !== 'none' ? { winner: first.option } : {}) };
}

function reaches(votes: number, seats: number, quorum: number): boolean {
  if (votes === 0 || seats === 0) return false;
  if (quorum === 0.5) return votes * 2 > seats;
  return votes / seats + ROUNDING >= quorum;
}

/** Whether nobody is left to vote: one that is muted or has left blocks nothing; a ballot that waits for approval does. */
function isCast(view: RunView, vote: Vote): boolean {
  if (view.held.some((message) => message.vote?.vote === vote.vote)) return false;
  return votersLeft(view, vote).length === 0 || turnsLeft(view) <= 0 || view.wrapping !== undefined;
}

const votersLeft = (view: RunView, { openedAt }: Vote): readonly AgentView[] =>
  activeAgents(view).filter(({ agent }) => !hadTurn(view, agent, openedAt) && !isSpeaking(view, agent));

/** Those whose votes count against the quorum: whoever voted, and whoever was asked, is still there and did not. */
function askedIn(view: RunView, { openedAt, ballots }: Vote): number {
  const voted = new Set(ballots.map(({ agent }) => agent));
  const silent = view.agents.filter(
    ({ agent, state }) => state === 'active' && !voted.has(agent) && hadTurn(view, agent, openedAt),
  );
  return voted.size + silent.length;
}

const hadTurn = (view: RunView, agent: AgentView['agent'], since: Seq): boolean =>
  view.turns.some((turn) => turn.agent === agent && turn.startedAt > since);

const isSpeaking = (view: RunView, agent: AgentView['agent']): boolean =>
  view.turns.some((turn) => turn.agent === agent && turn.state === 'open');

/** Turns that the run's budget, its summary apart, and the budgets of its agents still allow. */
function turnsLeft(view: RunView): number {
  const budget = view.setup?.budget;
  if (budget === undefined) return 0;
  const ofRun = budget.turns - view.turns.length - (view.setup?.summary === undefined ? 0 : 1);
  const each = budget.perAgent?.turns;
  if (each === undefined) return ofRun;
  return Math.min(
    ofRun,
    activeAgents(view).reduce((sum, { turns }) => sum + Math.max(0, each - turns), 0),
  );
}

/** Proposals on the table, in the order in which they were made. */
function optionsOf(view: RunView): MessageId[] {
  const open = [...view.board.items].filter(
    (item): item is Proposal => item.kind === 'proposal' && ['open', 'challenged', 'agreed'].includes(item.state),
  );
  const backing = ({ supports, agreed }: Proposal): number => supports.length + agreed.length;
  const chosen = open
    .toReversed()
    .toSorted((a, b) => backing(b) - backing(a))
    .slice(0, OPTIONS);
  return open.filter((item) => chosen.includes(item)).map(({ item }) => item);
}
