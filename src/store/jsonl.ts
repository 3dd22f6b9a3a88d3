import { fail, ok, type Result } from '#shared/base/result.ts';
import { DEEPEST, isTooDeep } from '#shared/base/json-depth.ts';
import { chainWalk, type Verdict } from './hash-chain.ts';
import type { StoredRow } from './stored-row.ts';

/** The name and the newest version of the export that this program reads. */
export const JSONL_SCHEMA = 'parley.events';
export const JSONL_VERSION = 1;

export type JsonlHeader = {
  readonly run: string;
  readonly events: number;
  readonly head: string;
  /** What the export took out. */
  readonly redacted: readonly string[];
  /** What its user wrote beside events, as it stands in the file. */
  readonly notes?: unknown;
};

/** A row with the line it stands on, what was taken out of it, and fields of it that this version does not know. */
export type JsonlRow = StoredRow & {
  readonly line: number;
  readonly redacted?: readonly string[];
  readonly unknown: readonly string[];
};

/** `newer` was written by a later version of the program; `foreign` is no export of ours. `detail` is one sentence. */
export type JsonlFailure = { readonly kind: 'newer' | 'foreign'; readonly detail: string };

export type JsonlFile = {
  readonly header: JsonlHeader;
  /** The rows in order; a line that is none comes as a failure that says why, and is the last. */
  readonly rows: AsyncGenerator<Result<JsonlRow, string>>;
};

type Lines = AsyncIterable<string> | Iterable<string>;

/**
 * Reads an export: a header line {"schema","version","run","events","head"}, then a line per event
 * {"seq","at","type","data","detail"|"detailHash"?,"reasoning"|"reasoningHash"?,"hash"}. Fields it does not know are left aside.
 */
export async function readJsonl(lines: Lines): Promise<Result<JsonlFile, JsonlFailure>> {
  const source = iteratorOf(lines);
  const first = await source.next();
  const header = headerOf(first.done === true ? '' : first.value);
  return header.ok ? ok({ header: header.value, rows: rowsOf(source) }) : header;
}

/** The verdict on an export, the same as that on the run's own file; what its header says must hold too. */
export async function verifyJsonl(lines: Lines): Promise<Result<Verdict & { readonly run: string }, JsonlFailure>> {
  const file = await readJsonl(lines);
  if (!file.ok) return file;
  const { header, rows } = file.value;
  const walk = chainWalk();
  for await (const row of rows) {
    if (!row.ok) walk.break(row.failure);
    else if (row.value.redacted !== undefined) {
      walk.break(
        `event ${row.value.seq} had ${row.value.redacted.join(' and ')} taken out, so its hash cannot be checked`,
      );
    }
    if (!row.ok || !walk.step(row.value)) break;
  }
  const { events, head } = walk.verdict();
  if (events !== header.events) walk.break(`the header promises ${header.events} events, the file holds ${events}`);
  else if (head !== header.head) walk.break('the header names another head hash than the last event');
  return ok({ run: header.run, ...walk.verdict() });
}

function headerOf(line: string): Result<JsonlHeader, JsonlFailure> {
  const value = parsed(line);
  if (value === undefined || value['schema'] !== JSONL_SCHEMA) {
    return fail({ kind: 'foreign', detail: 'This is no export of a run: its first line is no parley.events header.' });
  }
  const { version, run, events, head } = value;
  if (typeof version === 'number' && version > JSONL_VERSION) {
    const detail = `This export has version ${version}, this program reads up to ${JSONL_VERSION}: update Parley to read it.`;
    return fail({ kind: 'newer', detail });
  }
  if (version !== JSONL_VERSION || typeof run !== 'string' || typeof events !== 'number' || typeof head !== 'string') {
    return fail({ kind: 'foreign', detail: 'The first line of this export lacks its version, run, events or head.' });
  }
  const { redacted, notes } = value;
  return ok({ run, events, head, redacted: textsOf(redacted), ...(notes === undefined ? {} : { notes }) });
}

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

async function* rowsOf(source: AsyncIterator<string> | Iterator<string>): AsyncGenerator<Result<JsonlRow, string>> {
  try {
    for (let line = await source.next(), count = 2; line.done !== true; line = await source.next(), count += 1) {
      if (line.value === '') continue;
      const value = parsed(line.value);
      // Whoever reads it on goes in by calls: what is too deep for them is refused here, where the line is known.
      const deep = value !== undefined && isTooDeep(value);
      const row = value === undefined || deep ? undefined : rowOf(value, count);
      const why = deep ? `is nested more than ${DEEPEST} deep` : 'of the export holds no event';
      yield row === undefined ? fail(`line ${count} ${why}`) : ok(row);
      if (row === undefined) return;
    }
  } finally {
    await source.return?.();
  }
}

const FIELDS: ReadonlySet<string> = new Set([
  'seq',
  'at',
  'type',
  'data',
  'detail',
  'detailHash',
  'reasoning',
  'reasoningHash',
  'redacted',
  'hash',
]);

function rowOf(value: Record<string, unknown>, line: number): JsonlRow | undefined {
  if (!('data' in value)) return undefined;
  const { seq, at, type, detail, hash } = value;
  if (typeof seq !== 'number' || typeof at !== 'number' || typeof type !== 'string' || typeof hash !== 'string') {
    return undefined;
  }
  return {
    line,
    unknown: Object.keys(value).filter((key) => !FIELDS.has(key)),
    ...(Array.isArray(value['redacted']) ? { redacted: textsOf(value['redacted']) } : {}),
    seq,
    at,
    type,
    data: JSON.stringify(value['data']),
    ...(detail === undefined ? textIn(value, 'detailHash') : { detail: JSON.stringify(detail) }),
    ...(value['reasoning'] === undefined ? textIn(value, 'reasoningHash') : textIn(value, 'reasoning')),
    hash,
  };
}

function textIn<Key extends string>(value: Record<string, unknown>, key: Key): Partial<Record<Key, string>> {
  const found = value[key];
  return (typeof found === 'string' ? { [key]: found } : {}) as Partial<Record<Key, string>>;
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const iteratorOf = (lines: Lines): AsyncIterator<string> | Iterator<string> =>
  Symbol.asyncIterator in lines ? lines[Symbol.asyncIterator]() : lines[Symbol.iterator]();
