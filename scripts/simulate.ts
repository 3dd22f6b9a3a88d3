/**
 * The simulator by hand: npm run simulate -- [--seeds 2000] [--from 1] [--steps 300]: every seed must hold; a failing one is printed as the
 * command that repeats it. With --planted: bugs are planted one by one, and each must be found within the seeds.
 */
import { parseArgs } from 'node:util';
import { PLANTED, withBug } from '#engine/testing/simulator/planted.ts';
import { simulate, type Counters } from '#engine/testing/simulator/simulate.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: '300' },
    planted: { type: 'boolean', default: false },
  },
});
const [seeds, from, steps] = [values.seeds, values.from, values.steps].map(Number) as [number, number, number];
process.exitCode = values.planted ? await plant() : await hold();

async function hold(): Promise<number> {
  const counters: Counters = new Map();
  const began = performance.now();
  let [failed, taken, runs] = [0, 0, 0];
  for (let seed = from; seed < from + seeds; seed += 1) {
    const report = await simulate(seed, { steps, counters });
    taken += report.steps;
    runs += report.runs;
    if (report.violation === undefined) continue;
    failed += 1;
    console.log(`${report.violation}\n  npm run simulate -- --seeds 1 --from ${seed} --steps ${steps}`);
  }
  for (const [what, count] of [...counters].toSorted(([one], [other]) => one.localeCompare(other)))
    console.log(`${String(count).padStart(9)}  ${what}`);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${seeds} seeds, ${runs} runs, ${taken} steps in ${seconds} s: ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function plant(): Promise<number> {
  let missed = 0;
  for (const name of Object.keys(PLANTED)) {
    const found = await firstFound(name);
    console.log(
      found === undefined
        ? `NOT FOUND in ${seeds} seeds: ${name}`
        : `seed ${found.seed}: ${name}: ${found.violation ?? ''}`,
    );
    if (found === undefined) missed += 1;
  }
  return missed === 0 ? 0 : 1;
}

async function firstFound(name: string) {
  for (let seed = from; seed < from + seeds; seed += 1) {
    const report = await simulate(seed, { steps, seams: withBug(name) });
    if (report.violation !== undefined) return report;
  }
  return undefined;
}
