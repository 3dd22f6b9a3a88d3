/**
 * A process that backs a run up again and again while another writes it, and says `BACKUP n` once a copy of n events is in place; for tests
 * that kill it: node backup-loop.ts FILE TARGET [--bare]
 * `--bare` plants the fault of writing over the copy that is there.
 */
import Database from 'better-sqlite3';
import { rmSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { backup } from '../backup.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { bare: { type: 'boolean', default: false } },
});
const [file = '', target = ''] = positionals;
const db = new Database(file, { timeout: 5000 });
for (;;) {
  const events = Number(db.prepare('SELECT count(*) FROM events').pluck().get());
  if (values.bare) {
    rmSync(target, { force: true });
    writeSync(1, 'BEGUN\n');
    db.prepare('VACUUM INTO ?').run(target);
  } else {
    writeSync(1, 'BEGUN\n');
    backup(db, target);
  }
  writeSync(1, `BACKUP ${events}\n`);
}
