import { nameOf, type AgentId, type MessageId, type Seq } from '../events/ids.ts';
import { changed, bumped, isSameSeat, isStale, itemNamed, refused, withItem, type Post } from './board-items.ts';
import type { Board, BoardDecision, Proposal, ProposalState } from './board.ts';

/** Proposals on which nothing can be changed any more, save by the arbiter. */
const CLOSED: ReadonlySet<ProposalState> = new Set(['withdrawn', 'decided', 'rejected', 'retracted']);

export function proposed(state: Board, { posted, seq }: Post): Board {
  const { message, from } = posted.data;
  const proposal: Proposal = {
    kind: 'proposal',
    item: message,
    by: from,
    state: 'open',
    revisions: [message],
    challenges: [],
    supports: [],
    agreed: [],
    agreements: [],
    versions: [{ version: 1, since: seq }],
  };
  const next = withItem(state, proposal);
  if (from === 'arbiter' || state.memory.mode !== 'single') return next;
  return decide(next, { proposal, how: 'single', at: seq, note: '' });
}

/** What a message does to the proposal that it speaks of. */
export function aboutProposal(state: Board, proposal: Proposal, post: Post): Board {
  const { posted, seq } = post;
  const { message, from, act } = posted.data;
  switch (act) {
    case 'challenge':
      if (posted.stance !== 'against') return state;
      return settled(
        state,
        withoutAgreements(
          { ...proposal, challenges: [...proposal.challenges, message] },
          // Who has come to doubt it does not agree to it any more.
          (_, agent) => agent === from,
        ),
        seq,
      );
    case 'support':
      return posted.stance === 'for'
        ? changed(state, { ...proposal, supports: [...proposal.supports, message] })
        : state;
    case 'revise':
      if (isTooLate(proposal, post)) return refused(state, proposal, post);
      return settled(state, reworded({ ...proposal, revisions: [...proposal.revisions, message] }, seq), seq);
    case 'withdraw':
      if (from !== proposal.by) return state;
      if (isTooLate(proposal, post)) return refused(state, proposal, post);
      return settled(state, bumped({ ...proposal, withdrawal: message }, seq), seq);
    case 'agree':
      if (from === 'arbiter' || isAuthor(proposal, from) || proposal.agreed.includes(from)) return state;
      if (isTooLate(proposal, post) || posted.wording !== proposal.revisions.at(-1))
        return refused(state, proposal, post);
      return withAgreement(state, proposal, { from, message, seq });
    default:
      return state;
  }
}

/** The agreement of the one who coordinates decides, whoever else agrees. */
function withAgreement(
  state: Board,
  proposal: Proposal,
  { from, message, seq }: { readonly from: AgentId; readonly message: MessageId; readonly seq: Seq },
): Board {
  const agreed = { ...proposal, agreed: [...proposal.agreed, from], agreements: [...proposal.agreements, message] };
  if (!isCoordinator(state, from)) return settled(state, agreed, seq);
  return decide(state, { proposal: agreed, how: 'coordinator', at: seq, note: `${nameOf(from)} agreed.` });
}

const isCoordinator = ({ memory }: Board, agent: AgentId): boolean => nameOf(agent) === memory.coordinator;

/** One that was recalled does not agree with itself. */
const isAuthor = ({ by }: Proposal, agent: AgentId): boolean => isSameSeat(by, agent);

/** The proposal with another wording than the one that was agreed to. */
export const reworded = (proposal: Proposal, seq: Seq): Proposal =>
  bumped({ ...proposal, agreed: [], agreements: [] }, seq);

export function withoutAgreements(
  proposal: Proposal,
  goes: (message: MessageId | undefined, agent: AgentId) => boolean,
): Proposal {
  const stays = proposal.agreed.map((agent, index) => !goes(proposal.agreements[index], agent));
  if (stays.every(Boolean)) return proposal;
  return {
    ...proposal,
    agreed: proposal.agreed.filter((_, index) => stays[index]),
    agreements: proposal.agreements.filter((_, index) => stays[index]),
  };
}

