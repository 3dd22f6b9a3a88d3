import { LONGEST, type ByteSource } from './byte-source.ts';
import { demand, refuse } from './header.ts';
import { tokenWalk, type TokenWalk } from './token-walk.ts';

/** Value types of the format, by number. */
export const TYPE = {
  u8: 0,
  i8: 1,
  u16: 2,
  i16: 3,
  u32: 4,
  i32: 5,
  f32: 6,
  bool: 7,
  string: 8,
  array: 9,
  u64: 10,
  i64: 11,
  f64: 12,
} as const;

/** Bytes of each fixed-size type. */
const WIDTH: ReadonlyMap<number, number> = new Map([
  [TYPE.u8, 1],
  [TYPE.i8, 1],
  [TYPE.u16, 2],
  [TYPE.i16, 2],
  [TYPE.u32, 4],
  [TYPE.i32, 4],
  [TYPE.f32, 4],
  [TYPE.bool, 1],
  [TYPE.u64, 8],
  [TYPE.i64, 8],
  [TYPE.f64, 8],
]);

/** Long strings and arrays are measured and passed over; only what a check or the header needs is kept. */
export type MetaValue =
  | { readonly type: 'number'; readonly of: number; readonly value: number | bigint | boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'array'; readonly of: number; readonly count: number; readonly numbers?: readonly number[] };

export type Metadata = { readonly values: ReadonlyMap<string, MetaValue>; readonly tokens: TokenWalk };

/** What a short array of integers may hold and still be kept: one value per layer. */
const KEPT_NUMBERS = 1024;
/** Strings in one header, all arrays together: twice the largest known vocabulary with its merges fits many times. */
const STRINGS_LIMIT = 4_000_000;
const KEY_PATTERN = /^[A-Za-z0-9_][A-Za-z0-9_.\-/ ]*$/;
/** Keys become property paths in readers written in JavaScript. */
const UNSAFE_SEGMENT = /(^|\.)(__proto__|constructor|prototype)(\.|$)/;

/** Walks `count` key-value pairs. Keys must be unique, plain and not empty; arrays are never nested. */
export async function readMetadata(source: ByteSource, count: number): Promise<Metadata> {
  const values = new Map<string, MetaValue>();
  const walk: Walk = { source, tokens: tokenWalk(), strings: 0 };
  for (let index = 0; index < count; index += 1) {
    const key = await readKey(source, `key ${index + 1} of ${count}`);
    demand(!values.has(key), () => `the key ${key} occurs twice`);
    await source.fill(4, `the type of ${key}`);
    values.set(key, await readValue(walk, key));
  }
  return { values, tokens: walk.tokens };
}

type Walk = { readonly source: ByteSource; readonly tokens: TokenWalk; strings: number };

async function readKey(source: ByteSource, what: string): Promise<string> {
  await source.fill(8, what);
  const length = source.length(what);
  demand(length > 0 && length <= 256, () => `${what} is ${length} bytes long, a key has 1 to 256`);
  await source.fill(length, what);
  const key = source.latin1(length);
  demand(KEY_PATTERN.test(key) && !UNSAFE_SEGMENT.test(key), () => `${what} is not a plain name`);
  return key;
}

async function readValue(walk: Walk, key: string): Promise<MetaValue> {
  const type = walk.source.u32();
  if (type === TYPE.array) return readArray(walk, key);
  if (type === TYPE.string) return { type: 'string', value: await readString(walk.source, key) };
  return readNumber(walk.source, key, type);
}

async function readString(source: ByteSource, key: string): Promise<string> {
  await source.fill(8, `the length of ${key}`);
  const length = source.length(key);
  if (length > LONGEST) refuse('unsupported', `the text of ${key} is longer than ${LONGEST} bytes`);
  await source.fill(length, key);
  return source.view(length).toString('utf8');
}

async function readNumber(source: ByteSource, key: string, of: number): Promise<MetaValue> {
  const width = WIDTH.get(of);
  demand(width !== undefined, () => `${key} has the unknown value type ${of}`);
  await source.fill(width, key);
  return { type: 'number', of, value: takeNumber(source, of, key) };
}

function takeNumber(source: ByteSource, of: number, key: string): number | bigint | boolean {
  switch (of) {
    case TYPE.u8:
      return source.u8();
    case TYPE.i8:
      return (source.u8() << 24) >> 24;
    case TYPE.u16:
      return source.u16();
    case TYPE.i16:
      return (source.u16() << 16) >> 16;
    case TYPE.u32:
      return source.u32();
    case TYPE.i32:
      return source.i32();
    case TYPE.f32:
      return source.f32();
    case TYPE.bool: {
      const value = source.u8();
      demand(value <= 1, () => `${key} is neither true nor false but ${value}`);
      return value === 1;
    }
    case TYPE.i64:
      return BigInt.asIntN(64, source.u64());
    case TYPE.f64:
      return source.view(8).readDoubleLE(0);
    default:
      return source.u64();
  }
}

async function readArray(walk: Walk, key: string): Promise<MetaValue> {
  const { source } = walk;
  await source.fill(12, `the array ${key}`);
  const of = source.u32();
  demand(of !== TYPE.array, () => `${key} is an array of arrays, which the format's readers do not take`);
  const claimed = source.u64();
  const least = of === TYPE.string ? 8 : WIDTH.get(of);
  demand(least !== undefined, () => `${key} is an array of the unknown type ${of}`);
  demand(
    claimed * BigInt(least) <= BigInt(source.left),
    () => `${key} claims ${claimed} values, more than the ${source.left} bytes left in the file can hold`,
  );
  const count = Number(claimed);
  if (of === TYPE.string) await readStrings(walk, key, count);
  else if (key === 'tokenizer.ggml.token_type') await walk.tokens.readTypes(source, of, count);
  else if (count <= KEPT_NUMBERS)
    return { type: 'array', of, count, numbers: await readNumbers(source, { key, of, count }) };
  else source.skip(claimed * BigInt(least), key);
  return { type: 'array', of, count };
}

async function readNumbers(
  source: ByteSource,
  array: { readonly key: string; readonly of: number; readonly count: number },
): Promise<readonly number[]> {
  const numbers: number[] = [];
  for (let index = 0; index < array.count; index += 1) {
    await source.fill(8 <= source.left ? 8 : source.left, array.key);
    numbers.push(Number(takeNumber(source, array.of, array.key)));
  }
  return numbers;
}

async function readStrings(walk: Walk, key: string, count: number): Promise<void> {
  const { source } = walk;
  walk.strings += count;
  if (walk.strings > STRINGS_LIMIT) refuse('unsupported', `${key} brings the header over ${STRINGS_LIMIT} strings`);
  const collect = key === 'tokenizer.ggml.tokens' ? walk.tokens : undefined;
  collect?.begin(count);
  for (let index = 0; index < count; index += 1) {
    if (!source.has(8)) await source.fill(8, `string ${index} of ${key}`);
    const length = source.length(key);
    if (collect === undefined) {
      source.pass(length);
      continue;
    }
    if (length > collect.longest) refuse('corrupt', `token ${index} is ${length} bytes long, over ${collect.longest}`);
    if (!source.has(length)) await source.fill(length, `token ${index}`);
    const at = source.take(length);
    collect.add(source.window, at, at + length);
  }
}
