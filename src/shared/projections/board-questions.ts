import type { AgentId } from '../events/ids.ts';
import { changed, itemNamed, withItem, type Post } from './board-items.ts';
import type { Board, Question } from './board.ts';

/** Replies that leave a question as it was: a question back is no answer. */
const NO_ANSWER: ReadonlySet<string> = new Set(['ask', 'pass', 'vote', 'read']);

export function asked(state: Board, { posted, seq }: Post): Board {
  const { message, from, to } = posted.data;
  return withItem(state, {
    kind: 'question',
    item: message,
    by: from,
    state: 'open',
    owes: to === 'all' ? 'anyone' : to.filter((agent) => agent !== from),
    answers: [],
    versions: [{ version: 1, since: seq }],
  });
}

/** What a reply does to the question that it replies to, whatever else it is. */
export function replied(state: Board, { posted }: Post): Board {
  const { message, from, act, inReplyTo } = posted.data;
  const question = inReplyTo === undefined ? undefined : itemNamed(state, inReplyTo);
  if (question?.kind !== 'question' || question.by === from || NO_ANSWER.has(act)) return state;
  const rest = from === 'arbiter' ? question : noLongerOwing(question, from);
  const answers = act === 'refuse' ? question.answers : [...question.answers, message];
  return changed(state, questioned({ ...rest, answers }, act === 'refuse' ? 'refused' : 'answered'));
}

/** Nobody waits for an answer of `agent` any more. */
export function givenUp(state: Board, question: Question, agent: AgentId): Board {
  const rest = noLongerOwing(question, agent);
  return rest === question ? state : changed(state, questioned(rest, 'expired'));
}

/** The question once an answer, or the refusal of one, is taken back: its author owes one again. */
export function unanswered(state: Board, question: Question, { posted }: Pick<Post, 'posted'>): Board {
  const { message, from } = posted.data;
  const to = state.memory.posted.get(question.item)?.data.to ?? 'all';
  const answers = question.answers.filter((other) => other !== message);
  const stands = answers.some((other) => state.memory.posted.get(other)?.data.from === from);
  const again = from !== 'arbiter' && to !== 'all' && to.includes(from) && !stands && state.agents.includes(from);
  const owes = again && question.owes !== 'anyone' ? [...new Set([...question.owes, from])] : question.owes;
  return changed(
    state,
    questioned({ ...question, answers, owes }, question.state === 'refused' ? 'refused' : 'expired'),
  );
}

function questioned(question: Question, ended: Question['state']): Question {
  if (question.state === 'retracted') return question;
  return { ...question, state: stateOf(question, ended) };
}

function stateOf({ owes, answers }: Question, ended: Question['state']): Question['state'] {
  const open = owes === 'anyone' ? answers.length === 0 : owes.length > 0;
  if (open) return 'open';
  return answers.length > 0 ? 'answered' : ended;
}

function noLongerOwing(question: Question, agent: AgentId): Question {
  if (question.owes === 'anyone' || !question.owes.includes(agent)) return question;
  return { ...question, owes: question.owes.filter((other) => other !== agent) };
}
