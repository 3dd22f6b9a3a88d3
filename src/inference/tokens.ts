import { createHash } from 'node:crypto';

/** What of a model the tokeniser needs; node-llama-cpp's LlamaModel fits behind `host/vocabulary.ts`. */
export type Vocabulary = {
  /** Tokens of plain text: markup in it is not meant as markup (but see `structural`). */
  readonly plain: (text: string) => readonly number[];
  /** The token's own spelling, markup included. */
  readonly spelling: (token: number) => string;
  /** CONTROL tokens and those that end a generation. */
  readonly control: (token: number) => boolean;
};

export interface TextTokens {
  /** The tokens of `text` as data: no control token and no token that looks like markup is among them. Cached. */
  of(text: string): readonly number[];
}

const CACHED_CHARACTERS = 4_000_000;
/** Spelled like markup: `<|im_start|>`, `<start_of_turn>`, `</s>`, `[INST]`, `<<SYS>>`, full-width bars of some families. */
const STRUCTURAL = /^\s*(?:<{1,2}[^<>\s]{1,60}>{1,2}|\[\/?[A-Z][A-Z_]*\]|<[|｜].*|.*[|｜]>)\s*$/u;

/**
 * Text from people, peers and files may spell the model's markup. Tokenising it "without special tokens" keeps CONTROL tokens out, but
 * a GGUF may mark its markup USER_DEFINED (found in plain text too) or NORMAL. So each token that is control, or is spelled like
 * markup, is broken: the text is cut one character into that spelling and the halves are tokenised apart, which leaves the text
 * readable and the token out.
 */
export function createTextTokens(vocabulary: Vocabulary): TextTokens {
  const cache = new Map<string, readonly number[]>();
  const verdicts = new Map<number, boolean>();
  let characters = 0;

  const forbidden = (token: number): boolean => {
    let verdict = verdicts.get(token);
    if (verdict === undefined) {
      verdict = vocabulary.control(token) || STRUCTURAL.test(vocabulary.spelling(token));
      verdicts.set(token, verdict);
    }
    return verdict;
  };

  return {
    of(text) {
      const known = cache.get(text);
      if (known !== undefined) {
        // Map order is age: what is used again becomes the youngest.
        cache.delete(text);
        cache.set(text, known);
        return known;
      }
      const tokens = broken(text, vocabulary, forbidden);
      cache.set(text, tokens);
      characters += text.length;
      for (const oldest of cache.keys()) {
        if (characters <= CACHED_CHARACTERS || oldest === text) break;
        cache.delete(oldest);
        characters -= oldest.length;
      }
      return tokens;
    },
  };
}

/** SHA-256 in hex over token ids as little-endian 32-bit integers. */
export function promptHash(tokens: readonly number[]): string {
  const bytes = Buffer.alloc(tokens.length * 4);
  for (const [index, token] of tokens.entries()) bytes.writeUInt32LE(token, index * 4);
  return createHash('sha256').update(bytes).digest('hex');
}

function broken(text: string, vocabulary: Vocabulary, forbidden: (token: number) => boolean): readonly number[] {
  const tokens = vocabulary.plain(text);
  const bad = tokens.find(forbidden);
  if (bad === undefined) return tokens;
  const spelling = vocabulary.spelling(bad).trim();
  const cuts = spelling.length > 1 ? text.split(spelling) : [text];
  // A forbidden token that cannot be cut out (its spelling is one character, or not found as written) is dropped.
  if (cuts.length === 1) return tokens.filter((token) => !forbidden(token));
  const [first, rest] = [spelling.slice(0, 1), spelling.slice(1)];
  return cuts.flatMap((part, index) =>
    broken((index === 0 ? '' : rest) + part + (index === cuts.length - 1 ? '' : first), vocabulary, forbidden),
  );
}
