import type { Act } from '#shared/events/setup.ts';

/** A sign and a word for each act, so that nothing is told by colour alone. The sign is decoration: the word is what is read aloud. */
export const ACT_SIGNS: Readonly<Record<Act, string>> = {
  propose: '◆',
  challenge: '⚡',
  support: '+',
  ask: '?',
  answer: '↩',
  inform: 'i',
  revise: '✎',
  withdraw: '⌫',
  agree: '✓',
  refuse: '✕',
  vote: '▣',
  pass: '–',
  task: '☐',
  claim: '☞',
  done: '☑',
  read: '◎',
};
