import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GgufHeader } from '../gguf/header.ts';
import type { CatalogEntry } from './catalog.ts';
import { altered, isModelFile, type Library } from './find.ts';
import { headerOf } from './headers.ts';
import { identify, sumCache } from './sums.ts';

/** What `models list` shows of a file; fields of a file that cannot be used are empty and `problem` says why. */
export type ModelRow = {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly size: number;
  readonly kind: 'chat' | 'base';
  readonly licence: string;
  readonly context: number;
  readonly quantisation: string;
  readonly present: boolean;
  readonly path?: string;
  /** Of the file as it is, where it was read to the end before. */
  readonly sha256?: string;
  /** What its sum has to be. */
  readonly expectedSha256?: string;
  readonly architecture?: string;
  readonly parameters?: number;
  /** The first words of its chat template. */
  readonly template?: string;
  /** `elsewhere`: a file of another program, which is only read. */
  readonly origin: 'catalog' | 'found' | 'elsewhere';
  /** The other programs whose file it is, by the name of their root. */
  readonly owners?: readonly string[];
  /** Bytes of a download that can be gone on with. */
  readonly begun?: number;
  /** Whether they have to be accepted before a download. */
  readonly terms: boolean;
  readonly note: string;
  readonly problem?: string;
};

/**
 * The catalogue's models, present or not, then every other GGUF of the folder. Unfinished downloads are not listed. Of each file its
 * header is read once for as long as it stays as it is; no file is read to its end.
 */
export async function listModels(library: Library): Promise<readonly ModelRow[]> {
  const { modelsDir, catalog } = library;
  const known = await Promise.all(catalog.models.map((entry) => catalogRow(entry, library)));
  const files = await readdir(modelsDir).catch(() => []);
  const others = files.filter((file) => isModelFile(file) && !catalog.models.some((entry) => entry.file === file));
  const rows = await Promise.all(others.toSorted().map((file) => foundRow(file, library)));
  return [...known, ...rows];
}

async function catalogRow(entry: CatalogEntry, { modelsDir }: Library): Promise<ModelRow> {
  const { id, name, file, size, kind, licence, context, quantisation, note, terms, facts } = entry;
  const path = join(modelsDir, file);
  const found = await identify(path);
  const present = found?.size === size;
  const bare: ModelRow = {
    ...{ id, name, file, size, kind, licence, context, quantisation, present, note },
    origin: 'catalog',
    terms: terms?.acceptance === true,
    expectedSha256: entry.sha256,
    ...(facts === undefined ? {} : { architecture: facts.architecture, parameters: facts.parameters }),
  };
  const begun = present ? 0 : ((await identify(`${path}.part`))?.size ?? 0);
  const row = begun > 0 ? { ...bare, begun } : bare;
  if (found === undefined) return row;
  if (!present) return { ...row, path, problem: `the file has ${found.size} bytes in place of ${size}` };
  const sha256 = await sumCache(modelsDir).known(path);
  const header = await headerOf(path);
  const summed = { ...row, path, ...(sha256 === undefined ? {} : { sha256 }) };
  if (!header.ok) return { ...summed, problem: header.failure.detail };
  const whole = { ...summed, ...factsOf(header.value) };
  return sha256 === undefined || sha256 === entry.sha256 ? whole : { ...whole, problem: altered(path, entry).detail };
}

async function foundRow(file: string, { modelsDir }: Library): Promise<ModelRow> {
  const path = join(modelsDir, file);
  const size = (await identify(path))?.size ?? 0;
  const header = await headerOf(path);
  const sha256 = await sumCache(modelsDir).known(path);
  const origin = 'found' as const;
  const row = {
    ...{ id: file, file, size, path, licence: 'see its source', present: true, origin, terms: false },
    ...(sha256 === undefined ? {} : { sha256 }),
  };
  if (!header.ok) {
    const { detail } = header.failure;
    const empty = { name: file, kind: 'base', context: 0, quantisation: '' } as const;
    return { ...row, ...empty, note: `cannot be used: ${detail}`, problem: detail };
  }
  const { name, kind, contextLength, quantisation } = header.value;
  const note = kind === 'chat' ? 'your own file' : 'your own file; a base model: it has no chat template';
  return { ...row, name, kind, context: contextLength, quantisation, note, ...factsOf(header.value) };
}

/** Characters of a chat template that are shown. */
const WORDS = 80;

/** What a sound header tells of its model. */
export function factsOf({ architecture, parameters, chatTemplate }: GgufHeader): Partial<ModelRow> {
  const words = chatTemplate?.replaceAll(/\s+/gu, ' ').trim().slice(0, WORDS).toWellFormed();
  return { architecture, parameters, ...(words === undefined ? {} : { template: words }) };
}
