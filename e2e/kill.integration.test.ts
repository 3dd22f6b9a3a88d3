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

/** A run that is under way in a home: what the disk is known to hold of it, and how often it was killed. */
type Victim = { readonly run: string; readonly stored: readonly WireEvent[]; readonly kills: number };

const hasEnded = ({ stored }: Victim): boolean => stored.at(-1)?.type === 'v1.run.ended';

async function stored(home: string, run: string): Promise<readonly WireEvent[]> {
  return eventsIn((await parley(['play', run, '--speed', '0', '--json', '--home', home])).stdout);
}

/** Kills the run once more, or a new one; all that it had printed, and all that was there before, has to be on the disk, unchanged. */
async function killOnce(home: string, scenario: string, before: Victim | undefined): Promise<Victim> {
  const what = before === undefined ? [scenario] : ['--resume', before.run];
  const printed = await killed(['run', ...what, '--json', '--home', home], Math.random() * 400);
  const run = before?.run ?? String(printed[0]?.data['run']);
  const verified = await parley(['verify', run, '--json', '--home', home]);
  expect(verified.code, verified.stderr).toBe(0);
  const after = await stored(home, run);
  expect(after.slice(0, before?.stored.length ?? 0)).toEqual(before?.stored ?? []);
  const first = (printed[0]?.seq ?? 1) - 1;
  expect(after.slice(first, first + printed.length)).toEqual(printed);
  return { run, stored: after, kills: (before?.kills ?? 0) + 1 };
}

/** Lets the run come to its end, where it has not, and compares it with one that nobody killed. */
async function finish(home: string, victim: Victim, whole: readonly WireEvent[]): Promise<void> {
  if (!hasEnded(victim)) {
    const rest = await parley(['run', '--resume', victim.run, '--json', '--home', home]);
    expect(rest.code, rest.stderr).toBe(0);
  }
  const ended = hasEnded(victim) ? victim.stored : await stored(home, victim.run);
  expect(ended.slice(0, victim.stored.length)).toEqual(victim.stored);
  expect(bodies(ended)).toEqual(bodies(whole));
  expect(ended.at(-1)?.data).toEqual(whole.at(-1)?.data);
  const turns = ended.filter((event) => event.type === 'v1.turn.ended').map((event) => event.data['turn']);
  expect(new Set(turns).size).toBe(turns.length);
}

/** Kills in one home; a run that a kill has cut off is killed once more while it is resumed, and then let come to its end. */
const KILLS = 25;

test.concurrent.for(['one home', 'another beside it'])(
  'killed with SIGKILL at 25 random moments, also while a run is resumed, nothing acknowledged is lost, and each run ends like an uninterrupted one: %s',
  { timeout: 300_000 },
  async () => {
    const home = freshHome();
    const scenario = scenarioFile(home);
    const whole = eventsIn((await parley(['run', scenario, '--json', '--home', home])).stdout);
    let victim: Victim | undefined;
    const struck = { first: 0, resumed: 0 };
    for (let kill = 1; kill <= KILLS; kill += 1) {
      victim = await killOnce(home, scenario, victim);
      if (!hasEnded(victim)) struck[victim.kills === 1 ? 'first' : 'resumed'] += 1;
      if (!hasEnded(victim) && kill % 5 === 1) {
        const { run } = victim;
        const listed = await parley(['list', '--json', '--home', home]);
        expect(listed.stdout.split('\n').find((line) => line.includes(run))).toContain('interrupted');
      }
      if (victim.kills < 2 && !hasEnded(victim) && kill < KILLS) continue;
      await finish(home, victim, whole);
      victim = undefined;
    }
    // Without kills that came in the middle this test would show nothing.
    expect(struck.first + struck.resumed).toBeGreaterThan(7);
    expect(struck.resumed).toBeGreaterThan(0);
  },
);
