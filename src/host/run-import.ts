import { rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { runId, type RunId } from '#shared/events/ids.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { eventsOfLog } from '#imports/events-of-log.ts';
import type { ForeignLog } from '#imports/foreign.ts';
import { faultSentence, IMPORT_LIMITS } from '#imports/limits.ts';
import { isNative, readLog } from '#imports/read-log.ts';
import { importRun, type Importing } from '#store/import-run.ts';
import { linesOf } from '#store/lines.ts';
import type { LibraryDoor } from './library-door.ts';
import { nativeImport, nativeNotes } from './native-import.ts';
import { runFile, type Places } from './places.ts';
import type { RunCatalog } from './run-catalog.ts';
import { newRunId } from './run-id.ts';

/** Runs that came in; `run` is the first of them. */
export type ImportedRuns = {
  readonly run: RunId;
  readonly runs: readonly RunId[];
  readonly warnings: readonly string[];
};

/** Brings in runs from elsewhere: into files of their own, never into a run that is there. All of it or nothing. */
export interface RunImport {
  file(path: string): Promise<Result<ImportedRuns, RpcFailure>>;
  text(text: string, name: string): Promise<Result<ImportedRuns, RpcFailure>>;
}

export type RunImportInput = {
  readonly places: Places;
  readonly catalog: RunCatalog;
  readonly door: LibraryDoor;
  readonly app: string;
  readonly changed: () => void;
};

export function runImport(input: RunImportInput): RunImport {
  const told = async (done: Promise<Result<ImportedRuns, RpcFailure>>): Promise<Result<ImportedRuns, RpcFailure>> => {
    const result = await done;
    if (result.ok) input.changed();
    return result;
  };
  return {
    async file(path) {
      const begun = await beginOf(path);
      if (!begun.ok) return begun;
      const file = basename(path);
      if (isNative(begun.value)) return told(importNative(input, { file, lines: () => linesOf(path) }));
      const text = await textOf(path);
      return text.ok ? told(importLog(input, { file, text: text.value })) : text;
    },
    text(text, name) {
      const file = basename(name.replaceAll('\\', '/'));
      const [first = ''] = text.slice(0, IMPORT_LIMITS.line).split('\n', 1);
      return told(
        isNative(first) ? importNative(input, { file, lines: () => split(text) }) : importLog(input, { file, text }),
      );
    },
  };
}

const usage = (message: string): Result<never, RpcFailure> => fail({ code: 'usage', message });

/** The first line of a file, which is checked to be one of a size that is taken. */
async function beginOf(path: string): Promise<Result<string, RpcFailure>> {
  try {
    const handle = await open(path);
    try {
      const about = await handle.stat();
      if (!about.isFile()) return usage(`${path} is not a file: name one to import.`);
      if (about.size > IMPORT_LIMITS.bytes) {
        return usage(
          `${path} has ${about.size} bytes and ${IMPORT_LIMITS.bytes} are taken at most. Nothing was imported.`,
        );
      }
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, 0);
      const [first = ''] = buffer.toString('utf8', 0, bytesRead).split('\n', 1);
      return ok(first.length < bytesRead ? first : await firstLine(path));
    } finally {
      await handle.close();
    }
  } catch (error) {
    return unread(path, error);
  }
}

async function firstLine(path: string): Promise<string> {
  for await (const line of linesOf(path)) return line;
  return '';
}

async function textOf(path: string): Promise<Result<string, RpcFailure>> {
  try {
    const handle = await open(path);
    try {
      return ok(new TextDecoder('utf-8', { ignoreBOM: true }).decode(await handle.readFile()));
    } finally {
      await handle.close();
    }
  } catch (error) {
    return unread(path, error);
  }
}

function unread(path: string, error: unknown): Result<never, RpcFailure> {
  if (!(error instanceof Error)) throw error;
  const missing = 'code' in error && error.code === 'ENOENT';
  const message = missing
    ? `There is no file ${path}: name one to import.`
    : `${path} cannot be read: ${error.message}.`;
  return fail({ code: missing ? 'not_found' : 'usage', message });
}

async function importLog(
  input: RunImportInput,
  { file, text }: { readonly file: string; readonly text: string },
): Promise<Result<ImportedRuns, RpcFailure>> {
  const logs = readLog(text);
  if (!logs.ok) return usage(faultSentence(file, logs.failure));
  const runs: RunId[] = [];
  const warnings: string[] = [];
  for (const log of logs.value) {
    const run = newRunId(file.replace(/\.\w+$/u, ''), new Date());
    const written = await write(input, run, {
      rows: rowsOfLog(log, { ...input, run, file }),
      origin: () => originOfLog(log, file),
    });
    if (!written.ok) {
      // All or nothing: nobody has seen the others yet.
      for (const one of runs) rmSync(runFile(input.places, one), { force: true });
      return written;
    }
    runs.push(run);
    warnings.push(...log.warnings);
  }
  const [run] = runs;
  return run === undefined
    ? usage(faultSentence(file, { why: 'there is no conversation in it' }))
    : ok({ run, runs, warnings });
}

function* rowsOfLog(
  log: ForeignLog,
  { run, file, app }: { readonly run: RunId; readonly file: string; readonly app: string },
) {
  for (const { draft, at } of eventsOfLog(log, { run, file, app, now: new Date().toISOString() })) {
    const { type, data, reasoning } = draft;
    yield ok({ at, type, data: JSON.stringify(data), ...(reasoning === undefined ? {} : { reasoning }) });
  }
}

const originOfLog = (log: ForeignLog, file: string) => ({
  format: log.format,
  file,
  missing: [...log.missing, ...(log.question === undefined ? ['question'] : [])],
  redacted: [],
});

type NativeFile = { readonly file: string; readonly lines: () => AsyncIterable<string> | Iterable<string> };

async function importNative(
  input: RunImportInput,
  { file, lines }: NativeFile,
): Promise<Result<ImportedRuns, RpcFailure>> {
  try {
    const native = await nativeImport(lines(), file);
    if (!native.ok) return usage(native.failure);
    const run = await freeId(input, native.value.run);
    const written = await write(input, run, native.value);
    if (!written.ok) return written;
    for (const note of nativeNotes(native.value.notes, written.value)) {
      input.door.use((library) => library.notes.set(run, note));
    }
    return ok({ run, runs: [run], warnings: native.value.warnings() });
  } catch (error) {
    return unread(file, error);
  }
}

/** How many events were written. */
async function write(input: RunImportInput, run: RunId, from: Importing<string>): Promise<Result<number, RpcFailure>> {
  const written = await importRun(runFile(input.places, run), from);
  if (written.ok) return ok(written.value.events);
  const { failure } = written;
  if (failure.kind === 'refused') return usage(failure.refusal);
  if (failure.kind === 'busy') return fail({ code: 'busy', message: failure.detail });
  return fail({ code: 'storage', message: failure.detail });
}

/** The run's own id where no other run has it, else one that tells them apart: two of one id are never made one. */
async function freeId({ catalog }: RunImportInput, wanted: RunId): Promise<RunId> {
  const taken = new Set<string>((await catalog.files()).map(({ run }) => run));
  if (!taken.has(wanted)) return wanted;
  const base = wanted.slice(0, 56).replace(/-$/u, '');
  for (let count = 2; ; count += 1) if (!taken.has(`${base}-i${count}`)) return runId(`${base}-i${count}`);
}

function* split(text: string): Generator<string> {
  for (let from = 0; from <= text.length;) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end === -1 ? undefined : end);
    yield line.endsWith('\r') ? line.slice(0, -1) : line;
    if (end === -1) return;
    from = end + 1;
  }
}
