import { wordDiff, sharedWords, type DiffPiece } from '#shared/base/word-diff.ts';
import type { RunId } from '#shared/events/ids.ts';
import type { AlignedRow, AlignedTurn } from '#shared/projections/aligned-turns.ts';
import { signOf } from './signs.ts';

/** What a turn's cell says of itself against the first column. */
export type TurnCell = {
  readonly turn: AlignedTurn | undefined;
  /** `as A, word for word`, `other seat, other words`; undefined in the first column, and where there is nothing to hold it against. */
  readonly words: string | undefined;
  readonly isSame: boolean;
};

/** Where a cell leads, and in which column it stands. */
export type TurnPlace = { readonly run: RunId; readonly turn: number; readonly sign: string };

/** The cells of a row; `columns`: which of the shown columns each place of the row is. */
export function cellsOf({ turns }: AlignedRow, columns: readonly number[]): readonly TurnCell[] {
  const [first] = turns;
  const sign = signOf(columns[0] ?? 0);
  return turns.map((turn, at) => {
    if (at === 0 || turn === undefined || first === undefined) return { turn, words: undefined, isSame: false };
    const differs = [
      ...(turn.name === first.name ? [] : ['seat']),
      ...(turn.act === first.act ? [] : ['act']),
      ...(turn.text === first.text ? [] : ['words']),
      ...(turn.changed === first.changed ? [] : ['what became of it']),
    ];
    if (differs.length === 0) return { turn, words: `= as ${sign}, word for word`, isSame: true };
    return { turn, words: `≠ ${sign} in ${listed(differs)}`, isSame: false };
  });
}

/** Who has this turn, where not all have it: `only A`, `not C`. */
export function whoHasIt({ turns }: AlignedRow, columns: readonly number[]): string | undefined {
  const signs = (has: boolean): readonly string[] =>
    turns.flatMap((turn, at) => ((turn !== undefined) === has ? [signOf(columns[at] ?? at)] : []));
  const [have, lack] = [signs(true), signs(false)];
  if (lack.length === 0) return undefined;
  return have.length <= lack.length ? `only ${listed(have)}` : `not ${listed(lack)}`;
}

/** Below this share of common words marks would be all over the text and tell nothing. */
const LITTLE = 0.2;

export type Marked = {
  readonly pieces: readonly DiffPiece[];
  /** Hardly a word is common: the text is shown as it is, and that is said. */
  readonly isOther: boolean;
};

/** A text against the first column's. */
export function markedAgainst(first: string, own: string): Marked {
  const pieces = wordDiff(first, own);
  return { pieces, isOther: first !== own && sharedWords(pieces) < LITTLE };
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
