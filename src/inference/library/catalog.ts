import { readFile } from 'node:fs/promises';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { oneOf, parseList, parseRecord, ParseError, type Fields } from './parse.ts';

export type HubSource = {
  readonly kind: 'huggingface';
  readonly repo: string;
  readonly revision?: string;
  readonly file: string;
};

/** One archive: its distribution's name and version, the file in it, and that file's length in bytes. */
export type Wheel = {
  readonly name: string;
  readonly version: string;
  readonly member: string;
  readonly bytes: number;
};
export type WheelSource = { readonly kind: 'wheels'; readonly wheels: readonly Wheel[] };
export type Source = HubSource | WheelSource;

/** What stands in the header of the file, so that its fit can be told before it is here. */
export type CatalogFacts = {
  readonly architecture: string;
  readonly parameters: number;
  readonly layers: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly valueDim: number;
  readonly embedding: number;
  readonly vocabSize: number;
};

export type CatalogEntry = {
  readonly id: string;
  readonly name: string;
  /** The file's name in the models folder. */
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
  readonly licence: string;
  /** Tokens. */
  readonly context: number;
  readonly kind: 'chat' | 'base';
  readonly quantisation: string;
  /** For people, shown wherever the model is picked. */
  readonly note: string;
  readonly facts?: CatalogFacts;
  readonly terms?: { readonly text: string; readonly acceptance: boolean };
  /** In the order in which they are tried. */
  readonly sources: readonly Source[];
};

export type Catalog = { readonly models: readonly CatalogEntry[] };

/** Reads a catalogue file; the failure is one sentence that names the file and the field. */
export async function readCatalog(path: string): Promise<Result<Catalog, string>> {
  try {
    return parseCatalog(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    return fail(`the model catalogue ${path} ${why} (${(error as Error).message}); restore it from the repository`);
  }
}

/** The catalogue, or one sentence that names the first field that is wrong. Names are checked so that they stay in their folder. */
export function parseCatalog(json: unknown): Result<Catalog, string> {
  try {
    const top = parseRecord(json, 'catalogue');
    if (top.count('version') !== 1) return fail('catalogue.version is not 1: this program is too old for it');
    const models = parseList(top.get('models'), 'models', parseEntry);
    const ids = models.map(({ id }) => id);
    const files = models.map(({ file }) => file);
    if (new Set(ids).size !== ids.length) return fail('models: two entries have one id');
    if (new Set(files).size !== files.length) return fail('models: two entries have one file');
    return ok({ models });
  } catch (error) {
    if (error instanceof ParseError) return fail(error.message);
    throw error;
  }
}

const ID = /^[a-z0-9][a-z0-9.-]{0,63}$/;
const FILE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,120}\.gguf$/;
const SUM = /^[0-9a-f]{64}$/;
const REPO = /^[A-Za-z0-9][A-Za-z0-9._-]*\/[A-Za-z0-9][A-Za-z0-9._-]*$/;
const REVISION = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
/** Also keeps names from being read as options or addresses by pip. */
const DISTRIBUTION = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const MEMBER = /^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_./-]*$/;

function parseEntry(json: unknown, where: string): CatalogEntry {
  const fields = parseRecord(json, where);
  const size = fields.count('size');
  const entry = {
    id: fields.text('id', ID),
    name: fields.text('name'),
    file: fields.text('file', FILE),
    size,
    sha256: fields.text('sha256', SUM),
    licence: fields.text('licence'),
    context: fields.count('context'),
    kind: oneOf(['chat', 'base'], fields.get('kind'), `${where}.kind`),
    quantisation: fields.text('quantisation'),
    note: fields.text('note'),
    sources: parseList(fields.get('sources'), `${where}.sources`, parseSource),
  } as const;
  for (const source of entry.sources) checkWheels(source, size, where);
  const [terms, facts] = [fields.get('terms'), fields.get('facts')];
  return {
    ...entry,
    ...(facts === undefined ? {} : { facts: parseFacts(parseRecord(facts, `${where}.facts`)) }),
    ...(terms === undefined ? {} : { terms: parseTerms(parseRecord(terms, `${where}.terms`)) }),
  };
}

const parseFacts = (fields: Fields): CatalogFacts => ({
  architecture: fields.text('architecture', ID),
  parameters: fields.count('parameters'),
  layers: fields.count('layers'),
  kvHeads: fields.count('kvHeads'),
  headDim: fields.count('headDim'),
  valueDim: fields.count('valueDim'),
  embedding: fields.count('embedding'),
  vocabSize: fields.count('vocabSize'),
});

function parseTerms(fields: Fields): NonNullable<CatalogEntry['terms']> {
  return { text: fields.text('text'), acceptance: fields.flag('acceptance') };
}

function parseSource(json: unknown, where: string): Source {
  const fields = parseRecord(json, where);
  if (oneOf(['huggingface', 'wheels'], fields.get('kind'), `${where}.kind`) === 'wheels') {
    return { kind: 'wheels', wheels: parseList(fields.get('wheels'), `${where}.wheels`, parseWheel) };
  }
  const source = { kind: 'huggingface', repo: fields.text('repo', REPO), file: fields.text('file', FILE) } as const;
  return fields.get('revision') === undefined ? source : { ...source, revision: fields.text('revision', REVISION) };
}

function parseWheel(json: unknown, where: string): Wheel {
  const fields = parseRecord(json, where);
  return {
    name: fields.text('name', DISTRIBUTION),
    version: fields.text('version', DISTRIBUTION),
    member: fields.text('member', MEMBER),
    bytes: fields.count('bytes'),
  };
}

function checkWheels(source: Source, size: number, where: string): void {
  if (source.kind !== 'wheels') return;
  const sum = source.wheels.reduce((total, { bytes }) => total + bytes, 0);
  if (sum !== size)
    throw new ParseError(`${where}: the members of its wheels have ${sum} bytes together, the file ${size}`);
}
