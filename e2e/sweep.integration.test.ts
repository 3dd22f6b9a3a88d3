import { expect, test } from 'vitest';
import { eventsIn, freshHome, parley, scenarioFile, start } from './support/parley.ts';
import { cellsOf, runsIn } from './support/sweep.ts';

/** Starts or resumes a sweep and kills the whole program as soon as `over` runs are over; its id. */
async function killed(args: readonly string[], over: number): Promise<string> {
  const running = start(args, { env: { PARLEY_SCRIPTED_DELAY: '25' } });
  let said = '';
  running.child.stdout?.on('data', (chunk: string) => {
    said += chunk;
    if (new RegExp(`"over":${over},`).test(said)) running.child.kill('SIGKILL');
  });
  const { signal, stderr } = await running.finished;
  expect(signal, stderr).toBe('SIGKILL');
  return /"sweep":"([^"]+)"/.exec(said)?.[1] ?? '';
}

test('a sweep of 2 x 2 x 2 that is killed with SIGKILL twice in the middle comes to its end with nothing run twice, and a run that was cut off is gone on with', async () => {
  const home = freshHome();
  const scenario = scenarioFile(home, { seats: 2 });
  const flags = [
    '--models',
    'scripted,scripted-b',
    '--modes',
    'peers,single',
    '--seeds',
    '1,2',
    '--json',
    '--home',
    home,
  ];
  const sweep = await killed(['sweep', scenario, ...flags], 2);
  const first = await cellsOf(home, sweep);
  const listed = await parley(['sweep', '--json', '--home', home]);
  expect(listed.stdout).toContain('"state":"interrupted"');
  expect(await killed(['sweep', '--resume', sweep, '--json', '--home', home], 4)).toBe(sweep);
  const second = await cellsOf(home, sweep);
  const rest = await parley(['sweep', '--resume', sweep, '--json', '--home', home]);
  expect(rest.code, rest.stderr).toBe(0);
  const last = await cellsOf(home, sweep);
  expect(last.map(({ state }) => state)).toEqual(Array.from({ length: 8 }, () => 'done'));
  // What was begun keeps its run, what was not has none before; and no run lies there that is of no cell.
  for (const before of [first, second]) {
    expect(before.filter(({ state }) => state === 'done').length).toBeGreaterThanOrEqual(2);
    expect(before.some(({ state }) => state === 'waiting')).toBe(true);
    for (const { cell, run } of before) {
      if (run !== undefined) expect(last.find((other) => other.cell === cell)?.run).toBe(run);
    }
  }
  expect(runsIn(home).toSorted()).toEqual(last.map(({ run }) => run ?? '').toSorted());
  let recovered = 0;
  for (const run of runsIn(home)) {
    const events = eventsIn((await parley(['play', run, '--speed', '0', '--json', '--home', home])).stdout);
    expect(events.filter(({ type }) => type === 'v1.run.created')).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'v1.run.ended')).toHaveLength(1);
    recovered += events.filter(({ type, data }) => type === 'v1.run.resumed' && data['by'] === 'recovery').length;
  }
  // Without a run that was cut off this test would show half of it.
  expect(recovered).toBeGreaterThan(0);
});

test('Ctrl-C stops a sweep and says how to go on', async () => {
  const home = freshHome();
  const scenario = scenarioFile(home, { seats: 2 });
  const running = start(['sweep', scenario, '--seeds', '1,2,3', '--home', home], {
    env: { PARLEY_SCRIPTED_DELAY: '40' },
  });
  running.child.stderr?.once('data', () => setTimeout(() => running.child.kill('SIGINT'), 300));
  const { code, stderr } = await running.finished;
  expect(code, stderr).toBe(130);
  const [, sweep = ''] = /parley sweep --resume (\S+)/.exec(stderr) ?? [];
  const rest = await parley(['sweep', '--resume', sweep, '--home', home]);
  expect(rest.code, rest.stderr).toBe(0);
  expect(rest.stdout).toContain('3 of 3');
  expect(runsIn(home)).toHaveLength(3);
});
