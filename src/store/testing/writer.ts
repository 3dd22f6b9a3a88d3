/**
 * A process that writes a run as the program does, and says `ACK n` on stdout once event n is durable; for tests that kill it.
 *   node writer.ts FILE COUNT [--most BYTES] [--seed N] [--synchronous NORMAL] [--early] [--die] [--hold]
 * `--early` plants the fault of acknowledging before the commit (and dies in between, once); `--die` ends by SIGKILL, so that
 * nothing is tidied up; `--hold` keeps the run open until it is killed.
 */
import { existsSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { random } from '#shared/base/random.ts';
import { micros } from '#shared/events/ids.ts';
import { createJournal, openJournal, type StoreJournal } from '../journal.ts';
import { created, RUN, said } from './drafts.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    most: { type: 'string', default: '4000' },
    seed: { type: 'string', default: '1' },
    synchronous: { type: 'string', default: 'FULL' },
    early: { type: 'boolean', default: false },
    die: { type: 'boolean', default: false },
    hold: { type: 'boolean', default: false },
  },
});
const [file = '', count = '10'] = positionals;

const journal = open();
const next = random(Number(values.seed));
const first = journal.lastSeq();
for (let done = 0; done < Number(count); done += 1) write(journal.lastSeq() + 1);
if (values.hold) {
  setInterval(() => {}, 1000);
} else if (values.die) {
  process.kill(process.pid, 'SIGKILL');
} else {
  journal.close();
}

function open(): StoreJournal {
  const settings = { synchronous: values.synchronous === 'NORMAL' ? ('NORMAL' as const) : ('FULL' as const) };
  const opened = (existsSync(file) ? openJournal : createJournal)({ file, run: RUN }, { settings });
  if (!opened.ok) {
    writeSync(1, `FAILED ${JSON.stringify(opened.failure)}\n`);
    process.exit(3);
  }
  writeSync(1, `OPEN ${process.pid}\n`);
  return opened.value;
}

function write(count: number): void {
  const body = 'abcdefg '.repeat(Math.ceil((next() * Number(values.most)) / 8));
  const draft = count === 1 ? created() : said(count, body, { reasoning: body.slice(0, 50) });
  if (values.early) writeSync(1, `ACK ${count}\n`);
  if (values.early && count === first + 5) process.kill(process.pid, 'SIGKILL');
  const appended = journal.append([draft], micros(count));
  if (!appended.ok) throw new Error(appended.failure.detail);
  if (!values.early) writeSync(1, `ACK ${count}\n`);
}