/** A decision for good, in place of an earlier one on the same proposal. */
export function decide(
  state: Board,
  { proposal, how, at, note }: Pick<BoardDecision, 'how' | 'at' | 'note'> & { readonly proposal: Proposal },
): Board {
  const revision = proposal.revisions.at(-1);
  if (revision === undefined) return state;
  const decision: BoardDecision = { proposal: proposal.item, revision, how, at, note };
  const decisions = [...state.decisions.filter((other) => other.proposal !== proposal.item), decision];
  return settled({ ...state, decisions }, proposal, at);
}

/** The board after `proposal` has changed: its state is read off what is known of it, and a consensus stands as long as all agree. */
export function settled(state: Board, proposal: Proposal, at: Seq): Board {
  const known = state.decisions.find((decision) => decision.proposal === proposal.item);
  const fixed = known !== undefined && known.how !== 'consensus' && isStillDecided(state, proposal, known);
  const now = stateOf(state, proposal, fixed);
  const revision = proposal.revisions.at(-1);
  const next = changed(state, now === proposal.state ? proposal : { ...proposal, state: now });
  if (fixed) return next;
  if (now !== 'agreed' || revision === undefined) return known === undefined ? next : withoutDecision(next, known);
  if (known?.how === 'consensus' && known.revision === revision) return next;
  const note = `${wordsFor(proposal.agreed.filter((agent) => state.agents.includes(agent)))} agreed.`;
  const decision: BoardDecision = { proposal: proposal.item, revision, how: 'consensus', at, note };
  return { ...next, decisions: [...next.decisions.filter((other) => other !== known), decision] };
}

/**
 * An agent whose own budget is spent is not waited for any more. That may complete a consensus of the others and never undoes one: nobody
 * has taken anything back.
 */
export function withSpent(state: Board, agent: AgentId, at: Seq): Board {
  let next: Board = { ...state, spent: [...state.spent.filter((other) => other !== agent), agent] };
  for (const item of state.items) {
    if (item.kind === 'proposal' && item.state !== 'agreed') next = settledWhereNew(next, item, at);
  }
  return next;
}

/** Once agents come or go, what they agree about may look different. */
export function resettled(state: Board, at: Seq): Board {
  let next = state;
  for (const { item } of state.items) {
    const proposal = itemNamed(next, item);
    if (proposal?.kind === 'proposal') next = settledWhereNew(next, proposal, at);
  }
  return next;
}

function settledWhereNew(state: Board, proposal: Proposal, at: Seq): Board {
  const decided = state.decisions.some(
    (decision) => decision.proposal === proposal.item && decision.how !== 'consensus',
  );
  return decided || stateOf(state, proposal, false) === proposal.state ? state : settled(state, proposal, at);
}

const isTooLate = (proposal: Proposal, post: Post): boolean => CLOSED.has(proposal.state) || isStale(proposal, post);

const isStillDecided = (
  state: Board,
  { revisions, ruling, agreed }: Proposal,
  { revision, how }: BoardDecision,
): boolean =>
  revisions.includes(revision) &&
  ruling !== 'rejected' &&
  (how !== 'coordinator' || agreed.some((agent) => isCoordinator(state, agent)));

function stateOf(state: Board, proposal: Proposal, fixed: boolean): ProposalState {
  const wording = proposal.revisions.at(-1);
  if (wording === undefined) return 'retracted';
  if (fixed) return 'decided';
  if (proposal.ruling === 'rejected') return 'rejected';
  if (proposal.withdrawal !== undefined) return 'withdrawn';
  if (isAgreed(state, proposal)) return 'agreed';
  const { posted } = state.memory;
  return proposal.challenges.some((challenge) => posted.get(challenge)?.wording === wording) ? 'challenged' : 'open';
}

/**
 * All others agree: those who are there or, where one of them is out of turns, those who can still say so. Once nobody can, an agreement
 * that was not given is missing for good.
 */
function isAgreed({ agents, spent }: Board, proposal: Proposal): boolean {
  const agree = (those: readonly AgentId[]): boolean =>
    those.length > 0 && those.every((agent) => proposal.agreed.includes(agent));
  const others = agents.filter((agent) => !isAuthor(proposal, agent));
  return agree(others) || agree(others.filter((agent) => !spent.includes(agent)));
}

const withoutDecision = (state: Board, gone: BoardDecision): Board => ({
  ...state,
  decisions: state.decisions.filter((decision) => decision !== gone),
});

function wordsFor(agents: readonly AgentId[]): string {
  const names = agents.map(nameOf);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
