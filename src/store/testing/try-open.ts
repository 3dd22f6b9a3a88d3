/**
 * Tries to make, to open and to read a run and says as JSON how each ended: node try-open.ts FILE [UID]
 * With UID it gives up root's rights first, for root may write where a folder forbids it (safety row D6).
 */
import Database from 'better-sqlite3';
import { createJournal, openJournal } from '../journal.ts';
import { openLibrary } from '../library.ts';
import { openReader } from '../reader.ts';
import { RUN } from './drafts.ts';
import { dirname, join } from 'node:path';

const [file = '', uid] = process.argv.slice(2);
// Loads the native part while it can surely be read.
new Database(':memory:').close();
if (uid !== undefined) {
  process.setgroups?.([]);
  process.setgid?.(Number(uid));
  process.setuid?.(Number(uid));
}

type Outcome = { readonly ok: true } | { readonly ok: false; readonly failure: { readonly kind: string } };
const named = (outcome: Outcome): string => (outcome.ok ? 'ok' : outcome.failure.kind);

process.stdout.write(
  JSON.stringify({
    create: named(createJournal({ file: join(dirname(file), 'new.db'), run: RUN })),
    folder: named(createJournal({ file: join(dirname(file), 'below/new.db'), run: RUN })),
    open: named(openJournal({ file, run: RUN })),
    library: named(openLibrary(join(dirname(file), 'library.db'))),
    read: named(openReader(file)),
  }),
);
