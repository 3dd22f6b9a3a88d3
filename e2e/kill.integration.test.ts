import { expect, test } from 'vitest';
import { eventsIn, freshHome, parley, scenarioFile, start, type WireEvent } from './support/parley.ts';

/** In the order of the alphabet: the turns of one round may end in any order. */
const bodies = (events: readonly WireEvent[]): readonly string[] =>
  events
    .filter((event) => event.type === 'v1.message.sent')
    .map((event) => String(event.data['body']))
    .toSorted((a, b) => a.localeCompare(b));

/** Kills the whole program with SIGKILL `after` milliseconds from its first turn; answers what it had printed. */
async function killed(args: readonly string[], after: number): Promise<readonly WireEvent[]> {
  const running = start(args, { env: { PARLEY_SCRIPTED_DELAY: '40' } });
  const turn = await Promise.race([running.seen('v1.turn.started'), running.finished]);
  await new Promise((resolve) => setTimeout(resolve, 'seq' in turn ? after : 0));
  running.child.kill('SIGKILL');
  await running.finished;
  return running.events;
}

test('killed with SIGKILL at 20 random moments nothing acknowledged is lost, and the run ends like an uninterrupted one', async () => {
  const home = freshHome();
  const scenario = scenarioFile(home);
  const whole = eventsIn((await parley(['run', scenario, '--json', '--home', home])).stdout);
  let resumed = 0;
  for (let round = 0; round < 20; round += 1) {
    const first = await killed(['run', scenario, '--json', '--home', home], Math.random() * 400);
    const run = String(first[0]?.data['run']);
    const verified = await parley(['verify', run, '--json', '--home', home]);
    expect(verified.code, verified.stderr).toBe(0);
    const stored = eventsIn((await parley(['play', run, '--speed', '0', '--json', '--home', home])).stdout);
    expect(stored.slice(0, first.length)).toEqual(first);
    if (stored.at(-1)?.type !== 'v1.run.ended') {
      resumed += 1;
      const listed = await parley(['list', '--json', '--home', home]);
      expect(listed.stdout.split('\n').find((line) => line.includes(run))).toContain('interrupted');
      const rest = await parley(['run', '--resume', run, '--json', '--home', home]);
      expect(rest.code, rest.stderr).toBe(0);
    }
    const ended = eventsIn((await parley(['play', run, '--speed', '0', '--json', '--home', home])).stdout);
    expect(ended.slice(0, stored.length)).toEqual(stored);
    expect(bodies(ended)).toEqual(bodies(whole));
    expect(ended.at(-1)?.data).toEqual(whole.at(-1)?.data);
    const turns = ended.filter((event) => event.type === 'v1.turn.ended').map((event) => event.data['turn']);
    expect(new Set(turns).size).toBe(turns.length);
  }
  // Without a kill that came in the middle this test would show nothing.
  expect(resumed).toBeGreaterThan(5);
}, 300_000);
