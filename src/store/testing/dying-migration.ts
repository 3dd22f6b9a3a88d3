/**
 * A process that migrates a library and kills itself (SIGKILL) after so many statements, 1 being the first; for tests of what is left.
 *   node dying-migration.ts FILE AFTER [--bare]
 * `--bare` plants the fault of migrating without a transaction. Ends by itself where there are fewer statements.
 */
import Database from 'better-sqlite3';
import { parseArgs } from 'node:util';
import { migrate, MIGRATIONS } from '../library-schema.ts';
import { applySettings, DURABLE } from '../settings.ts';
import { dyingAfter } from './dying-sql.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { bare: { type: 'boolean', default: false } },
});
const [file = '', after = '1'] = positionals;
const db = new Database(file);
applySettings(db, DURABLE);
let left = Number(after);
db.function('perhaps_die', { deterministic: false, directOnly: false }, () => {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
  return 0;
});
const steps = MIGRATIONS.map(dyingAfter);
if (values.bare) {
  const from = Number(db.pragma('user_version', { simple: true }));
  for (const step of steps) if (step.version > from) db.exec(step.sql);
  db.pragma(`user_version = ${steps.at(-1)?.version ?? 0}`);
} else {
  migrate(db, file, steps);
}
db.close();
