/** Types the generator can write, with their number in the file and their `general.file_type`. */
export const TENSOR_FORMATS = {
  f32: { id: 0, fileType: 0, block: 1, bytes: 4 },
  f16: { id: 1, fileType: 1, block: 1, bytes: 2 },
  q4_0: { id: 2, fileType: 2, block: 32, bytes: 18 },
  q8_0: { id: 8, fileType: 7, block: 32, bytes: 34 },
} as const;

export type TensorFormat = keyof typeof TENSOR_FORMATS;

/** Bytes of `count` values, a multiple of the format's block. */
export function encodedSize(format: TensorFormat, count: number): number {
  const { block, bytes } = TENSOR_FORMATS[format];
  return (count / block) * bytes;
}

/** Values as the format stores them (plain loops: the largest preset has 135 million); the quantised ones round each block of 32 to a scale and small integers. */
export function encodeTensor(format: TensorFormat, values: Float32Array): Buffer {
  const out = Buffer.alloc(encodedSize(format, values.length));
  switch (format) {
    case 'f32':
      for (let index = 0; index < values.length; index += 1) out.writeFloatLE(values[index] ?? 0, index * 4);
      break;
    case 'f16':
      for (let index = 0; index < values.length; index += 1) out.writeUInt16LE(halfBits(values[index] ?? 0), index * 2);
      break;
    case 'q8_0':
      eachBlock(values, (block, index) => writeQ8(out, index * 34, block));
      break;
    case 'q4_0':
      eachBlock(values, (block, index) => writeQ4(out, index * 18, block));
      break;
  }
  return out;
}

function eachBlock(values: Float32Array, write: (block: Float32Array, index: number) => void): void {
  for (let index = 0; index * 32 < values.length; index += 1)
    write(values.subarray(index * 32, index * 32 + 32), index);
}

/** The value of largest magnitude, sign kept. */
function extreme(block: Float32Array): number {
  let found = 0;
  for (let index = 0; index < block.length; index += 1) {
    const value = block[index] ?? 0;
    if (Math.abs(value) > Math.abs(found)) found = value;
  }
  return found;
}

function writeQ8(out: Buffer, at: number, block: Float32Array): void {
  const scale = Math.abs(extreme(block)) / 127;
  const factor = scale === 0 ? 0 : 1 / scale;
  out.writeUInt16LE(halfBits(scale), at);
  for (let index = 0; index < block.length; index += 1) {
    const level = Math.round((block[index] ?? 0) * factor);
    out[at + 2 + index] = Math.max(-127, Math.min(127, level)) & 0xff;
  }
}

/** Levels 0 to 15 stand for -8 to 7 times the scale, whose sign puts the extreme at -8; the halves of a block share bytes. */
function writeQ4(out: Buffer, at: number, block: Float32Array): void {
  const scale = extreme(block) / -8;
  out.writeUInt16LE(halfBits(scale), at);
  const level = (value: number): number =>
    scale === 0 ? 8 : Math.max(0, Math.min(15, Math.floor(value / scale + 8.5)));
  for (let index = 0; index < 16; index += 1) {
    out[at + 2 + index] = level(block[index] ?? 0) | (level(block[index + 16] ?? 0) << 4);
  }
}

const view = new DataView(new ArrayBuffer(4));

/** IEEE 754 half of a number, ties to even; too small becomes 0, too large infinity. */
export function halfBits(value: number): number {
  view.setFloat32(0, value);
  const single = view.getUint32(0);
  const sign = (single >>> 16) & 0x8000;
  const magnitude = single & 0x7fffffff;
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  if (magnitude < 0x38800000) return sign | roundEven(Math.abs(value) * 2 ** 24);
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded >>> 13) - (112 << 10));
}

function roundEven(value: number): number {
  const low = Math.floor(value);
  const over = value - low;
  return over > 0.5 || (over === 0.5 && low % 2 === 1) ? low + 1 : low;
}
