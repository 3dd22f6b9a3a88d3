import { visibleLine } from '#shared/base/visible-text.ts';
import type { Draft } from './draft.ts';

/** What the form calls a field that a problem names by its path: `seats[1].role` is "Ben: role", `budget.turns` is "Turns". */
export function fieldWords(field: string, { seats }: Pick<Draft, 'seats'>): string {
  const [, index, rest] = /^seats\[(\d+)\]\.?(.*)$/.exec(field) ?? [];
  if (index === undefined) return WORDS[field] ?? (field === '' ? 'The form as a whole' : field);
  const name = visibleLine(seats[Number(index)]?.name ?? '');
  const seat = name === '' ? `Seat ${Number(index) + 1}` : name;
  return rest === undefined || rest === '' ? seat : `${seat}: ${rest.replace('.', ' ')}`;
}

const WORDS: Readonly<Record<string, string>> = {
  title: 'Title',
  question: 'Question',
  seats: 'Seats',
  'budget.turns': 'Turns',
  'budget.tokens': 'Tokens',
  'budget.time': 'Time',
  'budget.perAgent.turns': 'Turns of each agent',
  'budget.perAgent.tokens': 'Tokens of each agent',
  'answer.tokens': 'Longest answer, in tokens',
  'answer.sentences': 'Longest answer, in sentences',
  context: 'Context',
  seed: 'Seed',
  answerWithin: 'Answer within',
  quorum: 'Quorum of a vote',
  summary: 'Summary',
  hold: 'Approval',
  visibility: 'Visibility',
  'brakes.noNewContent': 'Brake: nothing new',
  'brakes.politeness': 'Brake: only polite',
  'brakes.nudges': 'Brake: nudges',
  'brakes.mailCap': 'Brake: unread mail',
  'brakes.waitCycle': 'Brake: all wait for each other',
};
