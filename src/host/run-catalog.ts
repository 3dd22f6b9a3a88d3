import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { runId, type RunId } from '#shared/events/ids.ts';
import type { RpcFailure, RunRow } from '#shared/rpc/methods.ts';
import type { Label, ListedRun } from '#store/library.ts';
import { holderOf } from '#store/lock.ts';
import { stampOf } from './file-stamp.ts';
import { libraryDoor, type LibraryDoor } from './library-door.ts';
import { recordingsFolder, runFile, runsFolder, type Places } from './places.ts';
import { runGlances, RUN_NAME, type RunGlances } from './run-glances.ts';
import { importedOf, type RunFacts } from './run-summary.ts';
import { openRecording, openStoredFile, type StoredRun } from './stored-run.ts';

/** Every run that this machine has: the user's own, and the recordings that come with the program. */
export interface RunCatalog {
  /** Pinned ones, then newest first, recordings last. A file that cannot be read is left out and named in `damaged`. */
  list(): Promise<{ readonly runs: readonly RunRow[]; readonly damaged: readonly DamagedRun[] }>;
  /** By id, by the only id that begins so, or by a recording's file name. Fails as `storage` where the file cannot be read. */
  find(name: string): Promise<Result<RunRow, RpcFailure>>;
  open(run: RunId): Promise<Result<StoredRun, RpcFailure>>;
  /** The file of each run, without a look into those that are known; `stamp` is another where it may hold something else. */
  files(): Promise<readonly RunFile[]>;
  /** Whether a process is writing it just now. */
  held(run: RunId): boolean;
}

export type RunFile = { readonly run: RunId; readonly stamp: string };

/** What cannot be read, and one sentence on why. */
export type DamagedRun = { readonly name: string; readonly why: string };

export function runCatalog(places: Places, door: LibraryDoor = libraryDoor(places)): RunCatalog {
  const glances = runGlances();
  let recordings: readonly Recording[] = [];
  const recorded = async (damaged: DamagedRun[]): Promise<readonly Recording[]> =>
    (recordings = await recordingsIn(places, { glances, damaged }));
  const labelled = (facts: readonly RunFacts[]): readonly RunRow[] => {
    const labels = door.peek((library) => library.labels());
    const sweeps = door.peek((library) => library.sweeps.runs());
    return facts.map((row) => withLabel(row, labels?.get(row.run), sweeps?.get(row.run)));
  };
  const list = async () => {
    const damaged: DamagedRun[] = [];
    const own = ownRows(places, { door, glances, damaged });
    const newest = own.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
    const rows = labelled([...newest, ...(await recorded(damaged)).map(({ facts }) => facts)]);
    return { runs: [...rows.filter(({ pinned }) => pinned), ...rows.filter(({ pinned }) => !pinned)], damaged };
  };
  return {
    list,
    async find(name) {
      if (RUN_NAME.test(name) && existsSync(runFile(places, name))) {
        // As in the list: what has ended is known without a look at its file.
        const ended = door.peek((library) => library.listRuns())?.find((own) => own.run === name);
        const row = ended?.state === 'ended' ? ok(factsOfListed(ended)) : glances.own(runFile(places, name));
        return row.ok ? firstOf(labelled([row.value]), name) : row;
      }
      const { runs } = await list();
      const called = recordings.find(({ file }) => basename(file, '.jsonl') === name);
      const exact = runs.find((row) => row.run === name || row.run === called?.facts.run);
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
      const of = (known: readonly Recording[]) => known.find(({ facts }) => facts.run === run);
      const recording = of(recordings) ?? of(await recorded([]));
      return recording === undefined ? fail(noRun(run)) : openRecording(recording.file);
    },
    async files() {
      const names = filesIn(runsFolder(places), '.db').filter((name) => RUN_NAME.test(name));
      const own = names.map((name) => ({ run: runId(name), stamp: stampOf(runFile(places, name)) }));
      const played = (await recorded([])).filter(({ facts }) => !names.includes(facts.run));
      return [...own, ...played.map(({ facts, file }) => ({ run: facts.run, stamp: stampOf(file) }))];
    },
    held: (run) => holderOf(runFile(places, run)) !== undefined,
  };
}

type Recording = { readonly facts: RunFacts; readonly file: string };
type Reading = { readonly glances: RunGlances; readonly damaged: DamagedRun[] };

async function recordingsIn(places: Places, { glances, damaged }: Reading): Promise<readonly Recording[]> {
  const found: Recording[] = [];
  for (const name of filesIn(recordingsFolder(places), '.jsonl')) {
    const file = join(recordingsFolder(places), `${name}.jsonl`);
    const facts = await glances.recording(file);
    if (facts.ok) found.push({ facts: facts.value, file });
    else damaged.push({ name, why: facts.failure.message });
  }
  return found;
}

export const noRun = (run: string): RpcFailure => ({
  code: 'not_found',
  message: `There is no run "${run}": see parley list.`,
});

const firstOf = ([row]: readonly RunRow[], name: string): Result<RunRow, RpcFailure> =>
  row === undefined ? fail(noRun(name)) : ok(row);

const withLabel = (row: RunFacts, label: Label | undefined, sweep: RunRow['sweep']): RunRow => ({
  ...row,
  ...(sweep === undefined ? {} : { sweep }),
  title: label?.name ?? row.title,
  tags: [...(label?.tags ?? [])],
  pinned: label?.pinned ?? false,
});

type Listing = Reading & { readonly door: LibraryDoor };

/**
 * The user's runs. What has ended never changes, so it is listed from the library and its file is not opened; the library is a cache,
 * and a list without it only takes longer.
 */
function ownRows(places: Places, { door, glances, damaged }: Listing): readonly RunFacts[] {
  const names = filesIn(runsFolder(places), '.db');
  const listed = names.length === 0 ? undefined : door.peek((library) => library.listRuns());
  const known = new Map((listed ?? []).map((row) => [row.run, row]));
  const runs: RunFacts[] = [];
  for (const name of names) {
    const ended = known.get(name);
    if (ended?.state === 'ended') {
      runs.push(factsOfListed(ended));
      continue;
    }
    const row = glances.own(runFile(places, name));
    if (row.ok) runs.push(row.value);
    else damaged.push({ name, why: row.failure.message });
    if (row.ok && row.value.state === 'ended') door.use((library) => library.upsertRun(listedRow(row.value)));
  }
  for (const run of known.keys()) if (!names.includes(run)) door.use((library) => library.removeRun(run));
  return runs;
}

const factsOfListed = ({ lastSeq: _, run, seats, models, imported, ...row }: ListedRun): RunFacts => ({
  ...row,
  ...(imported === undefined ? {} : { imported: importedOf(imported) }),
  run: runId(run),
  seats: [...seats],
  models: [...models],
  source: 'home',
});

function listedRow({ reason, source: _, ...row }: RunFacts): ListedRun {
  return { ...row, ...(reason === undefined ? {} : { reason }), lastSeq: row.events };
}

const filesIn = (folder: string, ending: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(ending))
        .map((name) => basename(name, ending))
        .toSorted()
    : [];
