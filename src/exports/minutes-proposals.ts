import { counted } from '#shared/base/text.ts';
import type { MessageId } from '#shared/events/ids.ts';
import type { LazyMinutes } from '#shared/projections/minutes.ts';
import type { Argument, Dissent, MinutesProposal, MinutesVote } from '#shared/projections/minutes-proposals.ts';
import { markdownInline } from './markdown-text.ts';
import { mapped, personOf, said, section, whereOf } from './minutes-lines.ts';

/** What was decided and how, by whom proposed, what was said for and against it, who did not go along. */
export function* decidedBlocks({ decided, undecided }: LazyMinutes): Generator<string> {
  yield '\n## Decided\n';
  let isEmpty = true;
  for (const proposal of decided) {
    yield proposalBlock(proposal);
    isEmpty = false;
  }
  if (!isEmpty) return;
  let open = 0;
  for (const _ of undecided) open += 1;
  yield `\nNothing was decided.${open === 0 ? '' : ` ${counted(open, 'proposal')} came to no decision.`}\n`;
}

export function* undecidedBlocks({ undecided }: LazyMinutes): Generator<string> {
  let heading = '\n## Not decided\n';
  for (const proposal of undecided) {
    yield `${heading}${proposalBlock(proposal)}`;
    heading = '';
  }
}

/** Votes that decided something are told there too; one that decided nothing is told only here. */
export const votesBlock = ({ votes }: LazyMinutes): Generator<string> =>
  section('Votes', { lines: mapped(votes, voteLine) });

function proposalBlock(proposal: MinutesProposal): string {
  const { item, wording, wordings, revision } = proposal;
  const lines = [
    `### Proposal ${item}: ${markdownInline(wording.gist)}`,
    '',
    `*${capital(stateOf(proposal))}.* ${originOf(proposal)}`,
  ];
  const earlier = wordings.slice(0, revision - 1);
  const later = wordings.slice(revision);
  lines.push(...list('Earlier wordings', earlier.map(said)), ...list('Worded anew since', later.map(said)));
  lines.push(
    ...list(
      'For',
      proposal.for.map((one) => argument(one, proposal)),
    ),
    ...list(
      'Against',
      proposal.against.map((one) => argument(one, proposal)),
    ),
  );
  lines.push(...list('Dissent', proposal.dissent.map(dissent)));
  return `\n${lines.join('\n')}\n`;
}

/** "decided by vote: m3 2, m1 1, none 0 of 3, quorum 0.5 (event 40)"; of another state also a decision that did not last. */
function stateOf({ state, decision, ruling, withdrawn, agreed }: MinutesProposal): string {
  const made = decision === undefined ? undefined : `decided ${howOf(decision, agreed)}`;
  if ((state === 'decided' || state === 'agreed') && made !== undefined) return made;
  const lasted = made === undefined ? '' : `; was ${made}`;
  if (state === 'rejected' && ruling !== undefined) {
    return `rejected by the arbiter${noteOf(ruling.note)} ${whereOf(ruling)}${lasted}`;
  }
  if (withdrawn !== undefined) return `withdrawn by ${personOf(withdrawn.by)} ${whereOf(withdrawn)}${lasted}`;
  return `${state}${lasted}`;
}

function howOf(
  { how, note, vote, ...link }: MinutesProposal['decision'] & object,
  agreed: MinutesProposal['agreed'],
): string {
  switch (how) {
    case 'arbiter':
      return `by the arbiter${noteOf(note)} ${whereOf(link)}`;
    case 'coordinator':
      return `by the coordinator${noteOf(note.replace(/[.]$/u, ''))} ${whereOf(link)}`;
    case 'vote':
      return `by vote${vote === undefined ? '' : `: ${tallyOf(vote)}`} ${whereOf(link)}`;
    case 'consensus':
      return `by consensus${agreed.length === 0 ? '' : `: ${agreed.map(personOf).join(', ')} agreed`} ${whereOf(link)}`;
    case 'single':
      return `by the only agent there was ${whereOf(link)}`;
    default:
      how satisfies never;
      return '';
  }
}

function originOf({ by, wording, wordings, revision, item }: MinutesProposal): string {
  if (wordings.length === 1) return `Proposed by ${personOf(by)} ${whereOf(wording)}.`;
  const first = wordings[0] ?? wording;
  return `Proposed by ${personOf(by)} ${whereOf(first)}, here in wording ${revision} of ${wordings.length} ${whereOf(wording)}.${first.message === item ? '' : ` First made as ${item}.`}`;
}

/** An argument about an earlier wording says so. */
function argument({ replies, inReplyTo, ...one }: Argument, { wording, wordings }: MinutesProposal): string {
  const earlier = inReplyTo !== wording.message && wordings.some(({ message }) => message === inReplyTo);
  const answered = replies.map((reply) =>
    reply.inReplyTo === one.message ? said(reply) : `${said(reply)}, to ${reply.inReplyTo}`,
  );
  return [
    `${said(one)}${earlier ? `, to the wording ${inReplyTo ?? ''}` : ''}`,
    ...answered.map((line) => `  - ${line}`),
  ].join('\n');
}

function dissent({ by, challenges, voted, agreedBefore }: Dissent): string {
  const voice =
    voted === undefined
      ? []
      : [`voted for ${voted.option === 'none' ? 'none of them' : voted.option} ${whereOf(voted)}`];
  const objected = challenges.map((one) => `challenged: ${markdownInline(one.gist)} ${whereOf(one)}`);
  const before = agreedBefore === undefined ? [] : [`had agreed earlier ${whereOf(agreedBefore)}`];
  return `**${personOf(by)}** ${[...voice, ...objected, ...before].join('; ')}`;
}

function voteLine(vote: MinutesVote): string {
  const called = `Vote ${vote.vote}, called by ${vote.by === 'arbiter' ? 'the arbiter' : 'the scenario'}`;
  if (vote.tally === undefined) return `${called}, is still open ${whereOf(vote)}`;
  const result = vote.winner === undefined ? 'nothing reached the quorum' : `${vote.winner} was taken`;
  const cast = vote.ballots.map(
    (ballot) => `  - ${personOf(ballot.agent)} voted for ${optionOf(ballot.option)} ${whereOf(ballot)}`,
  );
  return [`${called}: ${result}; ${tallyOf(vote)} ${whereOf({ seq: vote.seq })}`, ...cast].join('\n');
}

function tallyOf({ tally = [], seats, quorum }: MinutesVote): string {
  const votes = tally.map((row) => `${row.votes} for ${optionOf(row.option)}`).join(', ');
  return `${votes}; ${counted(seats ?? 0, 'seat')}, quorum ${quorum}`;
}

const optionOf = (option: MessageId | 'none'): string => (option === 'none' ? 'none of them' : option);
const noteOf = (note: string): string => (note.trim() === '' ? '' : `: ${markdownInline(note)}`);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function list(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, '', ...lines.map((line) => `- ${line}`)];
}
