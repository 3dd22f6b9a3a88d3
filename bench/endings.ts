import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeEvent, type AnyEvent } from '#shared/events/event.ts';
import { brakeRules } from '#shared/events/rules.ts';
import { runOf } from '#shared/projections/fold-run.ts';
import type { RunView } from '#shared/projections/run.ts';
import { contentBrake } from '#engine/content-brakes.ts';
import { eventsIn, freshHome, parley, TREE } from '../e2e/support/parley.ts';

/**
 * `node bench/endings.ts [--seeds 1,2,3] [--scenarios users-endpoint,hiring] [--at-once 2]`: every ready scenario with every seed on its real
 * models, a line each: how it ended, inside which budget, which brakes fired, and whether it ran on to its turn cap although its last round
 * brought nothing new. Logs are kept in bench/out/endings and are not run again. Runs at once take one thread each.
 */
const folder = fileURLToPath(new URL('./out/endings/', import.meta.url));
mkdirSync(folder, { recursive: true });
const seeds = (option('--seeds') ?? '1,2,3,4,5,6,7,8,9,10').split(',');
const scenarios =
  option('--scenarios')?.split(',') ??
  readdirSync(join(TREE, 'scenarios')).flatMap((name) => (name.endsWith('.yaml') ? [name.slice(0, -5)] : []));
const atOnce = Number(option('--at-once') ?? 1);

const jobs = scenarios.flatMap((scenario) => seeds.map((seed) => ({ scenario, seed })));
let next = 0;
const rows: { readonly line: string; readonly reason: string; readonly stale: boolean; readonly over: boolean }[] = [];
await Promise.all(Array.from({ length: atOnce }, work));
const reasons = new Map<string, number>();
for (const { reason } of rows) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
console.log(`${rows.length} runs: ${[...reasons].map(([reason, count]) => `${count} ${reason}`).join(', ')}`);
console.log(`over their budget: ${rows.filter(({ over }) => over).length}`);
console.log(`ended by the turn cap with nothing new in the last round: ${rows.filter(({ stale }) => stale).length}`);

async function work(): Promise<void> {
  for (let job = jobs[next]; job !== undefined; job = jobs[next]) {
    next += 1;
    const row = judged(`${job.scenario} seed ${job.seed}`, await eventsOf(job));
    rows.push(row);
    console.log(row.line);
  }
}

async function eventsOf({
  scenario,
  seed,
}: {
  readonly scenario: string;
  readonly seed: string;
}): Promise<readonly AnyEvent[]> {
  const file = join(folder, `${scenario}-${seed}.jsonl`);
  if (!existsSync(file)) {
    const home = freshHome();
    const args = ['run', join(TREE, 'scenarios', `${scenario}.yaml`), '--seed', seed, '--json', '--home', home];
    const ran = await parley(args, { env: atOnce > 1 ? { PARLEY_THREADS: '1' } : {} });
    rmSync(home, { recursive: true, force: true });
    if (ran.code !== 0) throw new Error(`${scenario} seed ${seed}: ${ran.stderr.slice(-300)}`);
    writeFileSync(file, ran.stdout);
  }
  return eventsIn(readFileSync(file, 'utf8')).map((event) => {
    const decoded = decodeEvent(event);
    if (!decoded.ok) throw new Error(decoded.failure);
    return decoded.value;
  });
}

function judged(name: string, events: readonly AnyEvent[]) {
  const view = runOf(events);
  const { budget } = view.setup ?? { budget: { turns: 0 } };
  const reason = view.end?.reason ?? 'no end';
  const capped = reason === 'budget' && view.budgetReached?.kind === 'turns';
  const stale = capped && isStale(view);
  const over = view.turns.length > budget.turns || reason === 'no end';
  const brakes = view.braked.map(({ brake, did }) => `${brake} (${did})`);
  const fired = events.flatMap((event) =>
    event.type === 'v1.brake.fired' ? [`${event.data.brake} (${event.data.did})`] : [],
  );
  const told = [
    `${name}: ${reason}, ${view.turns.length} of ${budget.turns} turns, ${view.tokens} tokens`,
    `brakes on the run: ${brakes.length === 0 ? 'none' : brakes.join(', ')}`,
    `on texts: ${fired.length === 0 ? 'none' : counted(fired)}`,
    `${view.nudges.length} nudges`,
    ...(stale ? ['NOTHING NEW IN ITS LAST ROUND'] : []),
  ];
  return { line: told.join('; '), reason, stale, over };
}

function counted(words: readonly string[]): string {
  return [...new Set(words)].map((word) => `${words.filter((other) => other === word).length} ${word}`).join(', ');
}

/** Whether a brake with half the patience, but at least a round, would have ended it: the agents had stopped saying anything new. */
function isStale(view: RunView): boolean {
  const { setup } = view;
  if (setup === undefined) return false;
  const patience = Math.max(1, Math.floor(brakeRules(setup).noNewContent / 2));
  return (
    contentBrake({ ...view, setup: { ...setup, brakes: { ...setup.brakes, noNewContent: patience } } }) !== undefined
  );
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}
