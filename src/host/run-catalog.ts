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
  list(): Promise<{ readonly runs: readonly RunRow[]; readonly damaged: readonly DamagedRun[] }>;
  /** By id, by the only id that begins so, or by a recording's file name. Fails as `storage` where the file cannot be read. */
  find(name: string): Promise<Result<RunRow, RpcFailure>>;
  open(run: RunId): Promise<Result<StoredRun, RpcFailure>>;
  /** Whether a process is writing it just now. */
  held(run: RunId): boolean;
}

/** A run goes by its file's name: of a file that was copied by hand there are then two. */
const ID = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** What cannot be read, and one sentence on why. */
export type DamagedRun = { readonly name: string; readonly why: string };

export function runCatalog(places: Places): RunCatalog {
  const recordings = new Map<string, string>();
  const list = async () => {
    const damaged: DamagedRun[] = [];
    const runs = ownRows(places, damaged);
    const played: RunRow[] = [];
    for (const name of filesIn(recordingsFolder(places), '.jsonl')) {
      const file = join(recordingsFolder(places), `${name}.jsonl`);
      const row = await recordingRow(file);
      if (row.ok) {
        recordings.set(row.value.run, file);
        played.push(row.value);
      } else damaged.push({ name, why: row.failure.message });
    }
    return { runs: [...runs.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt)), ...played], damaged };
  };
  return {
    list,
    async find(name) {
      if (ID.test(name) && existsSync(runFile(places, name))) return ownRow(runFile(places, name));
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
    held: (run) => holderOf(runFile(places, run)) !== undefined,
  };
}

/**
 * The user's runs. What has ended never changes, so it is listed from the library and its file is not opened; the library is a cache,
 * and a list without it only takes longer.
 */
function ownRows(places: Places, damaged: DamagedRun[]): readonly RunRow[] {
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
      if (row.ok) runs.push(row.value);
      else damaged.push({ name, why: row.failure.message });
      if (row.ok && row.value.state === 'ended') library?.upsertRun(listedRow(row.value));
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

function ownRow(file: string): Result<RunRow, RpcFailure> {
  const name = basename(file, '.db');
  if (!ID.test(name)) {
    const message = `${file} is not named as a run is (small letters, digits and -): name it anew.`;
    return fail({ code: 'storage', message });
  }
  const opened = openStoredFile(file);
  if (!opened.ok) return opened;
  try {
    const row = rowOf(opened.value, { file, held: holderOf(file) !== undefined, source: 'home' });
    return row.ok ? ok({ ...row.value, run: runId(name) }) : row;
  } finally {
    opened.value.close();
  }
}

async function recordingRow(file: string): Promise<Result<RunRow, RpcFailure>> {
  const opened = await openRecording(file);
  return opened.ok ? rowOf(opened.value, { file, held: false, source: 'recording' }) : opened;
}

type About = { readonly file: string; readonly held: boolean; readonly source: RunRow['source'] };

function rowOf(stored: StoredRun, { file, ...about }: About): Result<RunRow, RpcFailure> {
  const events = stored.events(seq(0));
  if (!events.ok) return events;
  const row = summaryOf(events.value, about);
  if (row !== undefined) return ok(row);
  return fail({ code: 'storage', message: `${file} does not begin as a run does: it holds no v1.run.created.` });
}

const filesIn = (folder: string, ending: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(ending))
        .map((name) => basename(name, ending))
        .toSorted()
    : [];
