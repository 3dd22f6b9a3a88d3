/** A piece of a text; `hit`: it is what was looked for. */
export type SnippetPiece = { readonly text: string; readonly hit: boolean };

/** Characters of a snippet, and of them before its first hit. */
const LENGTH = 160;
const BEFORE = 40;

/**
 * The part of a text around the first of `terms` that stands in it, on one line, with every place of a term marked. Case and accents
 * count as in the search; a word that begins so is preferred to the inside of one. Offsets are UTF-16 units, no character is cut.
 */
export function snippetOf(body: string, terms: readonly string[]): readonly SnippetPiece[] {
  const text = body.replaceAll(/\s+/gu, ' ').trim();
  const folded = foldedText(text);
  const hits = joined(terms.flatMap((term) => placesOf(foldedText(term).text, folded)));
  const from = wordStart(text, (hits[0]?.[0] ?? 0) - BEFORE);
  const to = wholeEnd(text, from + LENGTH);
  const pieces: SnippetPiece[] = [];
  let at = from;
  for (const [start, end] of hits) {
    if (end > to) break;
    pieces.push({ text: text.slice(at, start), hit: false }, { text: text.slice(start, end), hit: true });
    at = end;
  }
  pieces.push({ text: `${text.slice(at, to)}${to < text.length ? '…' : ''}`, hit: false });
  const shown = from > 0 ? [{ text: '…', hit: false }, ...pieces] : pieces;
  return shown.filter((piece) => piece.text !== '');
}

type Place = readonly [start: number, end: number];

/** Small letters without accents; `from[i]` is where unit i of it stands in the text, and one more for its end. */
type FoldedText = { readonly text: string; readonly from: readonly number[] };

function foldedText(text: string): FoldedText {
  let folded = '';
  const from: number[] = [];
  let at = 0;
  for (const char of text) {
    const plain = char.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
    for (let unit = 0; unit < plain.length; unit += 1) from.push(at);
    folded += plain;
    at += char.length;
  }
  from.push(at);
  return { text: folded, from };
}

function placesOf(term: string, { text, from }: FoldedText): readonly Place[] {
  if (term === '') return [];
  const all: Place[] = [];
  const begun: Place[] = [];
  for (let at = text.indexOf(term); at !== -1; at = text.indexOf(term, at + term.length)) {
    const start = from[at] ?? 0;
    // The end of the character that holds the last unit: accents that follow it are its own.
    let unit = at + term.length;
    while (unit < text.length && from[unit] === from[unit - 1]) unit += 1;
    const place: Place = [start, from[unit] ?? start];
    all.push(place);
    if (!/[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, at - 2), at))) begun.push(place);
  }
  return begun.length > 0 ? begun : all;
}

/** In order, without one that overlaps another. */
function joined(places: readonly Place[]): readonly Place[] {
  const apart: Place[] = [];
  for (const [start, end] of places.toSorted((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (start >= (apart.at(-1)?.[1] ?? 0)) apart.push([start, end]);
  }
  return apart;
}

/** The beginning of a word at or after `at`, so far as one is near. */
function wordStart(text: string, at: number): number {
  if (at <= 0) return 0;
  const space = text.indexOf(' ', at);
  return space !== -1 && space - at < BEFORE / 2 ? space + 1 : wholeEnd(text, at);
}

/** Not between the two halves of a character. */
const wholeEnd = (text: string, at: number): number =>
  at < text.length && /[\uDC00-\uDFFF]/u.test(text.charAt(at)) ? at + 1 : Math.min(at, text.length);
