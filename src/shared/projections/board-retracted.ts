import type { MessageId, Seq } from '../events/ids.ts';
import { bumped, changed, itemAbout, itemNamed, without } from './board-items.ts';
import { reworded, settled, withoutAgreements } from './board-proposals.ts';
import { unanswered } from './board-questions.ts';
import { freed, unreported } from './board-tasks.ts';
import type { Board, Proposal, Task } from './board.ts';

type Gone = { readonly message: MessageId; readonly seq: Seq };

/** A message is taken back, and what it did to the board with it; what others did after it stays. */
export function retracted(state: Board, gone: Gone): Board {
  const next = withoutBallot(state, gone.message);
  const posted = next.memory.posted.get(gone.message);
  if (posted === undefined) return next;
  return withoutAnswer(withoutPart(next, gone), gone.message);
}

/** The arbiter changed its words: whoever agreed or counted on them saw others. */
export function edited(state: Board, { message, seq }: Gone): Board {
  const item = itemAbout(state, message);
  if (item?.kind === 'proposal')
    return item.revisions.at(-1) === message ? settled(state, reworded(item, seq), seq) : state;
  return item === undefined || item.item !== message ? state : changed(state, bumped(item, seq));
}

function withoutBallot(state: Board, message: MessageId): Board {
  const place = state.votes.findIndex(
    (vote) => vote.state === 'open' && vote.ballots.some((ballot) => ballot.message === message),
  );
  const vote = state.votes[place];
  if (vote === undefined) return state;
  const ballots = vote.ballots.filter((ballot) => ballot.message !== message);
  return { ...state, votes: state.votes.with(place, { ...vote, ballots }) };
}

function withoutPart(state: Board, { message, seq }: Gone): Board {
  const item = itemAbout(state, message);
  switch (item?.kind) {
    case 'proposal':
      return settled(state, proposalWithout(item, { message, seq }), seq);
    case 'task':
      return changed(state, taskWithout(item, { message, seq }));
    case 'question':
      return item.item === message ? changed(state, bumped({ ...item, state: 'retracted' }, seq)) : state;
    case undefined:
      return state;
    default:
      return item satisfies never;
  }
}

function proposalWithout(proposal: Proposal, { message, seq }: Gone): Proposal {
  const { revisions } = proposal;
  const rest = withoutAgreements(
    {
      ...proposal,
      revisions: without(revisions, message),
      challenges: without(proposal.challenges, message),
      supports: without(proposal.supports, message),
    },
    (agreement) => agreement === message,
  );
  if (proposal.withdrawal === message) {
    const { withdrawal: _, ...stands } = rest;
    return bumped(stands, seq);
  }
  // Where the wording as it stands is taken back the one before it stands again, and nobody has agreed to that.
  return revisions.at(-1) === message ? reworded(rest, seq) : rest;
}

function taskWithout(task: Task, { message, seq }: Gone): Task {
  if (task.item === message) return bumped({ ...task, state: 'retracted' }, seq);
  if (task.state === 'retracted') return task;
  if (task.claim === message) return freed(task, seq);
  return task.report === message ? unreported(task, seq) : task;
}

function withoutAnswer(state: Board, message: MessageId): Board {
  const posted = state.memory.posted.get(message);
  const question = posted?.data.inReplyTo === undefined ? undefined : itemNamed(state, posted.data.inReplyTo);
  return posted === undefined || question?.kind !== 'question' ? state : unanswered(state, question, { posted });
}
