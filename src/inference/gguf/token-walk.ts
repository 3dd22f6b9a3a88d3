import { ByteSet } from './byte-set.ts';
import type { ByteSource } from './byte-source.ts';
import { demand, refuse } from './header.ts';

/** Token types of the format. */
export const TOKEN = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

/** Four times the largest known vocabulary. */
export const VOCABULARY_LIMIT = 1 << 20;

/** Bytes of all tokens together; the largest known vocabulary has under 3 MiB. */
const TEXT_LIMIT = 12 << 20;

/** The vocabulary as it is walked: what the checks need of each token, and its text only where that looks like markup. */
export interface TokenWalk {
  /** Longest token in bytes. */
  readonly longest: number;
  /** Undefined until the array has been met; the number of its entries afterwards. */
  readonly count: number | undefined;
  readonly types: Uint8Array | undefined;
  /** The first token that occurred before. */
  readonly duplicate: string | undefined;
  /** Bit mask of each token: see MARK. */
  readonly marks: Uint8Array;
  readonly markup: ReadonlyMap<number, string>;
  begin(count: number): void;
  add(bytes: Buffer, start: number, end: number): void;
  readTypes(source: ByteSource, of: number, count: number): Promise<void>;
  /** How many of the 256 bytes neither `<0xNN>` nor a token of that one byte stands for. */
  missingBytes(): number;
}

export const MARK = { byteForm: 1, markup: 2, pipeMarkup: 4 } as const;

const BYTE_FORM = /^<0x([0-9A-F]{2})>$/;
const MARKUP = /^(?:<[^\s<>]{1,62}>|\[[A-Za-z_/|][^\s[\]]{0,61}\])$/;
/** The second is the full-width bar that DeepSeek's markup has. */
const PIPES = /^<[|\uff5c].*>$/;
const LONGEST_MARKUP = 64;
const I32 = 5;
const U32 = 4;

export function tokenWalk(): TokenWalk {
  let count: number | undefined;
  let types: Uint8Array | undefined;
  let duplicate: string | undefined;
  let marks = new Uint8Array(0);
  let next = 0;
  let seen = new ByteSet(0, 0);
  const markup = new Map<number, string>();
  const present = new Uint8Array(256);
  const remember = (bytes: Buffer, start: number, end: number): void => {
    const added = seen.add(bytes, start, end);
    if (added === 'exhausted') refuse('unsupported', 'the texts of its tokens are too long or too much alike');
    if (!added) duplicate ??= bytes.toString('utf8', start, end);
  };
  return {
    longest: 16 << 10,
    get count() {
      return count;
    },
    get types() {
      return types;
    },
    get duplicate() {
      return duplicate;
    },
    get marks() {
      return marks;
    },
    markup,
    begin(announced) {
      checkCount('tokenizer.ggml.tokens', announced);
      count = announced;
      marks = new Uint8Array(announced);
      seen = new ByteSet(announced, TEXT_LIMIT);
    },
    add(bytes, start, end) {
      // llama.cpp gives an empty token this name, so another token of that name is a duplicate
      if (start === end) {
        const name = Buffer.from(`[EMPTY_${next}]`);
        remember(name, 0, name.length);
      } else {
        remember(bytes, start, end);
        marks[next] = markOf(bytes, { start, end }, present);
        if (((marks[next] ?? 0) & MARK.markup) !== 0) markup.set(next, bytes.toString('utf8', start, end));
      }
      next += 1;
      if (next === count) seen = new ByteSet(0, 0);
    },
    async readTypes(source, of, announced) {
      checkCount('tokenizer.ggml.token_type', announced);
      types = await readTokenTypes(source, of, announced);
    },
    missingBytes: () => present.reduce((missing, here) => missing + 1 - here, 0),
  };
}

function checkCount(key: string, count: number): void {
  if (count > VOCABULARY_LIMIT) refuse('unsupported', `${key} has ${count} entries, over ${VOCABULARY_LIMIT}`);
}

/** Also notes in `present` the byte that the token stands for. */
function markOf(
  bytes: Buffer,
  { start, end }: { readonly start: number; readonly end: number },
  present: Uint8Array,
): number {
  const first = bytes[start] ?? 0;
  if (end - start === 1) present[first] = 1;
  if ((first !== 0x3c && first !== 0x5b) || end - start > LONGEST_MARKUP) return 0;
  const text = bytes.toString('utf8', start, end);
  const byte = BYTE_FORM.exec(text);
  if (byte !== null) {
    present[Number.parseInt(byte[1] ?? '', 16)] = 1;
    return MARK.byteForm;
  }
  if (!MARKUP.test(text)) return 0;
  return PIPES.test(text) ? MARK.markup | MARK.pipeMarkup : MARK.markup;
}

async function readTokenTypes(source: ByteSource, of: number, count: number): Promise<Uint8Array> {
  demand(of === I32 || of === U32, () => `tokenizer.ggml.token_type is an array of type ${of}, not of 32-bit integers`);
  const types = new Uint8Array(count);
  for (let index = 0; index < count; index += 1) {
    if (!source.has(4)) await source.fill(4, 'tokenizer.ggml.token_type');
    const type = source.u32();
    if (type < TOKEN.normal || type > TOKEN.byte) {
      refuse('corrupt', `token ${index} has the type ${type}, which is not 1 to 6`);
    }
    types[index] = type;
  }
  return types;
}
