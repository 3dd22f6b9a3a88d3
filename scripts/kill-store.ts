/**
 * The long form of the kill test: node scripts/kill-store.ts [--loops 200] [--seed 1]
 * A writer is killed (SIGKILL) at random moments, again and again on one file: nothing acknowledged may be lost, no gap, chain whole.
 * Then the negative control: a writer that acknowledges before it commits must be caught.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killLoops } from '#store/testing/kill-loops.ts';

const { values } = parseArgs({
  options: { loops: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});

for (const early of [false, true]) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-kill-'));
  const loops = early ? 3 : Number(values.loops);
  const report = await killLoops({ folder, loops, seed: Number(values.seed), early });
  rmSync(folder, { recursive: true });
  const holds = report.broken === 0 && (early ? report.lost > 0 : report.lost === 0);
  console.log(JSON.stringify({ writer: early ? 'acknowledges too early' : 'as it is', holds, ...report }));
  if (!holds) process.exitCode = 1;
}
