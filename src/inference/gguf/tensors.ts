import type { ByteSource } from './byte-source.ts';
import { demand, refuse } from './header.ts';
import { TENSOR_TYPES } from './tensor-types.ts';

/** What the checks after the walk need of the weights. */
export type TensorSummary = {
  /** Dimensions of the token embeddings, fastest first; absent where there is no such tensor. */
  readonly embeddings?: readonly number[];
  /** Values of all tensors together: the model's parameters. */
  readonly parameters: number;
  /** The type that holds most bytes. */
  readonly dominantType: string;
  /** Position in the file of the first tensor, and of the first byte after the last one. */
  readonly start: number;
  readonly end: number;
};

type Walk = {
  readonly alignment: bigint;
  readonly names: Set<string>;
  readonly bytesByType: Map<string, bigint>;
  /** Where the next tensor must begin, relative to the first: the native reader takes no gap and no overlap. */
  next: bigint;
  parameters: bigint;
  /** End of the last tensor without its padding. */
  end: bigint;
  embeddings?: readonly number[];
};

const MAX_DIMS = 4;
const MAX_NAME = 63;
const NO_SIZE = 0n;

/** Walks `count` tensor descriptions and lays them out against the file's length. `alignment` is a power of two. */
export async function readTensors(source: ByteSource, count: number, alignment: number): Promise<TensorSummary> {
  const walk: Walk = {
    alignment: BigInt(alignment),
    names: new Set(),
    bytesByType: new Map(),
    parameters: 0n,
    next: 0n,
    end: 0n,
  };
  for (let index = 0; index < count; index += 1) await readTensor(source, walk, `tensor ${index + 1} of ${count}`);
  const start = padded(BigInt(source.position), walk.alignment);
  const end = start + walk.end;
  demand(
    end <= BigInt(source.size),
    () => `its tensors end at byte ${end}, but the file at ${source.size} (truncated?)`,
  );
  return {
    ...(walk.embeddings === undefined ? {} : { embeddings: walk.embeddings }),
    parameters: Number(walk.parameters),
    dominantType: dominant(walk.bytesByType),
    start: Number(start),
    end: Number(end),
  };
}

async function readTensor(source: ByteSource, walk: Walk, what: string): Promise<void> {
  const name = await readName(source, what);
  demand(!walk.names.has(name), () => `the tensor ${name} occurs twice`);
  walk.names.add(name);
  await source.fill(4, what);
  const dims = await readDims(source, name);
  await source.fill(12, name);
  const bytes = bytesOf(source, name, dims);
  const offset = source.u64();
  demand(
    offset % walk.alignment === 0n,
    () => `${name} begins at ${offset}, which is not a multiple of ${walk.alignment}`,
  );
  demand(offset >= walk.next, () => `${name} at ${offset} overlaps the tensor before it, which ends at ${walk.next}`);
  demand(offset === walk.next, () => `${name} begins at ${offset} and leaves a gap after ${walk.next}`);
  walk.end = offset + bytes.size;
  demand(
    walk.end <= BigInt(source.size),
    () => `${name} ends at ${walk.end}, beyond the ${source.size} bytes of the file (truncated?)`,
  );
  walk.next = padded(walk.end, walk.alignment);
  walk.parameters += dims.reduce((product, dim) => product * dim, 1n);
  walk.bytesByType.set(bytes.type, (walk.bytesByType.get(bytes.type) ?? NO_SIZE) + bytes.size);
  if (name === 'token_embd.weight') walk.embeddings = dims.map(Number);
}

async function readName(source: ByteSource, what: string): Promise<string> {
  await source.fill(8, what);
  const length = source.length(what);
  demand(
    length > 0 && length <= MAX_NAME,
    () => `the name of ${what} is ${length} bytes long, it may have 1 to ${MAX_NAME}`,
  );
  await source.fill(length, what);
  return source.latin1(length);
}

async function readDims(source: ByteSource, name: string): Promise<readonly bigint[]> {
  const count = source.u32();
  demand(count >= 1 && count <= MAX_DIMS, () => `a tensor has ${count} dimensions, it may have 1 to ${MAX_DIMS}`);
  await source.fill(count * 8, name);
  const dims: bigint[] = [];
  for (let index = 0; index < count; index += 1) {
    const dim = source.u64();
    demand(dim > 0n, () => `dimension ${index} of ${name} is 0`);
    dims.push(dim);
  }
  return dims;
}

function bytesOf(
  source: ByteSource,
  name: string,
  dims: readonly bigint[],
): { readonly size: bigint; readonly type: string } {
  const id = source.u32();
  const type = TENSOR_TYPES.get(id);
  if (type === undefined) refuse('unsupported', `a tensor has the type ${id}, which this version does not know`);
  const row = dims[0] ?? NO_SIZE;
  const block = BigInt(type.block);
  demand(
    row % block === 0n,
    () => `a row of ${name} has ${row} values, which blocks of ${type.block} (${type.name}) do not fill`,
  );
  const values = dims.reduce((product, dim) => product * dim, 1n);
  return { size: (values / block) * BigInt(type.bytes), type: type.name };
}

const padded = (position: bigint, alignment: bigint): bigint => ((position + alignment - 1n) / alignment) * alignment;

function dominant(bytesByType: ReadonlyMap<string, bigint>): string {
  let best = 'none';
  let most = -1n;
  for (const [type, bytes] of bytesByType) {
    if (bytes <= most) continue;
    best = type;
    most = bytes;
  }
  return best;
}
