import type { AnyEvent } from '#shared/events/event.ts';
import { minutesOf, type Minutes, type Retraction } from '#shared/projections/minutes.ts';
import type { Link } from '#shared/projections/minutes-log.ts';
import type { Said } from '#shared/projections/minutes-proposals.ts';
import { runOf } from '#shared/projections/fold-run.ts';
import type { MessageView } from '#shared/projections/run.ts';
import { markdownBlock, markdownInline, yamlString } from './markdown-text.ts';
import { personOf, roundTime, said, whereOf } from './minutes-lines.ts';
import { decidedBlocks, undecidedBlocks, votesBlock } from './minutes-proposals.ts';

/**
 * The minutes of a run as Markdown, in pieces that each end in a line break. Every line names where it comes from, `(m7, turn 7)`, and
 * what it cites stands word for word at the end under a heading that the link leads to. The same events give the same bytes. What
 * models and people wrote is text in it and never structure.
 */
export function* exportMinutes(events: readonly AnyEvent[]): Generator<string> {
  const minutes = minutesOf(events);
  const body = [...blocks(minutes)].map((block) => `${block}\n`);
  yield* opening(minutes);
  for (const block of body) yield `\n${block}`;
  yield* sources(body.join(''), runOf(events).messages);
}

function* opening(minutes: Minutes): Generator<string> {
  yield '---\n';
  yield `title: ${yamlString(minutes.title)}\ndate: ${yamlString(minutes.startedAt)}\n`;
  yield `run: ${yamlString(minutes.run ?? '')}\nevents: ${minutes.upTo}\n---\n`;
  yield `\n# Minutes: ${markdownInline(minutes.title)}\n`;
}

function* blocks(minutes: Minutes): Generator<string> {
  yield markdownBlock(minutes.question);
  yield endOf(minutes);
  yield section('Who took part', minutes.participants.map(participant));
  yield* decidedBlocks(minutes);
  yield* undecidedBlocks(minutes);
  yield* votesBlock(minutes);
  yield section('Open questions', minutes.questions.map(question), 'No question was left open.');
  if (minutes.tasks.length > 0) yield section('Tasks', minutes.tasks.map(task));
  if (minutes.retractions.length > 0) yield section('Retracted', minutes.retractions.map(retraction));
  yield* arbiterBlock(minutes);
  yield* proseBlocks(minutes);
  if (minutes.brakes.length > 0) yield section('Brakes that fired', minutes.brakes.map(happened));
  yield section('Cost', costOf(minutes));
}

function section(title: string, lines: readonly string[], empty = 'None.'): string {
  return `## ${title}\n\n${lines.length === 0 ? empty : lines.map((line) => `- ${line}`).join('\n')}`;
}

function endOf({ end, cost, upTo }: Minutes): string {
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
  const grade = (title: string, reached: readonly Said[]): string =>
    reached.length === 0
      ? `  - ${title}: nothing`
      : `  - ${title}:\n${reached.map((one) => `    - ${said(one)}`).join('\n')}`;
  return [
    `${said(what)} — retracted${why} ${whereOf(at)}`,
    grade('Tainted, for it answers this', answered),
    grade('Perhaps tainted, for this stood in front of its author', inFront),
  ].join('\n');
}

function* arbiterBlock({ arbiter, dropped, held }: Minutes): Generator<string> {
  const lines = [
    ...arbiter.said.map((one) => said(one)),
    ...arbiter.did.map(happened),
    ...dropped.map(
      ({ by, reason, ...link }) =>
        `What ${by === undefined ? 'an agent' : personOf(by)} wrote was held back and dropped${reason.trim() === '' ? '' : `: ${markdownInline(reason)}`} ${whereOf({ seq: link.seq })}`,
    ),
    ...held.map(
      ({ by, seq }) => `What ${personOf(by)} wrote still waits for approval and is in no prompt ${whereOf({ seq })}`,
    ),
  ];
  if (lines.length > 0) yield section('The arbiter', lines);
}

/** Prose of an agent is quoted whole and marked as what it is. */
function* proseBlocks({ lastWords, summaries }: Minutes): Generator<string> {
  if (lastWords.length > 0)
    yield section(
      'Last words',
      lastWords.map((one) => said(one)),
    );
  if (summaries.length === 0) return;
  yield '## Summary by an agent\n\n*Written by a model and checked by nobody: the rest of these minutes is made from the record.*';
  for (const { body, ...one } of summaries) {
    const quoted = markdownBlock(body)
      .split('\n')
      .map((line) => `> ${line}`.trimEnd());
    yield `${personOf(one.by)} writes ${whereOf(one)}:\n\n${quoted.join('\n')}`;
  }
}

const happened = ({ text, ...link }: Link & { readonly text: string }): string =>
  `${markdownInline(text)} ${whereOf(link)}`;

function costOf({ cost }: Minutes): readonly string[] {
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

/** Every message that `body` links to, word for word, in the order in which they became public. */
function* sources(body: string, messages: readonly MessageView[]): Generator<string> {
  const cited = new Set([...body.matchAll(/\]\(#([ma]\d+)\)/gu)].map(([, id]) => id));
  if (cited.size === 0) return;
  yield '\n## What was said\n';
  for (const message of messages) {
    if (!cited.has(message.message)) continue;
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
