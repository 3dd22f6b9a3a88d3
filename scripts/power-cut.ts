/**
 * The long form of the power-cut test: node scripts/power-cut.ts [--cuts 300] [--events 100] [--seed 1] [--synchronous FULL|NORMAL]
 * FULL must lose nothing; NORMAL is the negative control and must lose some. Without --synchronous both are run. Needs strace.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { has } from '#store/testing/needs.ts';
import { powerCuts } from '#store/testing/power-cut.ts';

const { values } = parseArgs({
  options: {
    cuts: { type: 'string', default: '300' },
    events: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    synchronous: { type: 'string' },
  },
});
const modes = (['FULL', 'NORMAL'] as const).filter((mode) => (values.synchronous ?? mode) === mode);
if (!has('strace', 'that a power cut loses no acknowledged event') || modes.length === 0) process.exit(2);

for (const synchronous of modes) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-power-'));
  const sizes = { cuts: Number(values.cuts), events: Number(values.events), seed: Number(values.seed) };
  const report = powerCuts({ folder, synchronous, ...sizes });
  rmSync(folder, { recursive: true });
  const holds = report.broken.length === 0 && (synchronous === 'FULL' ? report.lost === 0 : report.lost > 0);
  console.log(JSON.stringify({ synchronous, holds, ...report }));
  if (!holds) process.exitCode = 1;
}
