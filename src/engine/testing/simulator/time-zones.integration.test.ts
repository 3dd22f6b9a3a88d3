import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const SEEDS = 20;

/** The logs of the first seeds of the simulator, each as a hash, and the hour that this process thinks it is. */
const SCRIPT = `
  import { createHash } from 'node:crypto';
  import { simulate } from '#engine/testing/simulator/simulate.ts';
  const hashes = [];
  for (let seed = 1; seed <= ${SEEDS}; seed += 1) {
    const { log } = await simulate(seed);
    hashes.push(createHash('sha256').update(log).digest('hex'));
  }
  const noon = new Date(Date.UTC(2026, 0, 1, 12));
  console.log(JSON.stringify({ hashes, hour: noon.getHours(), number: (1234.5).toLocaleString() }));
`;

type Told = { readonly hashes: readonly string[]; readonly hour: number; readonly number: string };

async function simulatedIn(place: Readonly<Record<string, string>>): Promise<Told> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', SCRIPT], {
    cwd: ROOT,
    env: { ...process.env, ...place },
  });
  return JSON.parse(stdout) as Told;
}

test('the same seeds in two time zones and two languages give the same logs, byte for byte', async () => {
  const [home, away] = await Promise.all([
    simulatedIn({ TZ: 'UTC', LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8' }),
    simulatedIn({ TZ: 'Pacific/Kiritimati', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }),
  ]);
  expect(home.hashes).toHaveLength(SEEDS);
  expect(new Set(home.hashes).size).toBe(SEEDS);
  expect(away.hashes).toEqual(home.hashes);
  // The control: these processes do live fourteen hours apart and write numbers differently, so a log that held either would differ.
  expect([home.hour, away.hour]).toEqual([12, 2]);
  expect([home.number, away.number]).toEqual(['1,234.5', '1.234,5']);
});
