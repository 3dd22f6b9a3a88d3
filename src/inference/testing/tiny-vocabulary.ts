/** A vocabulary as the file stores it. Token types: 1 normal, 2 unknown, 3 control, 4 user-defined, 6 byte. */
export type Vocabulary = {
  readonly kind: 'bpe' | 'spm';
  readonly tokens: readonly string[];
  readonly types: readonly number[];
  readonly merges: readonly string[];
  readonly scores: readonly number[];
  readonly ids: { readonly bos: number; readonly eos: number; readonly unknown: number; readonly pad?: number };
  readonly addBos: boolean;
};

export type VocabularyOptions = {
  /** Fill up to this many tokens; fewer than the base vocabulary has changes nothing. */
  readonly size?: number;
  /** Texts that get a token each (see `recital`). */
  readonly pieces?: readonly string[];
};

const WORDS =
  'the of and to a in is it you that was for on are with as be this have from or one had by word but not what all were we when your can ' +
  'said there use an each which she do how their if will up other about out many then them these so some her would make like him into ' +
  'time has look two more write go see number no way could people my than first water been call who now find long down day did get come ' +
  'made may part over new sound take only little work know place year live me back give most very after thing our just name good ' +
  'sentence man think say great where help through much before line right too mean old any same tell follow came want show also around ' +
  'form three small set put end does another well large must big even such because turn here why ask went men read need land different ' +
  'home us move try kind hand picture again change off play spell air away animal house point page letter mother answer found study ' +
  'still learn should plan peer agree challenge support propose question library budget risk team test user code';
const MARKS = ['. ', ', ', '? ', '! ', ': ', '\n\n', '> ', '- ', '  ', '    ', '"', "'s", "n't", '/', '(', ')'];

/** Byte pair encoding over the GPT-2 byte alphabet: every prefix of a word of the list is a token, made by one merge. */
export function bpeVocabulary(options: VocabularyOptions = {}): Vocabulary {
  const table = tokenTable();
  for (const name of ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<|pad|>']) table.add(name, 3);
  for (let byte = 0; byte < 256; byte += 1) table.add(byteLetter(byte), 1);
  const merges: string[] = [];
  const spellings = [...words().map((word) => ` ${word}`), ...words(), ...MARKS];
  for (const spelling of spellings) {
    const letters = byteLetters(spelling);
    for (let end = 2; end <= letters.length; end += 1) {
      if (!table.add(letters.slice(0, end).join(''), 1)) continue;
      merges.push(`${letters.slice(0, end - 1).join('')} ${letters[end - 1]}`);
    }
  }
  for (const piece of options.pieces ?? []) table.add(byteLetters(piece).join(''), 1);
  fillUp(table, options.size ?? 0, '\u0120');
  const { tokens, types } = table;
  return { kind: 'bpe', tokens, types, merges, scores: [], ids: { bos: 1, eos: 2, unknown: 0, pad: 3 }, addBos: false };
}

/** SentencePiece with a token for each byte to fall back on. */
export function spmVocabulary(options: VocabularyOptions = {}): Vocabulary {
  const table = tokenTable();
  table.add('<unk>', 2);
  for (const name of ['<s>', '</s>', '<|im_start|>', '<|im_end|>']) table.add(name, 3);
  for (let byte = 0; byte < 256; byte += 1) table.add(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`, 6);
  for (let code = 0x21; code < 0x7f; code += 1) table.add(String.fromCharCode(code), 1);
  table.add('\u2581', 1);
  const plain = table.tokens.length;
  for (const spelling of [
    ...words().map((word) => ` ${word}`),
    ...words(),
    ...MARKS.filter((mark) => !mark.includes('\n')),
  ]) {
    const letters = spelling.replaceAll(' ', '\u2581').split('');
    for (let end = 2; end <= letters.length; end += 1) table.add(letters.slice(0, end).join(''), 1);
  }
  for (const piece of options.pieces ?? []) table.add(piece.replaceAll(' ', '\u2581'), 1);
  fillUp(table, options.size ?? 0, '\u2581');
  const { tokens, types } = table;
  const scores = tokens.map((_, id) => (id < plain ? (types[id] === 1 ? -10_000 : 0) : plain - id - 1));
  return { kind: 'spm', tokens, types, merges: [], scores, ids: { bos: 1, eos: 4, unknown: 0 }, addBos: true };
}

/**
 * Cuts a text into pieces that all differ, word by word: a piece that occurred before is lengthened by the next word. With a
 * token for each, every token has one successor, so a model that only looks at the last token can recite any text.
 */
export function recital(text: string): readonly string[] {
  const words = text.match(/\s*\S+|\s+$/g) ?? [];
  const pieces: string[] = [];
  let pending = '';
  for (const word of words) {
    pending += word;
    if (pieces.includes(pending)) continue;
    pieces.push(pending);
    pending = '';
  }
  // what is left over repeats an earlier piece: the last piece takes it, and so differs even more
  if (pending !== '') pieces.push(`${pieces.pop() ?? ''}${pending}`);
  return pieces;
}

/** A piece as its token is spelt in the vocabulary. */
export function spelt(vocabulary: Pick<Vocabulary, 'kind'>, piece: string): string {
  return vocabulary.kind === 'bpe' ? byteLetters(piece).join('') : piece.replaceAll(' ', '\u2581');
}

type Table = { readonly tokens: string[]; readonly types: number[]; add(token: string, type: number): boolean };

function tokenTable(): Table {
  const seen = new Set<string>();
  const table: Table = {
    tokens: [],
    types: [],
    add(token, type) {
      if (seen.has(token)) return false;
      seen.add(token);
      table.tokens.push(token);
      table.types.push(type);
      return true;
    },
  };
  return table;
}

const words = (): readonly string[] => WORDS.split(' ');

/** Tokens that no text reaches. */
function fillUp(table: Table, size: number, space: string): void {
  for (let count = 0; table.tokens.length < size; count += 1) table.add(`${space}qz${count.toString(36)}x`, 1);
}

const LETTERS = byteAlphabet();

const byteLetter = (byte: number): string => LETTERS[byte] ?? '';
const byteLetters = (text: string): readonly string[] => [...Buffer.from(text, 'utf8')].map(byteLetter);

/** GPT-2's alphabet: printable Latin-1 stands for itself, the other bytes for letters from U+0100 on, in order. */
function byteAlphabet(): readonly string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    return String.fromCharCode(printable ? byte : next++);
  });
}
