/**
 * What an export of a long run holds in memory: node scripts/export-memory.ts [--events 100000] [--formats jsonl,otlp]
 * A run is generated into a store, then each format is exported by a process of its own through the host's handler, and the most that it held
 * beyond what it held before is printed, a line of JSON a format. Last the control: an exporter that reads the whole run first.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { heldByExport, storeEvents, type Format } from '#host/testing/export-memory.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    formats: { type: 'string', default: 'minutes,jsonl,html,markdown,chrome-trace,otlp,openai,sharegpt' },
    home: { type: 'string' },
    step: { type: 'string', default: 'all' },
    content: { type: 'boolean', default: false },
    gather: { type: 'boolean', default: false },
  },
});
const home = values.home ?? mkdtempSync(join(tmpdir(), 'parley-memory-'));
const places = { home, models: join(home, 'models'), tree: join(home, 'tree') };

if (values.step === 'store') storeEvents(places, longRun(Number(values.events)));
else if (values.step === 'export') {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const format = values.formats as Format;
  console.log(
    JSON.stringify(await heldByExport({ places, format, collect, content: values.content, gather: values.gather })),
  );
} else {
  try {
    apart('--step', 'store', '--events', values.events);
    for (const format of values.formats.split(',')) console.log(apart('--step', 'export', '--formats', format));
    console.log(`with content: ${apart('--step', 'export', '--formats', 'otlp', '--content')}`);
    console.log(`control, the whole run read first: ${apart('--step', 'export', '--formats', 'otlp', '--gather')}`);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** In a process of its own, so that nothing of one step is in the memory of another. */
function apart(...args: readonly string[]): string {
  const file = fileURLToPath(import.meta.url);
  const done = spawnSync(process.execPath, [file, '--home', home, ...args], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr);
  return done.stdout.trim();
}
