import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preflight } from '../../src/inference/gguf/preflight.ts';
import { writeTinyGguf } from '../../src/inference/testing/tiny-gguf.ts';
import { TREE } from './parley.ts';

/** A tree like this one, built, whose catalogue has one tiny model that a source under the test's control may offer. */
export type ModelTree = {
  readonly tree: string;
  readonly models: string;
  /** The model's file as the catalogue wants it. */
  readonly content: Buffer;
  readonly sha256: string;
  readonly file: string;
  readonly part: string;
  remove(): void;
};

export const MODEL = { id: 'tiny-model', name: 'Tiny model', file: 'tiny.gguf' } as const;

export async function modelTree(): Promise<ModelTree> {
  const tree = mkdtempSync(join(tmpdir(), 'parley-tree-'));
  const models = join(tree, 'models');
  mkdirSync(models);
  cpSync(join(TREE, 'out'), join(tree, 'out'), { recursive: true, filter: (path) => !path.endsWith('.map') });
  copyFileSync(join(TREE, 'package.json'), join(tree, 'package.json'));
  for (const folder of ['node_modules', 'scenarios']) symlinkSync(join(TREE, folder), join(tree, folder), 'dir');
  const original = join(tree, 'original.gguf');
  await writeTinyGguf(original, { seed: 5 });
  const content = readFileSync(original);
  const sha256 = createHash('sha256').update(content).digest('hex');
  writeFileSync(
    join(models, 'catalog.json'),
    JSON.stringify({ version: 1, models: [await entryOf(original, { size: content.length, sha256 })] }),
  );
  rmSync(original);
  const file = join(models, MODEL.file);
  return {
    ...{ tree, models, content, sha256, file },
    part: `${file}.part`,
    remove: () => rmSync(tree, { recursive: true, force: true }),
  };
}

async function entryOf(path: string, { size, sha256 }: { readonly size: number; readonly sha256: string }) {
  const header = await preflight(path);
  if (!header.ok) throw new Error(header.failure.detail);
  const { architecture, parameters, layers, kvHeads, headDim, valueDim, embedding, vocabSize } = header.value;
  return {
    ...MODEL,
    ...{ size, sha256 },
    licence: 'CC0-1.0',
    context: 2048,
    kind: 'chat',
    quantisation: 'F32',
    note: 'A model of random weights, for tests.',
    facts: { architecture, parameters, layers, kvHeads, headDim, valueDim, embedding, vocabSize },
    sources: [{ kind: 'huggingface', repo: 'some/model', revision: 'abc', file: MODEL.file }],
  };
}
