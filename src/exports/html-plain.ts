import type { AnyEvent } from '#shared/events/event.ts';
import { isRecorded, NOT_RECORDED } from '#shared/events/imported.ts';
import { nameOf } from '#shared/events/ids.ts';
import type { ExportNote } from './notes.ts';
import { htmlText } from './html-text.ts';
import { storyOf, type Head, type Message } from './story.ts';

/** A run's transcript as HTML that is read without a script: what people and models wrote is text in it. */
export function* htmlTranscript(events: Iterable<AnyEvent>, notes: readonly ExportNote[]): Generator<string> {
  for (const part of storyOf(events)) {
    switch (part.kind) {
      case 'head':
        yield opening(part.head);
        break;
      case 'round':
        yield `<h2>Round ${part.round}</h2>\n`;
        break;
      case 'message':
        yield message(part.message);
        break;
      case 'line':
        yield quiet(part.line) + (part.body === undefined ? '' : `<p dir="auto">${htmlText(part.body)}</p>\n`);
        break;
      case 'stop':
        yield quiet(part.line);
        break;
      default:
        part satisfies never;
    }
  }
  if (notes.length > 0) yield '<h2>Notes of the reader</h2>\n';
  for (const { seq, bookmark, note } of notes)
    yield `<p dir="auto"><b>Event ${seq}${bookmark ? ', bookmarked' : ''}</b> ${htmlText(note)}</p>\n`;
}

const quiet = (line: string): string => `<p class="quiet">${htmlText(line)}</p>\n`;

function opening({ created }: Head): string {
  if (created === undefined) return '<header><h1>A run</h1></header>\n';
  const { setup, startedAt } = created.data;
  const date = isRecorded(created.data, 'times') ? startedAt : NOT_RECORDED;
  const seats = setup.seats.map(
    ({ name, model, role }) => `<li dir="auto"><b>${htmlText(name)}</b> (${htmlText(model)}): ${htmlText(role)}</li>`,
  );
  return [
    `<header><h1 dir="auto">${htmlText(setup.title)}</h1>`,
    `<p class="quiet">A recording of Parley, ${htmlText(date)}. Timeline, scrubber and inspector need scripts, which are off here.</p></header>`,
    `<p dir="auto">${htmlText(setup.question)}</p>`,
    `<ul>${seats.join('')}</ul>\n`,
  ].join('\n');
}

function message({ message: id, from, to, act, inReplyTo, supersedes, body }: Message): string {
  const links = [
    id,
    ...(inReplyTo === undefined ? [] : [`answers ${inReplyTo}`]),
    ...(supersedes === undefined ? [] : [`in place of ${supersedes}`]),
  ];
  const who = from === 'arbiter' ? 'Arbiter' : nameOf(from);
  const whom = to === 'all' ? 'all' : to.map(nameOf).join(', ');
  const line = htmlText(`${who} — ${act} to ${whom} (${links.join(', ')})`);
  return `<section><h3 dir="auto">${line}</h3>\n<p dir="auto">${htmlText(body)}</p></section>\n`;
}
