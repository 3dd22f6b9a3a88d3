import type { Act } from '#shared/events/setup.ts';
import type { Choice } from './dialogue.ts';

/** The version of the rules that turn events into prompts; a change of any text or order in a prompt needs a new one. */
export const ASSEMBLY = 'parley-3';

export const SYSTEM_TEXT = 'You are one of several colleagues who discuss a question. Be concrete.';

/** What a prompt's lines begin with beside the names of agents: a small model imitates them too. */
export const PROMPT_LABELS = ['The arbiter', 'The question again', 'Question'] as const;

type Words = (whom: string, choice: Choice) => string;

/** A choice as a line of the menu. */
const MENU: Readonly<Record<Act, Words>> = {
  propose: () => 'Propose something',
  challenge: (whom) => `Challenge ${whom}`,
  support: (whom) => `Support ${whom}`,
  ask: (whom) => `Ask ${whom} a question`,
  answer: (whom, { target }) => (target?.act === 'challenge' ? `Answer ${whom}'s objection` : `Answer ${whom}`),
  inform: () => 'Say what you think',
  revise: (whom) => `Revise your proposal for ${whom}`,
  withdraw: () => 'Withdraw your proposal',
  agree: (whom) => `Agree with ${whom}`,
  refuse: (whom) => `Refuse to answer ${whom}`,
  vote: (_, choice) => `Vote for ${ballotOf(choice)}${about(choice)}`,
  pass: () => 'Pass',
  task: (whom, { target }) => (target === undefined ? `Give ${whom} a task` : `Add a task to ${whom}'s task`),
  claim: (whom) => `Take ${whom}'s task`,
  done: (whom) => `Report to ${whom} that your task is done`,
  read: (whom) => `Read all that ${whom} wrote`,
};

/** One plain instruction for an act. */
const ASKS: Readonly<Record<Act, Words>> = {
  propose: () => 'Make one concrete proposal.',
  challenge: (whom) => `Challenge ${whom}: name one concrete problem and say what you would do instead.`,
  support: (whom) => `Support ${whom}: say why it is right and add one new detail.`,
  ask: (whom) => `Ask ${whom} one precise question.`,
  answer: (whom, { target }) =>
    target?.act === 'challenge' ? `Answer ${whom}'s objection.` : `Answer ${whom}'s question.`,
  inform: () => 'Say what you think and why.',
  revise: (whom) => `Change your proposal so that it meets ${whom}'s objection.`,
  withdraw: () => 'Withdraw your proposal and say why.',
  agree: (whom) => `Agree with ${whom} and say what settles it.`,
  refuse: (whom) => `Say why you cannot answer ${whom}.`,
  vote: (_, choice) =>
    choice.option === 'none'
      ? 'You vote for none of the proposals. Say why.'
      : `You vote for ${ballotOf(choice)}. Say why it is the best.`,
  pass: () => 'Say why you have nothing to add.',
  task: (whom, { target }) =>
    target === undefined ? `Give ${whom} one clear task.` : `Name one clear task that comes after ${whom}'s task.`,
  claim: (whom) => `You take ${whom}'s task. Say how you will begin.`,
  done: (whom) => `Report to ${whom} what came out of your task.`,
  read: (whom) => `Read all that ${whom} wrote.`,
};

/** The one move of a turn that has a purpose of its own. */
const PURPOSES: Readonly<Record<NonNullable<Choice['purpose']>, string>> = {
  closing: 'The discussion ends now. Say your final position and your main reason.',
  summary: 'The discussion is over. Sum up what was decided, why, and what is still open.',
};

export const menuLine = (choice: Choice): string => MENU[choice.act](whomOf(choice), choice);

/** The instruction, with how long the text may be. */
export function instructionOf(choice: Choice, sentences: number): string {
  const ask = choice.purpose === undefined ? ASKS[choice.act](whomOf(choice), choice) : PURPOSES[choice.purpose];
  const length =
    sentences === 1 ? 'One sentence.' : sentences <= 3 ? 'Two or three sentences.' : `At most ${sentences} sentences.`;
  return `${ask} ${length}`;
}

/** A ballot whose reason was no text of its own: what was chosen, in the words of code. */
export const ballotText = (choice: Choice): string =>
  `I vote for ${choice.whom === 'you' ? 'my own proposal' : ballotOf(choice)}.`;

const whomOf = ({ whom }: Choice): string => whom ?? 'the others';

function ballotOf({ option, whom }: Choice): string {
  if (option === 'none') return 'none of the proposals';
  return whom === 'you' ? 'your own proposal' : `${whom ?? 'the'}'s proposal`;
}

const about = ({ about: gist }: Choice): string => (gist === undefined || gist === '' ? '' : `: ${gist}`);
