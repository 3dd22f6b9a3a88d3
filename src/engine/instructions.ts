import type { Act } from '#shared/events/setup.ts';
import { displayName, type Choice } from './dialogue.ts';

/** The version of the rules that turn events into prompts; a change of any text or order here or in `assembly.ts` needs a new one. */
export const ASSEMBLY = 'parley-1';

export const SYSTEM_TEXT = 'You are one of several colleagues who discuss a question. Be concrete.';

/** What a prompt's lines begin with beside the names of agents: a small model imitates them too. */
export const PROMPT_LABELS = ['The arbiter', 'The question again', 'Question'] as const;

/** What an act is called in the line over a message: `Ben challenges Ada:`. */
const VERBS: Readonly<Record<Act, string>> = {
  propose: 'proposes',
  challenge: 'challenges',
  support: 'supports',
  ask: 'asks',
  answer: 'answers',
  inform: 'tells',
  revise: 'revises the proposal for',
  withdraw: 'withdraws before',
  agree: 'agrees with',
  refuse: 'refuses to answer',
  vote: 'votes',
  pass: 'passes',
  task: 'gives a task to',
  claim: 'claims a task of',
  done: 'reports as done to',
  read: 'asks to read',
};

export function headerOf(act: Act, from: string, to: readonly string[]): string {
  const whom = to.length === 0 ? '' : ` ${to.join(' and ')}`;
  return `${from} ${VERBS[act]}${whom}:`;
}

/** A choice as a line of the menu. */
export function menuLine({ act, target }: Choice): string {
  const whom = target === undefined ? '' : displayName(target.from);
  const lines: Partial<Record<Act, string>> = {
    propose: 'Propose something',
    challenge: `Challenge ${whom}`,
    support: `Support ${whom}`,
    ask: `Ask ${whom} a question`,
    answer: target?.act === 'challenge' ? `Answer ${whom}'s objection` : `Answer ${whom}`,
    revise: `Revise your proposal for ${whom}`,
    withdraw: 'Withdraw your proposal',
    agree: `Agree with ${whom}`,
    refuse: `Refuse to answer ${whom}`,
  };
  return lines[act] ?? act;
}

/** One plain instruction for an act. */
export function instructionOf({ act, target }: Choice, sentences: number): string {
  const whom = target === undefined ? 'the others' : displayName(target.from);
  const asks: Partial<Record<Act, string>> = {
    propose: 'Make one concrete proposal.',
    challenge: `Challenge ${whom}: name one concrete problem and say what you would do instead.`,
    support: `Support ${whom}: say why it is right and add one new detail.`,
    ask: `Ask ${whom} one precise question.`,
    answer: target?.act === 'challenge' ? `Answer ${whom}'s objection.` : `Answer ${whom}'s question.`,
    revise: `Change your proposal so that it meets ${whom}'s objection.`,
    withdraw: 'Withdraw your proposal and say why.',
    agree: `Agree with ${whom} and say what settles it.`,
    refuse: `Say why you cannot answer ${whom}.`,
  };
  const length =
    sentences === 1 ? 'One sentence.' : sentences <= 3 ? 'Two or three sentences.' : `At most ${sentences} sentences.`;
  return `${asks[act] ?? 'Say what you think.'} ${length}`;
}
