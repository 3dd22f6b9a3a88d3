import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { ByteSource } from './byte-source.ts';
import { demand, Refusal, refuse, type GgufFailure, type GgufHeader } from './header.ts';
import { keysOf, type Keys } from './key-types.ts';
import { readMetadata, type Metadata } from './metadata.ts';
import { alignmentOf, checkModel, type ModelShape } from './model-checks.ts';
import { fileTypeName } from './tensor-types.ts';
import { readTensors, type TensorSummary } from './tensors.ts';
import { checkTokenizer } from './tokenizer-checks.ts';

const NOT_GGUF = 'not a supported GGUF';
/** Far above any real file; each pair and each tensor also has a least size that the file's length must allow. */
const MOST_KEYS = 1 << 16;
const MOST_TENSORS = 1 << 16;
const LEAST_KEY = 14;
const LEAST_TENSOR = 33;

/**
 * Reads the header of a GGUF file before any library may see it, and refuses what contradicts itself, the file's length or what
 * native readers take for granted: those hang on or die of such files. Reads the header only, in bounded memory; the
 * weights' values are not looked at. Source of the format: docs/gguf.md of ggml (MIT); the reader is our own.
 */
export async function preflight(path: string): Promise<Result<GgufHeader, GgufFailure>> {
  let file: FileHandle | undefined;
  try {
    // asked before opening: opening a pipe would wait for its writer
    const about = await stat(path);
    if (!about.isFile()) return fail({ kind: 'missing', detail: 'this is not a regular file' });
    file = await open(path, constants.O_RDONLY);
    return ok(await readHeader(new ByteSource(file, (await file.stat()).size)));
  } catch (error) {
    if (error instanceof Refusal) return fail(error.failure);
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    return fail({
      kind: 'missing',
      detail: code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`,
    });
  } finally {
    await file?.close();
  }
}

async function readHeader(source: ByteSource): Promise<GgufHeader> {
  const version = await readVersion(source);
  await source.fill(16, 'the counts of tensors and keys');
  const tensorCount = countOf(source.u64(), {
    what: 'tensors',
    least: LEAST_TENSOR,
    most: MOST_TENSORS,
    left: source.left,
  });
  const keyCount = countOf(source.u64(), { what: 'keys', least: LEAST_KEY, most: MOST_KEYS, left: source.left });
  const metadata = await readMetadata(source, keyCount);
  const keys = keysOf(metadata.values);
  const shape = checkModel(keys);
  const tokenizer = checkTokenizer(keys, metadata);
  demand(tensorCount > 0, () => 'the file holds no tensors');
  const tensors = await readTensors(source, tensorCount, alignmentOf(keys));
  checkEmbeddings(tensors, shape, tokenizer.vocabSize);
  return {
    version,
    name: (keys.text('general.name') ?? shape.architecture).slice(0, 200),
    quantisation: fileTypeName(keys.u32('general.file_type') ?? -1) ?? tensors.dominantType,
    ...shape,
    ...tokenizer,
    ...templateOf(keys, metadata),
    parameters: tensors.parameters,
    size: source.size,
    headerSize: tensors.start,
  };
}

/** Magic and version. What is often met in a model's place is called by its name. */
async function readVersion(source: ByteSource): Promise<number> {
  if (source.size < 24) refuse('corrupt', `${NOT_GGUF}: the file has ${source.size} bytes`);
  await source.fill(24, 'the magic');
  const magic = source.latin1(4);
  if (magic !== 'GGUF') refuse('unsupported', `${NOT_GGUF}: ${nameForeign(magic)}`);
  const version = source.u32();
  if (version === 2 || version === 3) return version;
  if (version !== 0 && (version & 0xffff) === 0) refuse('unsupported', `${NOT_GGUF}: the file is big-endian`);
  const why = version > 3 ? 'newer than this program knows' : 'too old';
  return refuse('unsupported', `${NOT_GGUF}: its version is ${version}, which is ${why}; known are 2 and 3`);
}

function nameForeign(magic: string): string {
  if (/^<(!do|htm|\?xm)/i.test(magic)) return 'it is a web page';
  if (magic === 'FUGG') return 'it is big-endian';
  if (/^(lmgg|fmgg|tjgg|algg)$/.test(magic)) return 'it is in the older GGML format';
  if (magic === 'vers') return 'it looks like a Git LFS pointer: the file itself has not been fetched';
  if (magic.startsWith('PK')) return 'it is a zip archive';
  if (magic === '\0\0\0\0') return 'it begins with zeros';
  return 'it does not begin with the letters GGUF';
}

type Count = { readonly what: string; readonly least: number; readonly most: number; readonly left: number };

function countOf(claimed: bigint, { what, least, most, left }: Count): number {
  demand(
    claimed * BigInt(least) <= BigInt(left),
    () => `the file claims ${claimed} ${what}, more than its ${left} bytes can hold`,
  );
  if (claimed > BigInt(most)) refuse('unsupported', `the file has ${claimed} ${what}, over ${most}`);
  return Number(claimed);
}

function checkEmbeddings(tensors: TensorSummary, shape: ModelShape, vocabSize: number): void {
  const dims = tensors.embeddings;
  demand(dims !== undefined, () => 'the tensor token_embd.weight is missing');
  demand(
    dims.length === 2 && dims[0] === shape.embedding && dims[1] === vocabSize,
    () => `token_embd.weight is ${dims.join(' x ')}, not ${shape.embedding} x ${vocabSize}`,
  );
}

function templateOf(keys: Keys, metadata: Metadata): Pick<GgufHeader, 'kind' | 'chatTemplate' | 'chatTemplateHash'> {
  // some files hold a list of named templates in this place: then there is no single one to use
  if (metadata.values.get('tokenizer.chat_template')?.type === 'array') return { kind: 'base' };
  const chatTemplate = keys.text('tokenizer.chat_template') ?? '';
  if (chatTemplate.trim() === '') return { kind: 'base' };
  return { kind: 'chat', chatTemplate, chatTemplateHash: createHash('sha256').update(chatTemplate).digest('hex') };
}
