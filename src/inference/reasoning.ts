/** Tags that models of several families put around their reasoning. */
const COMMON: readonly (readonly [string, string])[] = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<thought>', '</thought>'],
  ['<reasoning>', '</reasoning>'],
  ['<|thinking|>', '</|thinking|>'],
];

export interface ReasoningSplitter {
  /** Takes the next piece of raw output; returns what of it (and of what was held back) is text and is reasoning. */
  push(piece: string): Split;
  /** At the end: what was held back because it might have become a tag. Reasoning that was never closed stays reasoning. */
  end(): Split;
  /** Is the output inside reasoning now? */
  readonly inside: boolean;
}

export type Split = {
  readonly text: string;
  readonly reasoning: string;
  /** A closing tag without an opening one came: all text given out before this piece was reasoning. */
  readonly reclaimed: boolean;
};

/**
 * Splits reasoning off while it streams, tags cut across pieces included: what may yet become a tag is held back, so no character of
 * reasoning or of a tag ever reaches the text. Tags are compared without regard to case; they do not nest: the first closing tag of
 * the open kind ends the reasoning. `inside`: the prompt itself has opened a tag.
 */
export function createReasoningSplitter(
  options: { readonly tags?: readonly (readonly [string, string])[]; readonly inside?: string } = {},
): ReasoningSplitter {
  const pairs = [...COMMON, ...(options.tags ?? [])].map(([open, close]) => [lower(open), lower(close)] as const);
  let closing = pairs.find(([open]) => open === lower(options.inside ?? ''))?.[1];
  let held = '';

  const take = (last: boolean): Split => {
    let text = '';
    let reasoning = '';
    let reclaimed = false;
    const put = (part: string): void => {
      if (closing === undefined) text += part;
      else reasoning += part;
    };
    for (;;) {
      const tags = closing === undefined ? pairs.flat() : [closing];
      const found = firstOf(held, tags);
      if (found === undefined) break;
      put(held.slice(0, found.index));
      held = held.slice(found.index + found.tag.length);
      const opened = closing === undefined ? pairs.find(([open]) => open === found.tag)?.[1] : undefined;
      if (closing === undefined && opened === undefined) {
        reasoning = text + reasoning;
        text = '';
        reclaimed = true;
      }
      closing = opened;
    }
    const keep = last ? 0 : heldBack(held, closing === undefined ? pairs.flat() : [closing]);
    put(held.slice(0, held.length - keep));
    held = held.slice(held.length - keep);
    return { text, reasoning, reclaimed };
  };

  return {
    push(piece) {
      held += piece;
      return take(false);
    },
    end: () => take(true),
    get inside() {
      return closing !== undefined;
    },
  };
}

/** The opening tag with which a prompt ends, so that the answer begins inside reasoning. */
export function openedBy(prompt: string, tags: readonly (readonly [string, string])[] = []): string | undefined {
  const end = lower(prompt.trimEnd());
  return [...COMMON, ...tags].map(([open]) => lower(open)).find((open) => end.endsWith(open));
}

function firstOf(text: string, tags: readonly string[]): { readonly index: number; readonly tag: string } | undefined {
  const searched = lower(text);
  return tags
    .map((tag) => ({ tag, index: searched.indexOf(tag) }))
    .filter(({ index }) => index >= 0)
    .toSorted((a, b) => a.index - b.index || b.tag.length - a.tag.length)[0];
}

/** Length of the longest end of `text` that is a beginning of one of `tags`. */
function heldBack(text: string, tags: readonly string[]): number {
  const searched = lower(text);
  return Math.max(
    0,
    ...tags.map((tag) => {
      for (let length = Math.min(tag.length - 1, text.length); length > 0; length -= 1) {
        if (searched.endsWith(tag.slice(0, length))) return length;
      }
      return 0;
    }),
  );
}

/** ASCII only: the length must stay what it was. */
const lower = (text: string): string => text.replaceAll(/[A-Z]+/gu, (run) => run.toLowerCase());
