import type { MessageId } from '#shared/events/ids.ts';
import type {
  Argument,
  Dissent,
  MinutesDecision,
  MinutesProposal,
  MinutesVote,
  Said,
} from '#shared/projections/minutes-proposals.ts';
import type { MinutesLine } from './minutes-lines.ts';
import { counted, listed, personOf, VERBS } from './words.ts';

/** A proposal: its wording, what became of it, what was said for and against it, who did not go along. */
export function proposalLines(proposal: MinutesProposal): readonly MinutesLine[] {
  const { wording, wordings, revision, dissent } = proposal;
  return [
    { link: wording, by: proposal.by, words: `proposes (${proposal.item})`, quote: wording.gist, depth: 0, head: true },
    stateLine(proposal),
    ...wordingLines('Earlier wordings', wordings.slice(0, revision - 1)),
    ...wordingLines('Worded anew since', wordings.slice(revision)),
    ...argued('For', proposal.for, proposal),
    ...argued('Against', proposal.against, proposal),
    ...(dissent.length === 0 ? [] : [title('Dissent'), ...dissent.flatMap(dissentLines)]),
  ];
}

export function voteLines(vote: MinutesVote): readonly MinutesLine[] {
  const called = `Vote ${vote.vote}, called by the ${vote.by}`;
  const result =
    vote.tally === undefined
      ? 'is still open'
      : `${vote.winner === undefined ? 'nothing reached the quorum' : `${vote.winner} was taken`}; ${tallyOf(vote)}`;
  const { seq } = vote;
  return [
    { link: { seq }, words: `${called}: ${result}`, depth: 0 },
    ...vote.ballots.map(({ agent, option, ...link }): MinutesLine => ({
      link,
      by: agent,
      words: `votes for ${optionOf(option)}`,
      depth: 1,
    })),
  ];
}

const title = (words: string): MinutesLine => ({ words, depth: 1 });

const wordingLines = (words: string, wordings: readonly Said[]): readonly MinutesLine[] =>
  wordings.length === 0 ? [] : [title(words), ...wordings.map(lineOf)];

const lineOf = (one: Said): MinutesLine => ({
  link: one,
  by: one.by,
  words: VERBS[one.act],
  quote: one.gist,
  depth: 2,
});

/** An argument about an earlier wording says so; what was said to it stands behind it. */
function argued(words: string, list: readonly Argument[], { wording, wordings }: MinutesProposal) {
  if (list.length === 0) return [];
  const earlier = ({ inReplyTo }: Argument): boolean =>
    inReplyTo !== wording.message && wordings.some(({ message }) => message === inReplyTo);
  return [
    title(words),
    ...list.flatMap((one): readonly MinutesLine[] => [
      { ...lineOf(one), words: `${VERBS[one.act]}${earlier(one) ? ` (of the wording ${one.inReplyTo ?? ''})` : ''}` },
      ...one.replies.map((reply) => ({ ...lineOf(reply), words: `${VERBS[reply.act]}, to ${reply.inReplyTo}` })),
    ]),
  ];
}

function stateLine({ state, decision, ruling, withdrawn, agreed }: MinutesProposal): MinutesLine {
  const holds = state === 'decided' || state === 'agreed';
  if (decision !== undefined && holds) return { ...decisionLine(decision, agreed.map(personOf)), depth: 1 };
  const lasted = decision === undefined ? '' : '; it was decided before, and that did not last';
  if (state === 'rejected' && ruling !== undefined)
    return { link: ruling, by: 'arbiter', words: `rejects it${lasted}`, ...noteOf(ruling.note), depth: 1 };
  if (withdrawn !== undefined)
    return { link: withdrawn, by: withdrawn.by, words: `withdraws it${lasted}`, quote: withdrawn.gist, depth: 1 };
  return { words: `Stands ${state}${lasted}`, depth: 1 };
}

function decisionLine({ how, note, vote, seq }: MinutesDecision, agreed: readonly string[]): MinutesLine {
  const link = { seq };
  switch (how) {
    case 'arbiter':
      return { link, words: 'Decided by the arbiter', ...noteOf(note), depth: 1 };
    case 'coordinator':
      return { link, words: 'Decided by the coordinator', ...noteOf(note), depth: 1 };
    case 'vote':
      return { link, words: `Decided by vote${vote === undefined ? '' : `: ${tallyOf(vote)}`}`, depth: 1 };
    case 'consensus':
      return {
        link,
        words: `Decided by consensus${agreed.length === 0 ? '' : `: ${listed(agreed)} agreed`}`,
        depth: 1,
      };
    case 'single':
      return { link, words: 'Decided by the only agent there was', depth: 1 };
    default:
      return how satisfies never;
  }
}

function dissentLines({ by, challenges, voted, agreedBefore }: Dissent): readonly MinutesLine[] {
  return [
    ...challenges.map(lineOf),
    ...(voted === undefined
      ? []
      : [{ link: voted, by, words: `votes for ${optionOf(voted.option)} instead`, depth: 2 }]),
    ...(agreedBefore === undefined
      ? []
      : [{ link: agreedBefore, by, words: 'had agreed before', quote: agreedBefore.gist, depth: 2 }]),
  ];
}

export function tallyOf({ tally = [], seats, quorum }: MinutesVote): string {
  const votes = tally.map((row) => `${row.votes} for ${optionOf(row.option)}`).join(', ');
  return `${votes}; ${counted(seats ?? 0, 'seat')}, quorum ${quorum}`;
}

const optionOf = (option: MessageId | 'none'): string => (option === 'none' ? 'none of them' : option);
const noteOf = (note: string): { readonly quote?: string } => (note.trim() === '' ? {} : { quote: note });
