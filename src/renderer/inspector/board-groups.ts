import type { MessageId } from '#shared/events/ids.ts';
import type { Board, BoardDecision, BoardItem, Proposal, Question, Task, Vote } from '#shared/projections/board.ts';
import { listed, personOf } from './words.ts';

export type BoardGroups = {
  readonly proposals: readonly Proposal[];
  readonly questions: readonly Question[];
  readonly tasks: readonly Task[];
};

/** The items of a board by kind, each in the order in which they were made. */
export function boardGroups({ items }: Board): BoardGroups {
  const of = <Kind extends BoardItem['kind']>(kind: Kind): readonly Extract<BoardItem, { kind: Kind }>[] =>
    [...items].filter((item): item is Extract<BoardItem, { kind: Kind }> => item.kind === kind);
  return { proposals: of('proposal'), questions: of('question'), tasks: of('task') };
}

/** The message whose words stand for an item: of a proposal its newest wording. */
export const wordingOf = (item: BoardItem): MessageId =>
  item.kind === 'proposal' ? (item.revisions.at(-1) ?? item.item) : item.item;

/** Counts of what was said to a proposal: "wording 2 of 2 · 1 for · 2 against · Ben agrees". */
export function proposalWords({ revisions, supports, challenges, agreed }: Proposal): string {
  return [
    ...(revisions.length > 1 ? [`reworded ${revisions.length - 1}×: ${revisions.join(' → ')}`] : []),
    ...(supports.length === 0 ? [] : [`${supports.length} for`]),
    ...(challenges.length === 0 ? [] : [`${challenges.length} against`]),
    ...(agreed.length === 0 ? [] : [`${listed(agreed.map(personOf))} ${agreed.length === 1 ? 'agrees' : 'agree'}`]),
  ].join(' · ');
}

/** "Ben owes an answer"; of one that was answered, with which messages. */
export function questionWords({ state, owes, answers }: Question): string {
  if (state !== 'open') return answers.length === 0 ? '' : `with ${listed(answers)}`;
  if (owes === 'anyone') return 'anyone may answer';
  return owes.length === 0
    ? 'nobody is left to answer'
    : `${listed(owes.map(personOf))} ${owes.length === 1 ? 'owes' : 'owe'} an answer`;
}

export function taskWords({ owner, dependsOn, report }: Task): string {
  return [
    ...(owner === undefined ? [] : [`by ${personOf(owner)}`]),
    ...(dependsOn.length === 0 ? [] : [`after ${listed(dependsOn)}`]),
    ...(report === undefined ? [] : [`reported in ${report}`]),
  ].join(' · ');
}

const HOW: Readonly<Record<BoardDecision['how'], string>> = {
  arbiter: 'by the arbiter',
  coordinator: 'by the coordinator',
  vote: 'by vote',
  consensus: 'by consensus',
  single: 'by the only agent there was',
};

export const decisionWords = ({ how, proposal, revision }: BoardDecision): string =>
  `${proposal} ${HOW[how]}${revision === proposal ? '' : `, in the wording ${revision}`}`;

export function voteWords({ state, options, quorum, winner }: Vote): string {
  const result = winner === undefined ? (state === 'open' ? 'open' : 'nothing was taken') : `${winner} was taken`;
  return `${result} · over ${listed(options)} · quorum ${quorum}`;
}
