/** Value types of the format, as tests name them. */
export const GGUF_TYPES = {
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

export type GgufType = keyof typeof GGUF_TYPES;
type Scalar = string | number | bigint | boolean;

/** One key-value pair: a scalar, or an array of one type. `raw` is written as it stands, type number and all. */
export type KeyValue =
  | { readonly key: string; readonly type: Exclude<GgufType, 'array'>; readonly value: Scalar }
  | { readonly key: string; readonly type: 'array'; readonly of: GgufType; readonly value: readonly Scalar[] }
  | { readonly key: string; readonly type: 'raw'; readonly bytes: Buffer };

export type TensorEntry = {
  readonly name: string;
  readonly dims: readonly (number | bigint)[];
  readonly type: number;
  readonly offset: number | bigint;
};

export type HeaderParts = { readonly pairs: readonly KeyValue[]; readonly tensors: readonly TensorEntry[] };

/**
 * Positions in a header, for tests that patch it: `version`, `tensorCount`, `keyCount`; for each pair `key:NAME` (the key's length),
 * `type:NAME` and `value:NAME` (of an array: its element type, the count four bytes on); for each tensor `tensor:NAME` (the name's
 * length), `dims:NAME` (the number of dimensions, the first one four bytes on), `tensorType:NAME`, `offset:NAME`.
 */
export type Marks = ReadonlyMap<string, number>;

/** The header of a GGUF v3 file, not padded. Values are written as they are given: nothing is checked. */
export function headerBytes({ pairs, tensors }: HeaderParts): { readonly bytes: Buffer; readonly marks: Marks } {
  const marks = new Map<string, number>([
    ['version', 4],
    ['tensorCount', 8],
    ['keyCount', 16],
  ]);
  const chunks: Buffer[] = [Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(pairs.length)];
  let length = 24;
  const put = (name: string | undefined, bytes: Buffer): void => {
    if (name !== undefined) marks.set(name, length);
    chunks.push(bytes);
    length += bytes.length;
  };
  for (const pair of pairs) {
    put(`key:${pair.key}`, text(pair.key));
    if (pair.type === 'raw') {
      put(`type:${pair.key}`, pair.bytes);
      continue;
    }
    put(`type:${pair.key}`, u32(GGUF_TYPES[pair.type]));
    if (pair.type !== 'array') {
      put(`value:${pair.key}`, scalar(pair.type, pair.value));
      continue;
    }
    put(`value:${pair.key}`, Buffer.concat([u32(GGUF_TYPES[pair.of]), u64(pair.value.length)]));
    put(undefined, Buffer.concat(pair.value.map((value) => scalar(pair.of, value))));
  }
  for (const { name, dims, type, offset } of tensors) {
    put(`tensor:${name}`, text(name));
    put(`dims:${name}`, Buffer.concat([u32(dims.length), ...dims.map(u64)]));
    put(`tensorType:${name}`, u32(type));
    put(`offset:${name}`, u64(offset));
  }
  return { bytes: Buffer.concat(chunks), marks };
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

export function u64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
  return bytes;
}

export function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([u64(bytes.length), bytes]);
}

function scalar(type: GgufType, value: Scalar): Buffer {
  const bytes = Buffer.alloc(8);
  switch (type) {
    case 'string':
      return text(String(value));
    case 'u8':
    case 'i8':
    case 'bool':
      return Buffer.of(Number(value) & 0xff);
    case 'u16':
    case 'i16':
      bytes.writeUInt16LE(Number(value) & 0xffff);
      return bytes.subarray(0, 2);
    case 'u32':
    case 'i32':
      return u32(Number(value));
    case 'f32':
      bytes.writeFloatLE(Number(value));
      return bytes.subarray(0, 4);
    case 'f64':
      bytes.writeDoubleLE(Number(value));
      return bytes;
    case 'array':
      throw new Error('an array of arrays is written as raw bytes');
    default:
      return u64(BigInt(value));
  }
}
