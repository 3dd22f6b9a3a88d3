import type { Sender } from '#shared/events/vocabulary.ts';
import type { Minutes, Reached, Retraction } from '#shared/projections/minutes.ts';
import type { Happened, Link } from '#shared/projections/minutes-log.ts';
import type { Said } from '#shared/projections/minutes-proposals.ts';
import { proposalLines, voteLines } from './minutes-proposal-lines.ts';
import { counted, countOf, durationOf, listed, percentOf, personOf, VERBS } from './words.ts';

/** A line of the minutes: who, what in the words of code, and the words of the one who spoke. It leads to where it comes from. */
export type MinutesLine = {
  readonly link?: Link;
  readonly by?: Sender;
  readonly words: string;
  /** What somebody wrote: data, never markup. */
  readonly quote?: string;
  /** How far it is indented: 0, 1 or 2. */
  readonly depth: number;
  /** A heading of the lines under it. */
  readonly head?: true;
};

export type MinutesSection = {
  readonly title: string;
  readonly lines: readonly MinutesLine[];
  readonly empty?: string;
};

/** The minutes in sections, in the order in which one asks for them; a section of which nothing is to be told is left out. */
export function minutesSections(minutes: Minutes): readonly MinutesSection[] {
  const { decided, undecided, questions, tasks, retractions, votes, brakes, lastWords, summaries } = minutes;
  return [
    {
      title: 'Decided',
      lines: decided.flatMap(proposalLines),
      empty:
        undecided.length === 0
          ? 'Nothing was decided.'
          : `Nothing was decided; ${counted(undecided.length, 'proposal')} came to no decision.`,
    },
    { title: 'Not decided', lines: undecided.flatMap(proposalLines) },
    { title: 'Votes', lines: votes.flatMap(voteLines) },
    { title: 'Open questions', lines: questions.map(questionLine), empty: 'No question was left open.' },
    { title: 'Tasks', lines: tasks.flatMap(taskLines) },
    { title: 'Retracted', lines: retractions.flatMap(retractionLines) },
    { title: 'The arbiter', lines: arbiterLines(minutes) },
    { title: 'Last words', lines: lastWords.map((one) => saidLine(one)) },
    {
      title: 'Summary by an agent, checked by nobody',
      lines: summaries.map(({ body, ...one }) => ({ link: one, by: one.by, words: 'sums up', quote: body, depth: 0 })),
    },
    { title: 'Brakes', lines: brakes.map(happenedLine) },
    { title: 'Cost', lines: costLines(minutes) },
    { title: 'Who took part', lines: minutes.participants.map(participantLine) },
  ].filter(({ lines, empty }) => lines.length > 0 || empty !== undefined);
}

/** How it ended, or that it has not: "Ended by budget after 9 turns in 41.20 s: …". */
export function endLine({ end, cost, upTo }: Minutes): MinutesLine {
  const turns = `${counted(cost.turns, 'turn')} in ${durationOf(cost.took)}`;
  if (end === undefined)
    return { words: `No end yet: these minutes stand at event ${upTo}, after ${turns}.`, depth: 0 };
  const detail = end.detail.trim();
  return {
    link: end,
    words: `Ended (${end.reason}) after ${turns}`,
    ...(detail === '' ? {} : { quote: detail }),
    depth: 0,
  };
}

/** "Ben challenges: …" */
export const saidLine = (one: Said, depth = 0): MinutesLine => ({
  link: one,
  by: one.by,
  words: VERBS[one.act],
  quote: one.gist,
  depth,
});

const happenedLine = ({ text, ...link }: Happened): MinutesLine => ({ link, words: '', quote: text, depth: 0 });

function questionLine({ owes, state, ...asked }: Minutes['questions'][number]): MinutesLine {
  const who = owes === 'anyone' ? 'anyone' : listed(owes.map(personOf));
  const told =
    state === 'refused'
      ? `${who} refused`
      : state === 'expired'
        ? `${who} did not answer in time`
        : `${who} owes an answer`;
  return { ...saidLine(asked), words: `asks (${who === '' ? 'nobody is left to answer' : told})` };
}

function taskLines({ state, owner, dependsOn, report, ...given }: Minutes['tasks'][number]): readonly MinutesLine[] {
  const by = owner === undefined ? '' : ` by ${personOf(owner)}`;
  const after = dependsOn.length === 0 ? '' : `, after ${listed(dependsOn)}`;
  return [
    { ...saidLine(given), words: `sets a task (${state}${by}${after})` },
    ...(report === undefined ? [] : [saidLine(report, 1)]),
  ];
}

function retractionLines({ what, reason, at, answered, inFront }: Retraction): readonly MinutesLine[] {
  const grade = (words: string, { count, first }: Reached): readonly MinutesLine[] =>
    count === 0
      ? [{ words: `${words}: nothing`, depth: 1 }]
      : [
          { words: count > first.length ? `${words}: ${count}, the first ${first.length} of them` : words, depth: 1 },
          ...first.map((one) => saidLine(one, 2)),
        ];
  return [
    saidLine(what),
    { link: at, by: 'arbiter', words: 'takes it back', ...(reason.trim() === '' ? {} : { quote: reason }), depth: 1 },
    ...grade('Tainted, for it answers this', answered),
    ...grade('Perhaps tainted, for this stood in front of its author', inFront),
  ];
}

function arbiterLines({ arbiter, dropped, held }: Minutes): readonly MinutesLine[] {
  return [
    ...arbiter.said.map((one) => saidLine(one)),
    ...arbiter.did.map(happenedLine),
    ...dropped.map(({ by, reason, ...link }): MinutesLine => ({
      link,
      words: `dropped what ${by === undefined ? 'an agent' : personOf(by)} wrote`,
      ...(reason.trim() === '' ? {} : { quote: reason }),
      depth: 0,
    })),
    ...held.map(({ by, ...link }): MinutesLine => ({
      link,
      words: `What ${personOf(by)} wrote still waits for approval`,
      depth: 0,
    })),
  ];
}

function costLines({ cost }: Minutes): readonly MinutesLine[] {
  const { turns, lost, evaluated, reused, written, coordinationShare, edges, took } = cost;
  const lines = [
    `${counted(turns, 'turn')}${lost === 0 ? '' : `, and ${countOf(lost)} lost`}, ${durationOf(took)}`,
    `${countOf(evaluated)} tokens evaluated, ${countOf(reused)} reused, ${countOf(written)} written`,
    `${percentOf(coordinationShare)} of all tokens were words of peers (share of coordination)`,
    ...edges.map(({ from, to, tokens }) => `${personOf(to)} read ${countOf(tokens)} tokens of ${personOf(from)}`),
  ];
  return lines.map((words) => ({ words, depth: 0 }));
}

function participantLine({ agent, role, model, turns, state, ...link }: Minutes['participants'][number]): MinutesLine {
  const left = state === 'left' ? ', left before the end' : state === 'muted' ? ', muted at the end' : '';
  return {
    link: { seq: link.seq },
    by: agent,
    words: `${model}, ${counted(turns, 'turn')}${left}`,
    quote: role,
    depth: 0,
  };
}
