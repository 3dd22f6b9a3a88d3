import { assert } from '#shared/base/assert.ts';
import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import { isRecorded, NOT_RECORDED } from '#shared/events/imported.ts';
import { htmlTranscript } from './html-plain.ts';
import { htmlJson, htmlText } from './html-text.ts';
import type { ExportHeader, ExportRow } from './jsonl.ts';
import type { ExportNote } from './notes.ts';
import { redacted, redactedEvents, type Redaction } from './redact.ts';

/** The window's own code for a file, as built; neither text may hold what ends its element. */
export type ReplayPage = { readonly script: string; readonly style: string };

/** What a runtime has and the core does not. */
export type HtmlPorts = {
  /** SHA-256 of the text as UTF-8, in base64. */
  readonly sha256: (text: string) => string;
  /** The text as UTF-8, deflated without a header (RFC 1951), in base64. */
  readonly deflated: (text: string) => string;
};

export type HtmlInput = {
  readonly header: ExportHeader;
  readonly page: ReplayPage;
  readonly ports: HtmlPorts;
  /** Gone through twice, each time from the first; as the store has them, nothing taken out. */
  readonly events: Iterable<AnyEvent>;
  readonly rows: Iterable<ExportRow>;
};

export type HtmlOptions = {
  readonly reasoning: 'keep' | 'leave-out';
  readonly redact?: readonly Redaction[];
  readonly notes?: readonly ExportNote[];
};

/** Events in a block; each is deflated by itself, so that neither side ever holds a long run as one text. */
const BLOCK = 1000;

/**
 * A run as one HTML file that opens by itself: a transcript to be read without scripts, the events in deflated blocks, and the window's
 * code. Its policy lets the one script and the one style run that it names by their hashes, and nothing be requested. The same run gives
 * the same bytes.
 */
export function* exportHtml(input: HtmlInput, options: HtmlOptions): Generator<string> {
  const { page, events, ports, header } = input;
  const { redact = [], notes = [], reasoning } = options;
  const fits = !/<\/(?:script|style)|<!--|[\r\0]/iu.test(page.script + page.style);
  assert(fits, 'the window’s part for the HTML export holds the end of its own element');
  const about: About = { turns: 0, events: 0, created: undefined, taken: new Set(header.redacted) };
  yield* opening(page, ports, createdIn(events));
  yield* htmlTranscript(leftOf(events, { redact, about }), notes);
  yield '<footer class="quiet"><p>End of the transcript.</p></footer>\n</main>\n';
  yield* blocks(input.rows, { ports, redact, reasoning, about });
  const told = { ...factsOf(about), run: header.run, head: header.head, redacted: [...about.taken].toSorted(), notes };
  yield `<script type="application/json" id="about">${htmlJson(told)}</script>\n`;
  yield `<script>${page.script}</script>\n</body>\n</html>\n`;
}

function* opening(
  { script, style }: ReplayPage,
  { sha256 }: HtmlPorts,
  created: EventOf<'v1.run.created'> | undefined,
): Generator<string> {
  const policy = [
    `default-src 'none'`,
    `script-src 'sha256-${sha256(script)}'`,
    `style-src 'sha256-${sha256(style)}'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`,
  ].join('; ');
  yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n';
  yield `<meta http-equiv="Content-Security-Policy" content="${policy}">\n`;
  yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n';
  yield '<meta name="color-scheme" content="dark light">\n';
  yield `<title>${htmlText(created?.data.setup.title ?? 'A run')} · Parley</title>\n`;
  yield `<style>${style}</style>\n</head>\n<body>\n<div id="root"></div>\n<main id="plain">\n`;
}

/** What is gathered on the way through the events. `taken`: what was in the run and is not in the file. */
type About = {
  turns: number;
  events: number;
  created: EventOf<'v1.run.created'> | undefined;
  readonly taken: Set<string>;
};

function createdIn(events: Iterable<AnyEvent>): EventOf<'v1.run.created'> | undefined {
  for (const event of events) return event.type === 'v1.run.created' ? event : undefined;
  return undefined;
}

type Leaving = { readonly redact: readonly Redaction[]; readonly about: About };

/** The events as they leave, counted while others read. */
function* leftOf(events: Iterable<AnyEvent>, { redact, about }: Leaving): Generator<AnyEvent> {
  for (const event of redactedEvents(events, redact, (one) => about.taken.add(one))) {
    about.events += 1;
    if (event.type === 'v1.turn.ended') about.turns += 1;
    if (event.type === 'v1.run.created') about.created ??= event;
    yield event;
  }
}

/** What the page knows before it has read the events. */
function factsOf({ turns, events, created }: About): object {
  assert(created !== undefined, 'a run begins with its creation');
  const { setup, startedAt, app, imported } = created.data;
  const rules = isRecorded(created.data, 'rules');
  return {
    ...{ title: setup.title, question: setup.question, startedAt, app, turns, events },
    seats: setup.seats.map(({ name }) => name),
    models: [...new Set(setup.seats.map(({ model }) => model))],
    way: !rules ? NOT_RECORDED : setup.mode === 'peers' ? `peers, ${setup.cadence}` : setup.mode,
    ...(imported === undefined ? {} : { imported }),
  };
}

type Writing = Leaving & { readonly ports: HtmlPorts; readonly reasoning: HtmlOptions['reasoning'] };

function* blocks(rows: Iterable<ExportRow>, leaving: Writing): Generator<string> {
  let block: object[] = [];
  for (const row of rows) {
    block.push(eventOf(row, leaving));
    if (block.length < BLOCK) continue;
    yield element(block, leaving.ports);
    block = [];
  }
  if (block.length > 0) yield element(block, leaving.ports);
}

const element = (block: readonly object[], { deflated }: HtmlPorts): string =>
  `<script type="text/plain" class="events">${deflated(JSON.stringify(block))}</script>\n`;

/** Field by field: what else a row may carry does not leave the machine. Token ids are not shown, the times of pieces are. */
function eventOf(row: ExportRow, { redact, reasoning: mode, about }: Writing): object {
  const { seq, at, type, data, detail, reasoning } = row;
  const { pieces } = (detail ?? {}) as { readonly pieces?: unknown };
  if (mode === 'leave-out' && (reasoning ?? row.reasoningHash) !== undefined) about.taken.add('reasoning');
  return {
    ...{ seq, at, type, data: redacted(data, redact).value },
    ...(pieces === undefined ? {} : { pieces }),
    ...(mode === 'keep' && reasoning !== undefined ? { reasoning } : {}),
  };
}
