import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { figuresOf, longestShared } from '../e2e/support/figures.ts';
import { eventsIn, freshHome, parley, TREE } from '../e2e/support/parley.ts';

/**
 * `node bench/quality.ts [--seeds 1,2,3,4,5] [--scenarios users-endpoint,pre-mortem]`: every ready scenario with every seed on its real
 * models, a line each: how many turns after the first round were passed over, how many were tried again, and the longest run of words
 * that two messages share.
 */
const seeds = (option('--seeds') ?? '1,2,3,4,5').split(',');
const scenarios =
  option('--scenarios')?.split(',') ??
  readdirSync(join(TREE, 'scenarios')).flatMap((name) => (name.endsWith('.yaml') ? [name.slice(0, -5)] : []));
const home = freshHome();
const all = { turns: 0, later: 0, passes: 0, retries: 0, longest: 0 };
for (const scenario of scenarios) {
  for (const seed of seeds) {
    const ran = await parley([
      'run',
      join(TREE, 'scenarios', `${scenario}.yaml`),
      '--seed',
      seed,
      '--json',
      '--home',
      home,
    ]);
    const events = eventsIn(ran.stdout);
    const figures = figuresOf(events);
    const shared = longestShared(figures.bodies);
    all.turns += figures.turns;
    all.later += figures.later;
    all.passes += figures.passes;
    all.retries += figures.retries;
    all.longest = Math.max(all.longest, shared.words);
    const { turns, later, passes, retries, evaluatedPerWritten, medianTail } = figures;
    const reason = String(events.at(-1)?.data['reason']);
    console.log(
      `${scenario} seed ${seed}: ${reason}, ${turns} turns, ${passes} of ${later} later ones passed, ${retries} retries, longest shared ${shared.words} words, evaluated per written ${evaluatedPerWritten.toFixed(2)}, median tail ${medianTail}`,
    );
  }
}
console.log(
  `all: ${all.passes} of ${all.later} turns after the first round passed (${share(all.passes, all.later)}), ${all.retries} retries in ${all.turns} turns (${share(all.retries, all.turns)}), longest shared run ${all.longest} words`,
);

function share(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}
