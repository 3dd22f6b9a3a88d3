import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { runId, seq, type RunId } from '#shared/events/ids.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { openLibrary, type ListedRun } from '#store/library.ts';
import { holderOf } from '#store/lock.ts';
import { libraryFile, recordingsFolder, runFile, runsFolder, type Places } from './places.ts';
import { summaryOf, type RunRow } from './run-summary.ts';
import { openRecording, openStoredFile, type StoredRun } from './stored-run.ts';

/** Every run that this machine has: the user's own, and the recordings that come with the program. */
export interface RunCatalog {
  /** Newest first, recordings last. A file that cannot be read is left out and named in `damaged`. */
  list(): Promise<{ readonly runs: readonly RunRow[]; readonly damaged: readonly string[] }>;
  /** By id, by the only id that begins so, or by a recording's file name. */
  find(name: string): Promise<Result<RunRow, RpcFailure>>;
  open(run: RunId): Promise<Result<StoredRun, RpcFailure>>;
}

export function runCatalog(places: Places): RunCatalog {
  const recordings = new Map<string, string>();
  const list = async () => {
    const damaged: string[] = [];
    const runs = ownRows(places, damaged);
    const played: RunRow[] = [];
    for (const name of filesIn(recordingsFolder(places), '.jsonl')) {
      const file = join(recordingsFolder(places), `${name}.jsonl`);
      const row = await recordingRow(file);
      if (row === undefined) damaged.push(name);
      else {
        recordings.set(row.run, file);
        played.push(row);
      }
    }
    return { runs: [...runs.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt)), ...played], damaged };
  };
  return {
    list,
    async find(name) {
      const own =
        /^[a-z0-9-]+$/.test(name) && existsSync(runFile(places, name)) ? ownRow(runFile(places, name)) : undefined;
      if (own !== undefined) return ok(own);
      const { runs } = await list();
      const file = [...recordings].find(([, path]) => basename(path, '.jsonl') === name);
      const exact = runs.find((row) => row.run === name || row.run === file?.[0]);
      const begun = runs.filter((row) => row.run.startsWith(name));
      const found = exact ?? (begun.length === 1 ? begun[0] : undefined);
      if (found !== undefined) return ok(found);
      const message =
        begun.length > 1
          ? `${begun.length} runs begin with "${name}": ${begun.map((row) => row.run).join(', ')}; write more of the one you mean.`
          : `There is no run "${name}" in ${runsFolder(places)} or among the recordings: see parley list.`;
      return fail({ code: 'not_found', message });
    },
    async open(run) {
      if (existsSync(runFile(places, run))) return openStoredFile(runFile(places, run));
      if (!recordings.has(run)) await list();
      const recording = recordings.get(run);
      return recording === undefined
        ? fail({ code: 'not_found', message: `There is no run "${run}": see parley list.` })
        : openRecording(recording);
    },
  };
}

/**
 * The user's runs. What has ended never changes, so it is listed from the library and its file is not opened; the library is a cache,
 * and a list without it only takes longer.
 */
function ownRows(places: Places, damaged: string[]): readonly RunRow[] {
  const names = filesIn(runsFolder(places), '.db');
  if (names.length === 0) return [];
  const opened = openLibrary(libraryFile(places));
  const library = opened.ok ? opened.value.library : undefined;
  try {
    const listed = library?.listRuns();
    const known = new Map((listed?.ok === true ? listed.value : []).map((row) => [row.run, row]));
    const runs: RunRow[] = [];
    for (const name of names) {
      const ended = known.get(name);
      if (ended?.state === 'ended') {
        const { lastSeq: _, run, seats, ...row } = ended;
        runs.push({ ...row, run: runId(run), seats: [...seats], source: 'home' });
        continue;
      }
      const row = ownRow(runFile(places, name));
      if (row === undefined) damaged.push(name);
      else runs.push(row);
      if (row?.state === 'ended') library?.upsertRun(listedRow(row));
    }
    for (const run of known.keys()) if (!names.includes(run)) library?.removeRun(run);
    return runs;
  } finally {
    library?.close();
  }
}

function listedRow({ reason, source: _, ...row }: RunRow): ListedRun {
  return { ...row, ...(reason === undefined ? {} : { reason }), lastSeq: row.events };
}

function ownRow(file: string): RunRow | undefined {
  const opened = openStoredFile(file);
  if (!opened.ok) return undefined;
  try {
    return summaryOf(opened.value.events(seq(0)), { held: holderOf(file) !== undefined, source: 'home' });
  } finally {
    opened.value.close();
  }
}

async function recordingRow(file: string): Promise<RunRow | undefined> {
  const opened = await openRecording(file);
  return opened.ok ? summaryOf(opened.value.events(seq(0)), { held: false, source: 'recording' }) : undefined;
}

const filesIn = (folder: string, ending: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(ending))
        .map((name) => basename(name, ending))
        .toSorted()
    : [];
