/** A piece of a line: plain words, or words that the author marked. */
export type Inline = { readonly kind: 'text' | 'code' | 'strong' | 'em'; readonly text: string };

export type Block =
  | { readonly kind: 'paragraph' | 'heading' | 'quote'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly from: number; readonly items: readonly string[] }
  | { readonly kind: 'code'; readonly text: string };

/** Beyond these a text is shown as it is, piece by piece: so much markup costs more than it tells. */
export const PLAIN_FROM = { characters: 20_000, line: 5000, lines: 500, marks: 1500 } as const;

/** Whether a text is too long or too dense for anything but plain text. Linear, and over at the first reason. */
export function isPlain(text: string): boolean {
  if (text.length > PLAIN_FROM.characters) return true;
  let lines = 1;
  for (let start = 0; ;) {
    const end = text.indexOf('\n', start);
    if ((end === -1 ? text.length : end) - start > PLAIN_FROM.line) return true;
    if (end === -1) break;
    lines += 1;
    start = end + 1;
  }
  if (lines > PLAIN_FROM.lines) return true;
  // What may become an element of its own: marks of code and stress, and whatever is not plain to see.
  return (text.match(/[`*]|(?![\t\n])\p{C}/gu)?.length ?? 0) > PLAIN_FROM.marks;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/u;
const HEADING = /^ {0,3}#{1,6} +(\S.*)$/u;
const BULLET = /^\s{0,8}[-*+•] +(\S.*)$/u;
const NUMBERED = /^\s{0,8}(\d{1,4})[.)] +(\S.*)$/u;
const QUOTE = /^ {0,3}>+ ?/u;

/**
 * Paragraphs, lists, quotes and code of a text, by line; one pass. Links, images, tables and raw HTML are no markup here: they stay the
 * text that they are. Nothing nests, so no text can make it recurse.
 */
export function blocksOf(text: string): readonly Block[] {
  const lines = text.replace(/\r\n?/gu, '\n').split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      at += 1;
      continue;
    }
    const [block, next] = blockAt(lines, at, line);
    blocks.push(block);
    at = next;
  }
  return blocks;
}

type Found = readonly [block: Block, next: number];

function blockAt(lines: readonly string[], at: number, line: string): Found {
  const fence = FENCE.exec(line)?.[1];
  if (fence !== undefined) return codeAt(lines, at + 1, fence);
  const heading = HEADING.exec(line)?.[1];
  if (heading !== undefined) return [{ kind: 'heading', text: heading.replace(/ #+ *$/u, '') }, at + 1];
  if (BULLET.test(line) || NUMBERED.test(line)) return listAt(lines, at);
  if (QUOTE.test(line)) {
    const end = endOf(lines, at, (own) => QUOTE.test(own));
    return [
      {
        kind: 'quote',
        text: lines
          .slice(at, end)
          .map((own) => own.replace(QUOTE, ''))
          .join('\n'),
      },
      end,
    ];
  }
  const end = endOf(lines, at + 1, (own) => own.trim() !== '' && !begins(own));
  return [{ kind: 'paragraph', text: lines.slice(at, end).join('\n') }, end];
}

const begins = (line: string): boolean =>
  FENCE.test(line) || HEADING.test(line) || BULLET.test(line) || NUMBERED.test(line) || QUOTE.test(line);

/** Up to its closing fence; what is still being written has none yet. */
function codeAt(lines: readonly string[], from: number, fence: string): Found {
  const end = endOf(lines, from, (line) => !line.trimStart().startsWith(fence));
  return [{ kind: 'code', text: lines.slice(from, end).join('\n') }, end + 1];
}

function listAt(lines: readonly string[], from: number): Found {
  const ordered = NUMBERED.test(lines[from] ?? '');
  const pattern = ordered ? NUMBERED : BULLET;
  const items: string[] = [];
  let at = from;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const item = pattern.exec(line);
    if (item !== null) items.push(item[ordered ? 2 : 1] ?? '');
    else if (/^\s{2,}\S/u.test(line) && !begins(line)) items.push(`${items.pop() ?? ''}\n${line.trim()}`);
    else break;
  }
  const first = Number(NUMBERED.exec(lines[from] ?? '')?.[1] ?? 1);
  return [{ kind: 'list', ordered, from: first, items }, at];
}

function endOf(lines: readonly string[], from: number, goesOn: (line: string) => boolean): number {
  let at = from;
  while (at < lines.length && goesOn(lines[at] ?? '')) at += 1;
  return at;
}

/** A mark is closed by the next one of its kind on the line or is none, so the search is linear. */
const MARKS = /`([^`\n]+)`|\*\*([^*\n]+)\*\*|(?<![\w*])\*([^*\s][^*\n]*)\*(?![\w*])/gu;

/** Code, strong and stressed words of a line or a paragraph. */
export function inlinesOf(text: string): readonly Inline[] {
  const found: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(MARKS)) {
    if (match.index > at) found.push({ kind: 'text', text: text.slice(at, match.index) });
    const [whole, code, strong, em] = match;
    if (code !== undefined) found.push({ kind: 'code', text: code });
    else if (strong !== undefined) found.push({ kind: 'strong', text: strong });
    else found.push({ kind: 'em', text: em ?? '' });
    at = match.index + whole.length;
  }
  if (at < text.length) found.push({ kind: 'text', text: text.slice(at) });
  return found;
}

/** Plain words and the marks of what would not be seen: `⟨U+202E⟩`, once for a run of the same with how many. */
export type Visible = { readonly kind: 'text' | 'mark'; readonly text: string };

/** Cuts what `visibleText` gave into words and marks. */
export function marksOf(visible: string): readonly Visible[] {
  const parts: Visible[] = [];
  let at = 0;
  for (const match of visible.matchAll(/(⟨U\+[0-9A-F]{4,6}⟩)\1*/gu)) {
    if (match.index > at) parts.push({ kind: 'text', text: visible.slice(at, match.index) });
    const [whole, one = ''] = match;
    const times = whole.length / one.length;
    parts.push({ kind: 'mark', text: times === 1 ? one : `${one} × ${times}` });
    at = match.index + whole.length;
  }
  if (at < visible.length) parts.push({ kind: 'text', text: visible.slice(at) });
  return parts;
}

/** The beginning of a long text, no longer than `limit` and not cut within a character. */
export function beginningOf(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? limit - 1 : limit);
}
