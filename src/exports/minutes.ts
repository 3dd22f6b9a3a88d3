import {
  minutesReader,
  type LazyMinutes,
  type Minutes,
  type Reached,
  type Retraction,
} from '#shared/projections/minutes.ts';
import type { Link } from '#shared/projections/minutes-log.ts';
import { wordsIn, type EventLog } from './event-log.ts';
import { markdownBlock, markdownInline, yamlString } from './markdown-text.ts';
import { mapped, personOf, roundTime, said, section, whereOf } from './minutes-lines.ts';
import { decidedBlocks, undecidedBlocks, votesBlock } from './minutes-proposals.ts';

/**
 * The minutes of a run as Markdown, in pieces that each end in a line break. Every line names where it comes from, `(m7, turn 7)`, and
 * what it cites stands word for word at the end under a heading that the link leads to. The same events give the same bytes. What
 * models and people wrote is text in it and never structure. The log is gone through once, and texts are read as they are written.
 */
export function* exportMinutes(log: EventLog): Generator<string> {
  const reader = minutesReader(wordsIn(log));
  for (const event of log) reader.take(event);
  const minutes = reader.lazily();
  const cited = new Set<string>();
  yield* opening(minutes);
  for (const piece of blocks(minutes)) {
    for (const [, id = ''] of piece.matchAll(/\]\(#([ma]\d+)\)/gu)) cited.add(id);
    yield piece;
  }
  yield* sources(cited, minutes);
}

function* opening(minutes: LazyMinutes): Generator<string> {
  yield '---\n';
  yield `title: ${yamlString(minutes.title)}\ndate: ${yamlString(minutes.startedAt)}\n`;
  yield `run: ${yamlString(minutes.run ?? '')}\nevents: ${minutes.upTo}\n---\n`;
  yield `\n# Minutes: ${markdownInline(minutes.title)}\n`;
}

/** Each block after an empty line; a list comes line by line. */
function* blocks(minutes: LazyMinutes): Generator<string> {
  yield `\n${markdownBlock(minutes.question)}\n`;
  yield `\n${endOf(minutes)}\n`;
  yield* section('Who took part', { lines: mapped(minutes.participants, participant), empty: 'None.' });
  yield* decidedBlocks(minutes);
  yield* undecidedBlocks(minutes);
  yield* votesBlock(minutes);
  yield* section('Open questions', {
    lines: mapped(minutes.questions, question),
    empty: 'No question was left open.',
  });
  yield* section('Tasks', { lines: mapped(minutes.tasks, task) });
  yield* section('Retracted', { lines: mapped(minutes.retractions, retraction) });
  yield* arbiterBlock(minutes);
  yield* proseBlocks(minutes);
  yield* section('Brakes that fired', { lines: mapped(minutes.brakes, happened) });
  yield* section('Cost', { lines: costOf(minutes) });
}

function endOf({ end, cost, upTo }: LazyMinutes): string {
  const turns = `${cost.turns} ${cost.turns === 1 ? 'turn' : 'turns'} in ${roundTime(cost.took)}`;
  if (end === undefined) return `*No end yet: these minutes stand at event ${upTo}, after ${turns}.*`;
  const words = end.detail.trim().replace(/[\s.]+$/u, '');
  const detail = words === '' ? '' : `: ${markdownInline(words)}`;
  return `*Ended (${end.reason}) after ${turns}${detail}* ${whereOf(end)}.`;
}

function participant({ agent, role, model, turns, state }: Minutes['participants'][number]): string {
  const note = state === 'active' ? '' : `, ${state === 'left' ? 'left before the end' : 'muted at the end'}`;
  const took = `${turns} ${turns === 1 ? 'turn' : 'turns'}${note}`;
  return `**${personOf(agent)}** (${markdownInline(model)}, ${took}): ${markdownInline(role)}`;
}

function question({ owes, state, ...asked }: Minutes['questions'][number]): string {
  const who = owes === 'anyone' ? 'anyone' : owes.map(personOf).join(', ');
  const words = { open: `${who} owes an answer`, expired: `${who} did not answer in time`, refused: `${who} refused` };
  const told = state === 'open' || state === 'expired' || state === 'refused' ? words[state] : state;
  return `${said(asked)} — ${who === '' ? 'nobody is left to answer' : told}`;
}

function task({ state, owner, dependsOn, report, ...given }: Minutes['tasks'][number]): string {
  const by = owner === undefined ? '' : ` by ${personOf(owner)}`;
  const after = dependsOn.length === 0 ? '' : `, after ${dependsOn.join(', ')}`;
  const done = report === undefined ? '' : `\n  - ${said(report)}`;
  return `${said(given)} — ${state}${by}${after}${done}`;
}

function retraction({ what, reason, at, answered, inFront }: Retraction): string {
  const why = reason.trim() === '' ? '' : `: ${markdownInline(reason)}`;
  const grade = (title: string, { count, first }: Reached): string => {
    if (count === 0) return `  - ${title}: nothing`;
    const some = count > first.length ? ` (${count}, the first ${first.length} of them)` : '';
    return `  - ${title}${some}:\n${first.map((one) => `    - ${said(one)}`).join('\n')}`;
  };
  return [
    `${said(what)} — retracted${why} ${whereOf(at)}`,
    grade('Tainted, for it answers this', answered),
    grade('Perhaps tainted, for this stood in front of its author', inFront),
  ].join('\n');
}

const arbiterBlock = (minutes: LazyMinutes): Generator<string> =>
  section('The arbiter', { lines: arbiterLines(minutes) });

function* arbiterLines({ arbiter, dropped, held }: LazyMinutes): Generator<string> {
  yield* mapped(arbiter.said, said);
  yield* arbiter.did.map(happened);
  for (const { by, reason, seq } of dropped) {
    const why = reason.trim() === '' ? '' : `: ${markdownInline(reason)}`;
    yield `What ${by === undefined ? 'an agent' : personOf(by)} wrote was held back and dropped${why} ${whereOf({ seq })}`;
  }
  for (const { by, seq } of held)
    yield `What ${personOf(by)} wrote still waits for approval and is in no prompt ${whereOf({ seq })}`;
}

/** Prose of an agent is quoted whole and marked as what it is. */
function* proseBlocks({ lastWords, summaries }: LazyMinutes): Generator<string> {
  yield* section('Last words', { lines: mapped(lastWords, said) });
  let isFirst = true;
  for (const { body, ...one } of summaries) {
    if (isFirst)
      yield '\n## Summary by an agent\n\n*Written by a model and checked by nobody: the rest of these minutes is made from the record.*\n';
    isFirst = false;
    const quoted = markdownBlock(body)
      .split('\n')
      .map((line) => `> ${line}`.trimEnd());
    yield `\n${personOf(one.by)} writes ${whereOf(one)}:\n\n${quoted.join('\n')}\n`;
  }
}

const happened = ({ text, ...link }: Link & { readonly text: string }): string =>
  `${markdownInline(text)} ${whereOf(link)}`;

function costOf({ cost }: LazyMinutes): readonly string[] {
  const { turns, lost, evaluated, reused, written, coordinationShare: share, edges, took } = cost;
  const first = `${turns} ${turns === 1 ? 'turn' : 'turns'}${lost === 0 ? '' : `, and ${lost} lost`}, ${roundTime(took)}`;
  const pairs = edges.map(({ from, to, tokens }) => `${personOf(from)} to ${personOf(to)} ${tokens}`);
  return [
    first,
    `Tokens: ${evaluated} evaluated, ${reused} reused, ${written} written`,
    `Share of coordination: ${Math.round(share * 100)} %`,
    ...(pairs.length === 0 ? [] : [`Tokens read from each other, most first: ${pairs.join(', ')}`]),
  ];
}

/** Every message that was linked to, word for word, in the order in which they became public. */
function* sources(cited: ReadonlySet<string>, { messagesIn }: LazyMinutes): Generator<string> {
  if (cited.size === 0) return;
  yield '\n## What was said\n';
  for (const message of messagesIn(cited)) {
    const { from, to, act, inReplyTo, retracted, turn } = message;
    const about = [
      `${personOf(from)}, ${act} to ${to === 'all' ? 'all' : to.map(personOf).join(', ')}`,
      ...(turn === undefined ? [] : [`turn ${turn}`]),
      ...(inReplyTo === undefined ? [] : [`in reply to ${inReplyTo}`]),
      ...(retracted ? ['retracted'] : []),
    ];
    yield `\n### ${message.message}\n\n*${about.join(', ')}*\n\n${markdownBlock(message.body)}\n`;
  }
}
