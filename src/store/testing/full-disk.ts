/**
 * Fills a small file system under a journal and says as JSON what happened: node full-disk.ts FOLDER
 * For a folder on a tmpfs of some hundred kB (safety row D4).
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { micros } from '#shared/events/ids.ts';
import { createJournal, openJournal, type StoreJournal } from '../journal.ts';
import { openReader } from '../reader.ts';
import { created, RUN, said } from './drafts.ts';
import { valueOf } from './scratch.ts';

const folder = process.argv[2] ?? '';
const ballast = join(folder, 'ballast');
const place = { file: join(folder, 'run.db'), run: RUN };

writeFileSync(ballast, Buffer.alloc(150_000));
const journal = valueOf(createJournal(place));
valueOf(journal.append([created()], micros(0)));
const first = fill(journal);
const again = journal.append([said(1, 'x'), said(2, 'x'.repeat(9000))], micros(1));
const { head, events } = verify();
rmSync(ballast);
const resumed = journal.append([said(3, 'x'.repeat(9000))], micros(2));
const after = verify();
fill(journal);
journal.close();
rmSync(`${place.file}-shm`, { force: true });
const reopened = openJournal(place);
process.stdout.write(
  JSON.stringify({
    full: first.kind,
    detail: first.detail,
    again: again.ok ? 'ok' : again.failure.kind,
    wholeWhenFull: events === first.acked && head === first.head,
    resumed: resumed.ok,
    grewByOne: after.events === events + 1 && after.bad === undefined,
    reopened: reopened.ok ? 'ok' : reopened.failure.kind,
  }),
);

type Filled = { readonly kind: string; readonly detail: string; readonly acked: number; readonly head: string };

/** Appends two events at a time until that fails. */
function fill(into: StoreJournal): Filled {
  for (let count = 0; count < 1000; count += 1) {
    const added = into.append([said(1, 'x'.repeat(3000)), said(2, 'y'.repeat(3000))], micros(1));
    if (!added.ok) return { ...added.failure, acked: into.lastSeq(), head: into.headHash() };
  }
  throw new Error('the disk was never full');
}

function verify(): ReturnType<ReturnType<typeof openFor>['verify']> {
  const reader = openFor();
  const verdict = reader.verify();
  reader.close();
  return verdict;
}

function openFor() {
  return valueOf(openReader(place.file));
}
