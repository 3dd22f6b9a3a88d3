import { unreachable } from '#shared/base/assert.ts';
import type { MessageId } from '#shared/events/ids.ts';
import type { Board, BoardItem, Proposal, Question, Task, Vote } from '#shared/projections/board.ts';
import { versionOf } from '#shared/projections/board.ts';
import type { MessageView, RunView } from '#shared/projections/run.ts';
import { agentName, labelled, type Sheet } from './sheet.ts';
import { terminalLine } from './terminal.ts';

/** Proposals, questions, tasks, decisions and votes as they stand, each with the messages that made it so. */
export function* boardLines(sheet: Sheet, { board, messages }: RunView): Generator<string> {
  const book = new Map(messages.map((message) => [message.message, message]));
  if (board.items.length === 0) yield sheet.style.dim('    nothing yet');
  for (const item of board.items) {
    const current = item.kind === 'proposal' ? (item.revisions.at(-1) ?? item.item) : item.item;
    yield `${sheet.style.dim(item.item.padEnd(4))}${item.kind} by ${sheet.name(item.by)} · ${sheet.style.bold(stateOf(item))}`;
    yield* labelled(sheet, '', book.get(current)?.gist ?? '');
    for (const [label, text] of detailsOf(item, book)) yield* labelled(sheet, label, text);
  }
  for (const vote of board.votes) yield* labelled(sheet, vote.vote, voteText(vote));
  for (const { proposal, revision, how, at, note } of board.decisions) {
    const wording = revision === proposal ? proposal : `${proposal} in the wording ${revision}`;
    yield* labelled(sheet, 'decided', `${wording}, ${HOW[how]} at event ${at}${note === '' ? '' : `: ${note}`}`);
  }
  for (const late of board.refused) {
    const text = `${late.message} of ${agentName(late.agent)} came too late for ${late.item}: it counted from version ${late.basedOn}, version ${late.version} stood`;
    yield* labelled(sheet, 'refused', text);
  }
}

/** The same for programs: a document for each item, vote, decision and refused change. */
export const boardDocuments = ({ items, votes, decisions, refused }: Board): readonly object[] => [
  ...[...items].map((item) => ({ ...item, version: versionOf(item) })),
  ...votes.map((vote) => ({ kind: 'vote', ...vote })),
  ...decisions.map((decision) => ({ kind: 'decision', ...decision })),
  ...refused.map((change) => ({ kind: 'refused', ...change })),
];

const HOW = {
  arbiter: 'by the arbiter',
  coordinator: 'by the coordinator',
  vote: 'by vote',
  consensus: 'by consensus',
  single: 'by the only agent there was',
} as const;

type Book = ReadonlyMap<MessageId, MessageView>;
type Detail = readonly [label: string, text: string];

function stateOf(item: BoardItem): string {
  const { state } = item;
  return terminalLine(
    item.kind === 'task' && item.owner !== undefined ? `${state} by ${agentName(item.owner)}` : state,
  );
}

function detailsOf(item: BoardItem, book: Book): readonly Detail[] {
  switch (item.kind) {
    case 'proposal':
      return proposalDetails(item, book);
    case 'question':
      return questionDetails(item, book);
    case 'task':
      return taskDetails(item, book);
    default:
      return unreachable(item);
  }
}

function proposalDetails(item: Proposal, book: Book): readonly Detail[] {
  const agreed = item.agreed.map(agentName).join(', ');
  return [
    ...(item.revisions.length > 1 ? [['worded', item.revisions.join(' → ')] as const] : []),
    ...listed('for', item.supports, book),
    ...listed('against', item.challenges, book),
    ...(agreed === '' ? [] : [['agreed', agreed] as const]),
  ];
}

function questionDetails({ owes, answers, state }: Question, book: Book): readonly Detail[] {
  const debtors = owes === 'anyone' ? 'anyone' : owes.map(agentName).join(', ');
  return [
    ...(state === 'open' && debtors !== '' ? [['owes', debtors] as const] : []),
    ...listed('answers', answers, book),
  ];
}

function taskDetails({ dependsOn, report }: Task, book: Book): readonly Detail[] {
  return [
    ...(dependsOn.length === 0 ? [] : [['after', dependsOn.join(', ')] as const]),
    ...listed('report', report === undefined ? [] : [report], book),
  ];
}

function listed(label: string, ids: readonly MessageId[], book: Book): readonly Detail[] {
  if (ids.length === 0) return [];
  const named = ids.map((id) => {
    const message = book.get(id);
    return message === undefined ? id : `${id} ${agentName(message.from)}`;
  });
  return [[label, named.join(', ')]];
}

function voteText({ state, options, quorum, ballots, winner }: Vote): string {
  const cast = ballots.map(({ agent, option }) => `${agentName(agent)} for ${option}`).join(', ');
  const result = winner === undefined ? (state === 'open' ? 'open' : 'nothing was taken') : `${winner} was taken`;
  return [`vote over ${options.join(', ')}`, `quorum ${quorum}`, result, ...(cast === '' ? [] : [cast])].join(' · ');
}
