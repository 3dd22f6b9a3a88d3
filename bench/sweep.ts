import { writeFileSync, readdirSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { eventsIn, freshHome, parley, start } from '../e2e/support/parley.ts';
import { LIBRARY_SWEEP } from '../e2e/support/sweep.ts';

/**
 * `npm run bench -- sweep`: two real models × two modes × two seeds, two seats and four turns each. The whole program is killed with SIGKILL
 * as soon as `--kill-after 3` runs are over, the sweep is resumed, and what lies on the disk is checked: each cell one run, nothing run
 * twice, and each model loaded at most once by each of the two programs. Prints the table as Markdown, with the control beside it.
 */
const MODELS = option('--models') ?? 'smollm2-135m-instruct,gemma-3-270m';
const KILL_AFTER = Number(option('--kill-after') ?? 3);

const home = freshHome();
const scenario = join(home, 'sweep.yaml');
writeFileSync(scenario, LIBRARY_SWEEP);
const flags = ['--models', MODELS, '--modes', 'peers,single', '--seeds', '1,2', '--json', '--home', home];
console.log(`${cpus()[0]?.model ?? ''}, ${availableParallelism()} cores, load ${(loadavg()[0] ?? 0).toFixed(1)}`);

const began = performance.now();
const sweep = await killedSweep();
const before = cellsIn((await parley(['sweep', '--table', sweep, '--json', '--home', home])).stdout);
console.log(`killed: ${before.map(({ state }) => state).join(', ')}`);
const rest = await parley(['sweep', '--resume', sweep, '--json', '--home', home]);
if (rest.code !== 0) throw new Error(rest.stderr);
console.log(`resumed and done after ${((performance.now() - began) / 1000).toFixed(1)} s`);
const after = cellsIn(rest.stdout);
await check();

const shown = await parley(['sweep', '--table', sweep, '--home', home]);
const [head = [], ...rows] = shown.stdout
  .trimEnd()
  .split('\n')
  .map((line) => line.split(/ {2,}/u));
for (const row of [head, head.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`);

type Cell = { readonly cell: string; readonly state: string; readonly run?: string };

async function killedSweep(): Promise<string> {
  const running = start(['sweep', scenario, ...flags]);
  let said = '';
  running.child.stdout?.on('data', (chunk: string) => {
    said += chunk;
    // A moment into the next run, so that one is cut off in its middle.
    if (said.includes(`"over":${KILL_AFTER},`)) setTimeout(() => running.child.kill('SIGKILL'), 1000);
  });
  const { signal, stderr } = await running.finished;
  if (signal !== 'SIGKILL') throw new Error(`it was not killed in the middle: ${stderr}`);
  return /"sweep":"([^"]+)"/u.exec(said)?.[1] ?? '';
}

/** Throws where something was run twice, or a run lies there that is of no cell. */
async function check(): Promise<void> {
  const runs = readdirSync(join(home, 'runs')).flatMap((name) => (name.endsWith('.db') ? [name.slice(0, -3)] : []));
  const own = after.map(({ run }) => run ?? '');
  if (runs.toSorted().join() !== own.toSorted().join()) throw new Error(`runs: ${runs.join()}; cells: ${own.join()}`);
  for (const { cell, run } of before) {
    const now = after.find((other) => other.cell === cell)?.run;
    if (run !== undefined && now !== run) throw new Error(`${cell} was run twice: ${run}, ${now ?? 'nothing'}`);
  }
  let recovered = 0;
  const loads = new Set<string>();
  for (const run of runs) {
    const events = eventsIn((await parley(['play', run, '--speed', '0', '--json', '--home', home])).stdout);
    const cut = events.findIndex(({ type, data }) => type === 'v1.run.resumed' && data['by'] === 'recovery');
    if (cut >= 0) recovered += 1;
    const isOld = before.some((cell) => cell.run === run && cell.state === 'done');
    for (const [at, { type, data }] of events.entries()) {
      if (type !== 'v1.model.loaded') continue;
      const program = isOld || at < cut ? 'the killed program' : 'the second program';
      // A run whose model is in memory already is told the time of the load that put it there: to the microsecond, so it tells loads apart.
      loads.add(`${program} loaded ${String(data['model'])} in ${Number(data['loadTime']) / 1e6} s`);
    }
  }
  console.log(`${runs.length} runs for ${after.length} cells, ${recovered} cut off and gone on with, none run twice`);
  for (const load of loads) console.log(load);
  const pairs = new Set([...loads].map((load) => load.replace(/ in .*/u, '')));
  if (pairs.size < loads.size) throw new Error('a model was loaded twice by one program');
}

function cellsIn(stdout: string): readonly Cell[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{"kind":"cell"'))
    .map((line) => JSON.parse(line) as Cell);
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}
