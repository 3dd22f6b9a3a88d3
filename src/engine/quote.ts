import { itemNamed } from '#shared/projections/board.ts';
import { ballotWords, quoteLine } from '#shared/projections/quote-line.ts';
import type { RunView } from '#shared/projections/run.ts';
import { peerName } from './naming.ts';
import type { Seen } from './seen.ts';

/** Whatever a reader, a model or a terminal could take for the end of a line. */
const BREAK = /\r\n|[\n\r\u2028\u2029\u0085\v\f]/u;
/** A gist has at most 20 words; one without spaces is cut here, in characters. */
const GIST_CHARS = 300;

/**
 * A peer's text as a quote that no text can forge: each line begins with `> ` under a line with the registry's name. A gist is one such
 * line.
 */
export function quoteOf(view: RunView, message: Seen): string {
  const to = message.to === 'all' ? [] : message.to.map((agent) => peerName(view, agent));
  const lines = message.form === 'gist' ? [oneLine(message.gist)] : message.body.split(BREAK);
  const quoted = lines.map((line) => `> ${line}`).join('\n');
  const header = quoteLine(message.act, peerName(view, message.from), { to, votesFor: ballotOf(view, message) });
  return `${header}\n${quoted}\n\n`;
}

/** `Ada's proposal`, by the name that peers know; the author never changes, so neither does the line. */
function ballotOf({ setup, board }: RunView, { vote }: Seen): string | undefined {
  if (vote === undefined || setup === undefined) return undefined;
  return ballotWords(setup, vote.option, vote.option === 'none' ? undefined : itemNamed(board, vote.option)?.by);
}

/** A text that may stand inside a line of ours: on one line, and not without end. */
export function oneLine(text: string): string {
  const line = text.split(new RegExp(BREAK, 'gu')).join(' ');
  return line.length <= GIST_CHARS ? line : `${Array.from(line).slice(0, GIST_CHARS).join('')} …`;
}
