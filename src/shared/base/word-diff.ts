import { shortestScript } from './shortest-script.ts';

/** A piece of two texts beside each other: in both, only in the first (`gone`), or only in the second (`new`). */
export type DiffPiece = { readonly kind: 'same' | 'gone' | 'new'; readonly text: string };

/** Words and signs that may differ: a text that differs in more has little in common with the other. */
const MOST_EDITS = 500;
/** Words, signs and gaps of both texts, the ends that they share left out. */
const MOST_PARTS = 10_000;

/**
 * What became of a text word for word: `same` and `gone` together are `one`, `same` and `new` together `other`. The
 * shortest script; then, as in the semantic clean-up of N. Fraser's diff-match-patch, what is the same by accident between two changes
 * longer than it counts as changed. Texts that differ in more than
 * `MOST_EDITS` places, or are longer than `MOST_PARTS` where they differ, have only their ends in common here.
 */
export function wordDiff(one: string, other: string): readonly DiffPiece[] {
  const [left, right] = [partsOf(one), partsOf(other)];
  const least = Math.min(left.length, right.length);
  let from = 0;
  while (from < least && left[from] === right[from]) from += 1;
  let behind = 0;
  while (behind < least - from && left.at(-1 - behind) === right.at(-1 - behind)) behind += 1;
  const before = left.slice(from, left.length - behind);
  const after = right.slice(from, right.length - behind);
  const hunks = [
    { same: left.slice(0, from).join(''), gone: '', new: '' },
    ...hunksOf(before, after),
    { same: left.slice(left.length - behind).join(''), gone: '', new: '' },
  ];
  return joined(withoutAccidents(hunks)).flatMap(piecesOf);
}

/** Of all words in two texts, how many stand in both at their place: 0 to 1, and 1 where there are none. */
export function sharedWords(pieces: readonly DiffPiece[]): number {
  const count = { same: 0, gone: 0, new: 0 };
  for (const { kind, text } of pieces) count[kind] += partsOf(text).filter((part) => /[\p{L}\p{N}]/u.test(part)).length;
  const all = 2 * count.same + count.gone + count.new;
  return all === 0 ? 1 : (2 * count.same) / all;
}

/** Words, gaps, and signs each by itself; a character of a script without spaces is a word. Together they are the text. */
const partsOf = (text: string): readonly string[] =>
  text.match(
    /\s+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}\p{M}])+(?:['’][\p{L}\p{N}]+)*|[^\s]/gu,
  ) ?? [];

/** What is the same, and then what stands in the place of what. */
type Hunk = { readonly same: string; readonly gone: string; readonly new: string };

function hunksOf(before: readonly string[], after: readonly string[]): readonly Hunk[] {
  const all: Hunk = { same: '', gone: before.join(''), new: after.join('') };
  if (before.length === 0 || after.length === 0 || before.length + after.length > MOST_PARTS) return [all];
  const steps = shortestScript(before, after, MOST_EDITS);
  if (steps === undefined) return [all];
  let [x, y] = [0, 0];
  return steps.map(({ run, gone, added }) => {
    const same = before.slice(x, x + run).join('');
    const hunk = {
      same,
      gone: before.slice(x + run, x + run + gone).join(''),
      new: after.slice(y + run, y + run + added).join(''),
    };
    x += run + gone;
    y += run + added;
    return hunk;
  });
}

/** Neighbours with nothing in common between them are one change. */
function joined(hunks: readonly Hunk[]): readonly Hunk[] {
  const out: Hunk[] = [];
  for (const hunk of hunks) {
    const last = out.at(-1);
    if (last === undefined || (hunk.same !== '' && last.gone + last.new !== '')) out.push(hunk);
    else if (last.gone + last.new === '') out[out.length - 1] = { ...hunk, same: last.same + hunk.same };
    else out[out.length - 1] = { same: last.same, gone: last.gone + hunk.gone, new: last.new + hunk.new };
  }
  return out;
}

const sizeOf = (hunk: Hunk): number => Math.max(hunk.gone.length, hunk.new.length);

function withoutAccidents(hunks: readonly Hunk[]): readonly Hunk[] {
  const out: Hunk[] = [];
  for (let hunk of joined(hunks)) {
    for (;;) {
      const last = out.at(-1);
      if (last === undefined || sizeOf(last) === 0 || sizeOf(hunk) === 0) break;
      if (hunk.same.length > Math.min(sizeOf(last), sizeOf(hunk))) break;
      hunk = { same: last.same, gone: last.gone + hunk.same + hunk.gone, new: last.new + hunk.same + hunk.new };
      out.pop();
    }
    out.push(hunk);
  }
  return out;
}

const piecesOf = (hunk: Hunk): readonly DiffPiece[] =>
  (['same', 'gone', 'new'] as const).flatMap((kind) => (hunk[kind] === '' ? [] : [{ kind, text: hunk[kind] }]));
