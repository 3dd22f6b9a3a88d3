import { sentenceEnds, speakerStart } from '#shared/base/text.ts';
import type { SpeakReport, SpeakRequest } from '#engine/ports.ts';
import { createReasoningSplitter, type ReasoningSplitter, type Split } from '../reasoning.ts';

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

export const createSpeech = (options: SpeechOptions): Speech => new StreamedSpeech(options);

class StreamedSpeech implements Speech {
  readonly #options: SpeechOptions;
  readonly #splitter: ReasoningSplitter;
  readonly #all: number[] = [];
  readonly #pieces: [number, number][] = [];
  /** Ids of the text with where their text ends, and ids whose text is held back somewhere. */
  #ids: { readonly id: number; readonly end: number }[] = [];
  #pending: number[] = [];
  #undecoded: number[] = [];
  #text = '';
  #reasoning = '';
  #cut = false;

  constructor(options: SpeechOptions) {
    this.#options = options;
    const { tags, inside } = options;
    this.#splitter = createReasoningSplitter({ tags, ...(inside === undefined ? {} : { inside }) });
  }

  get count(): number {
    return this.#all.length;
  }

  push(token: number, at: number): Finish | undefined {
    this.#all.push(token);
    this.#undecoded.push(token);
    this.#pending.push(token);
    const piece = this.#decoded();
    const partial = piece.endsWith('\uFFFD') && this.#undecoded.length < LONGEST_CHARACTER;
    if (!partial) {
      this.#undecoded = [];
      this.#take(this.#splitter.push(piece), at);
    }
    return this.#finished();
  }

  end(at: number): Written {
    // Behind a cut nothing is added.
    if (!this.#cut) {
      if (this.#undecoded.length > 0) this.#take(this.#splitter.push(this.#decoded()), at);
      this.#take(this.#splitter.end(), at);
    }
    const [text, reasoning] = [this.#text, this.#reasoning.trim()];
    return {
      text,
      ...(reasoning === '' ? {} : { reasoning }),
      ids: this.#ids.map(({ id }) => id),
      pieces: this.#pieces.map(([when, length]) => [when, Math.min(length, text.length)] as const),
    };
  }

  /** Text of the tokens that are not decoded yet. */
  #decoded(): string {
    const before = this.#all.slice(0, this.#all.length - this.#undecoded.length).slice(-CONTEXT);
    return this.#options.text(this.#undecoded, before);
  }

  #take(split: Split, at: number): void {
    if (split.reclaimed) {
      this.#reasoning += this.#text;
      [this.#text, this.#ids] = ['', []];
    }
    this.#reasoning += split.reasoning;
    const added = this.#text === '' ? split.text.trimStart() : split.text;
    this.#text += added;
    if (added !== '') {
      const end = this.#text.length;
      this.#ids.push(...this.#pending.map((id) => ({ id, end })));
      this.#pieces.push([at, end]);
      this.#options.onText(added);
    }
    if (added !== '' || split.reasoning !== '' || this.#splitter.inside) this.#pending = [];
  }

  #finished(): Finish | undefined {
    const { speakers, sentences, maxTokens } = this.#options;
    const part = speakerStart(this.#text, speakers);
    if (part !== undefined) return this.#stopAt(part, 'speaker');
    const end = sentenceEnds(this.#text, { mayGoOn: true })[sentences - 1];
    if (end !== undefined) return this.#stopAt(end, 'sentences');
    return this.#all.length >= maxTokens ? 'length' : undefined;
  }

  #stopAt(index: number, finish: Finish): Finish {
    this.#ids = this.#ids.filter((_, position) => (this.#ids[position - 1]?.end ?? 0) < index);
    this.#text = this.#text.slice(0, index);
    this.#cut = true;
    return finish;
  }
}
