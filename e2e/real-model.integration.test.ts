import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { figuresOf, longestShared } from './support/figures.ts';
import { eventsIn, freshHome, parley, start, TREE, type WireEvent } from './support/parley.ts';

const MODEL = join(TREE, 'models', 'SmolLM2-135M-Instruct.Q4_1.gguf');
const here = existsSync(MODEL);
if (!here) process.stderr.write('SKIPPED for want of the starter model: the deliberations on the real model\n');

const home = freshHome();
const eventsOf = async (args: readonly string[], under: readonly string[] = []): Promise<readonly WireEvent[]> => {
  const ran = await parley(['run', ...args, '--json', '--home', home], { under });
  expect(ran.code, ran.stderr).toBe(0);
  return eventsIn(ran.stdout);
};
/** Of the runs on two scenarios, for what is said of both together. */
const runs: ReturnType<typeof figuresOf>[] = [];
const scenario = (name: string): string => join(TREE, 'scenarios', `${name}.yaml`);

test.skipIf(!here)(
  'a run of three in rounds evaluates every ground token once, and at most 2.5 tokens for each it writes',
  async () => {
    const events = await eventsOf([scenario('users-endpoint'), '--seed', '4']);
    expect(events.at(-1)).toMatchObject({ type: 'v1.run.ended', data: { reason: 'budget' } });
    const figures = figuresOf(events);
    expect(figures.groundEvaluated).toBe(figures.longestGround);
    expect(figures.evaluatedPerWritten).toBeLessThanOrEqual(2.5);
    expect(figures.medianTail).toBeLessThanOrEqual(120);
    expect(longestShared(figures.bodies).words, longestShared(figures.bodies).text).toBeLessThanOrEqual(12);
    runs.push(figures);
  },
);

test.skipIf(!here)('a run on the floor, without a network, evaluates every ground token once', async () => {
  const network = canUnshare() ? ['unshare', '-n'] : [];
  if (network.length === 0)
    process.stderr.write('SKIPPED for want of unshare: the run without a network runs with one\n');
  const events = await eventsOf([scenario('town-library'), '--cadence', 'floor', '--turns', '6'], network);
  const figures = figuresOf(events);
  expect(figures.groundEvaluated).toBe(figures.longestGround);
  expect(longestShared(figures.bodies).words, longestShared(figures.bodies).text).toBeLessThanOrEqual(12);
  runs.push(figures);
});

test.skipIf(!here)('at most a third of the turns after the first round are passed over', () => {
  expect(runs).toHaveLength(2);
  const [later, passes] = [sum(runs.map((run) => run.later)), sum(runs.map((run) => run.passes))];
  expect(later).toBeGreaterThan(0);
  expect(passes).toBeLessThanOrEqual(later / 3);
});

test.skipIf(!here)(
  'an inference host that dies in the middle of a turn costs the turn, and the run goes on',
  async () => {
    const running = start(['run', scenario('users-endpoint'), '--turns', '3', '--json', '--home', home]);
    await running.seen('v1.turn.started');
    await new Promise((resolve) => setTimeout(resolve, 400));
    process.kill(hostOf(Number(running.child.pid)), 'SIGSEGV');
    const lost = await running.seen('v1.turn.abandoned');
    expect(lost.data['failure']).toMatchObject({ kind: 'crashed', signal: 'SIGSEGV' });
    const { code, stderr } = await running.finished;
    expect(code, stderr).toBe(0);
    const again = running.events.find((event) => event.type === 'v1.turn.started' && event.data['attempt'] === 2);
    expect(again?.data['turn']).toBeDefined();
    expect(running.events.filter((event) => event.type === 'v1.turn.ended')).toHaveLength(3);
  },
);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** The child of the program that holds the models. */
function hostOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  const host = children.find((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('inference-host'));
  if (host === undefined) throw new Error('the program has no inference host');
  return host;
}

function canUnshare(): boolean {
  try {
    execFileSync('unshare', ['-n', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
