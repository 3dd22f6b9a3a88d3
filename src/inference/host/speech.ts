import { sentenceEnds, speakerStart } from '#shared/base/text.ts';
import type { SpeakReport, SpeakRequest } from '#engine/ports.ts';
import { createReasoningSplitter, type Split } from '../reasoning.ts';

export type Written = Pick<SpeakReport, 'text' | 'reasoning' | 'ids' | 'pieces'>;
export type Finish = SpeakReport['finish'];

/** Turns sampled tokens into text, reasoning and the decision to stop. */
export interface Speech {
  /** Takes the next token (never one that ends the generation); `at` is in microseconds since the stage began. */
  push(token: number, at: number): Finish | undefined;
  /** Ends: gives out what was held back. */
  end(at: number): Written;
  readonly count: number;
}

export type SpeechOptions = Pick<SpeakRequest, 'maxTokens' | 'sentences' | 'speakers'> & {
  /** Text of tokens that follow others, control tokens left out. */
  readonly text: (tokens: readonly number[], before: readonly number[]) => string;
  readonly tags: readonly (readonly [string, string])[];
  /** The reasoning tag that the prompt has opened, if any. */
  readonly inside: string | undefined;
  readonly onText: (text: string) => void;
};

/** Tokens that one character may be spread over; what is longer is no UTF-8 and is given out as it is. */
const LONGEST_CHARACTER = 6;
const CONTEXT = 8;

export function createSpeech(options: SpeechOptions): Speech {
  const { maxTokens, sentences, speakers, onText } = options;
  const splitter = createReasoningSplitter({
    tags: options.tags,
    ...(options.inside === undefined ? {} : { inside: options.inside }),
  });
  const all: number[] = [];
  const pieces: [number, number][] = [];
  /** Ids of the text with where their text ends, and ids whose text is held back somewhere. */
  let ids: { readonly id: number; readonly end: number }[] = [];
  let pending: number[] = [];
  let undecoded: number[] = [];
  let text = '';
  let reasoning = '';
  let cut = false;

  /** Text of the tokens that are not decoded yet. */
  const decoded = (): string => {
    const before = all.slice(0, all.length - undecoded.length).slice(-CONTEXT);
    return options.text(undecoded, before);
  };

  const take = (split: Split, at: number): void => {
    if (split.reclaimed) {
      reasoning += text;
      [text, ids] = ['', []];
    }
    reasoning += split.reasoning;
    const added = text === '' ? split.text.trimStart() : split.text;
    text += added;
    if (added !== '') {
      ids.push(...pending.map((id) => ({ id, end: text.length })));
      pieces.push([at, text.length]);
      onText(added);
    }
    if (added !== '' || split.reasoning !== '' || splitter.inside) pending = [];
  };

  const finished = (): Finish | undefined => {
    const part = speakerStart(text, speakers);
    if (part !== undefined) return stopAt(part, 'speaker');
    const end = sentenceEnds(text, { mayGoOn: true })[sentences - 1];
    if (end !== undefined) return stopAt(end, 'sentences');
    return all.length >= maxTokens ? 'length' : undefined;
  };

  const stopAt = (index: number, finish: Finish): Finish => {
    ids = ids.filter((_, position) => (ids[position - 1]?.end ?? 0) < index);
    text = text.slice(0, index);
    cut = true;
    return finish;
  };

  return {
    push(token, at) {
      all.push(token);
      undecoded.push(token);
      pending.push(token);
      const piece = decoded();
      const partial = piece.endsWith('\uFFFD') && undecoded.length < LONGEST_CHARACTER;
      if (!partial) {
        undecoded = [];
        take(splitter.push(piece), at);
      }
      return finished();
    },
    end(at) {
      // Behind a cut nothing is added.
      if (!cut) {
        if (undecoded.length > 0) take(splitter.push(decoded()), at);
        take(splitter.end(), at);
      }
      return {
        text,
        ...(reasoning.trim() === '' ? {} : { reasoning: reasoning.trim() }),
        ids: ids.map(({ id }) => id),
        pieces: pieces.map(([when, length]) => [when, Math.min(length, text.length)] as const),
      };
    },
    get count() {
      return all.length;
    },
  };
}
