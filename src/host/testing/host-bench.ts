import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AnyEvent, Draft } from '#shared/events/event.ts';
import { micros, type RunId } from '#shared/events/ids.ts';
import type { Result } from '#shared/base/result.ts';
import { createJournal } from '#store/journal.ts';
import { catalogFile, recordingsFolder, runFile, type Places } from '../places.ts';

/** A home, a models folder and a tree of the program in a temporary folder. `remove` belongs into afterAll. */
export type HostBench = {
  readonly folder: string;
  readonly places: Places;
  readonly remove: () => void;
};

/** A model of the catalogue that is nowhere. */
const ABSENT = {
  id: 'absent',
  name: 'Absent',
  file: 'absent.gguf',
  size: 1,
  sha256: '0'.repeat(64),
  licence: 'CC0-1.0',
  context: 2048,
  kind: 'chat',
  quantisation: 'F32',
  note: 'lies nowhere',
  sources: [{ kind: 'huggingface', repo: 'some/model', file: 'absent.gguf' }],
};

export function hostBench(): HostBench {
  const folder = mkdtempSync(join(tmpdir(), 'parley-host-'));
  const places = { home: join(folder, 'home'), models: join(folder, 'models'), tree: join(folder, 'tree') };
  mkdirSync(recordingsFolder(places), { recursive: true });
  mkdirSync(dirname(catalogFile(places)), { recursive: true });
  mkdirSync(places.models, { recursive: true });
  writeFileSync(catalogFile(places), JSON.stringify({ version: 1, models: [ABSENT] }));
  return { folder, places, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Writes a run's file as a program that was killed left it: these events and no lock. */
export function plantRun(places: Places, run: RunId, drafts: readonly Draft[]): void {
  const journal = createJournal({ file: runFile(places, run), run });
  if (!journal.ok) throw new Error(journal.failure.detail);
  const appended = journal.value.append(drafts, micros(1000));
  journal.value.close();
  if (!appended.ok) throw new Error(appended.failure.detail);
}

/** Takes a run's file away with all that SQLite keeps beside it. */
export function deleteRun(places: Places, run: RunId): void {
  for (const rest of ['', '-wal', '-shm']) rmSync(runFile(places, run) + rest, { force: true });
}

/** Events as drafts, to be written again. */
export const draftsOf = (events: readonly AnyEvent[]): readonly Draft[] =>
  events.map(({ type, data }) => ({ type, data }) as Draft);

/** All that a stream gives: its items, and the failure that ended it. */
export async function collected<Item, Failure>(
  items: AsyncIterable<Result<Item, Failure>>,
): Promise<{ readonly items: readonly Item[]; readonly failure?: Failure }> {
  const read: Item[] = [];
  for await (const item of items) {
    if (!item.ok) return { items: read, failure: item.failure };
    read.push(item.value);
  }
  return { items: read };
}
