import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { setupWith } from '#engine/testing/deliberation.ts';
import { NEVER } from '#shared/base/abort.ts';
import { modelRef, seq, type RunId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import { runCatalog } from './run-catalog.ts';
import { compose, type Host } from './compose.ts';
import type { Places } from './places.ts';
import { storedIn } from './whole-run.ts';
import { collected } from './testing/host-bench.ts';
import { valueOf } from '#store/testing/scratch.ts';

const tree = fileURLToPath(new URL('../..', import.meta.url));
const FILE = 'SmolLM2-135M-Instruct.Q4_1.gguf';
const here = existsSync(join(tree, 'models', FILE));
if (!here) process.stderr.write(`SKIPPED for want of models/${FILE}: forks and re-runs on the real model\n`);

const home = mkdtempSync(join(tmpdir(), 'parley-fork-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const places: Places = { home, models: join(tree, 'models'), tree };
const signal = { signal: NEVER };

/** A program of its own: a host process with nothing in its caches. One thread: a busy machine's cores wait for each other. */
const program = (): Host =>
  compose({
    places,
    settings: { gpu: 'off', threads: 1, sharing: 'trunk', batching: 'composer', scriptedDelay: 0, scriptedPace: 0 },
    hostEntry: new URL('../inference/host/main.ts', import.meta.url),
    app: 'test',
  });

/** Twelve short turns: three who never agree, nothing that ends it but the budget. */
const setup = (changes: Partial<RunSetup> = {}): RunSetup => {
  const seats = setupWith().seats.map((seat) => ({
    ...seat,
    model: modelRef(FILE),
    leaning: { agree: 0, withdraw: 0 },
  }));
  return setupWith({
    seats,
    cadence: 'floor',
    budget: { turns: 12 },
    answer: { maxTokens: 12, sentences: 1 },
    context: 2048,
    brakes: { noNewContent: 0, politeness: 0, nudges: 0, mailCap: 0, waitCycle: 0 },
    ...changes,
  });
};

async function toEnd(host: Host, run: RunId): Promise<readonly AnyEvent[]> {
  const { failure } = await collected(host.handlers['events.subscribe']({ run, after: seq(0) }, signal));
  expect(failure).toBe(undefined);
  const { events } = valueOf(await storedIn(runCatalog(places), run));
  expect(events.at(-1)).toMatchObject({ type: 'v1.run.ended', data: { reason: 'budget' } });
  return events;
}

const startOf = async (host: Host, given: RunSetup): Promise<RunId> =>
  valueOf(await host.handlers['run.start']({ setup: given }, signal)).run;

type Ended = EventOf<'v1.turn.ended'>;
type Started = EventOf<'v1.turn.started'>;
const isEnded = (event: AnyEvent): event is Ended => event.type === 'v1.turn.ended';
const isStarted = (event: AnyEvent): event is Started => event.type === 'v1.turn.started';

/** Of the turns of a branch: tokens of ground that were evaluated by its first, and by all; the ground of the first, and of the longest. */
function groundIn(events: readonly AnyEvent[], from: number) {
  const later = events.filter((event) => event.seq > from);
  const evaluated = later.filter(isEnded).map(({ data }) => data.counts.ground);
  const lengths = later
    .filter(isStarted)
    .map(({ data }) =>
      data.lineage.filter(({ part }) => part === 'ground').reduce((sum, { tokens }) => sum + tokens, 0),
    );
  return {
    turns: lengths.length,
    first: evaluated[0] ?? -1,
    all: evaluated.reduce((sum, one) => sum + one, 0),
    firstGround: lengths[0] ?? -1,
    longest: Math.max(...lengths),
  };
}

test.skipIf(!here)(
  'a fork at turn 9 of 12 evaluates no shared token where it was run, and each once in a new process',
  { timeout: 600_000 },
  async () => {
    const one = program();
    let run: RunId;
    let at: number;
    try {
      run = await startOf(one, setup());
      const events = await toEnd(one, run);
      const ninth = events.filter(isStarted).find(({ data }) => data.turn === 9);
      // What turn 9 began with has been in front of this process; the fork goes on with that very turn.
      at = (ninth?.seq ?? 1) - 1;
      const { run: warm } = valueOf(
        await one.handlers['run.fork']({ run, at: seq(at), changes: [], start: true }, signal),
      );
      const figures = groundIn(await toEnd(one, warm), at);
      process.stderr.write(`fork at turn 9 in the process that ran it: ${JSON.stringify(figures)}\n`);
      expect(figures.turns).toBe(4);
      expect(figures.first).toBe(0);
    } finally {
      await one.close();
    }
    const other = program();
    try {
      const { run: cold } = valueOf(
        await other.handlers['run.fork']({ run, at: seq(at), changes: [], start: true }, signal),
      );
      const figures = groundIn(await toEnd(other, cold), at);
      process.stderr.write(`fork at turn 9 in a new process: ${JSON.stringify(figures)}\n`);
      expect(figures.first).toBe(figures.firstGround);
      expect(figures.all).toBe(figures.longest);
    } finally {
      await other.close();
    }
  },
);

test.skipIf(!here)(
  'an exact re-run in a new process is token-equal and says so; its prompts verify; another seed is found',
  { timeout: 600_000 },
  async () => {
    const one = program();
    let run: RunId;
    try {
      run = await startOf(one, setup({ exact: true, budget: { turns: 6 } }));
      await toEnd(one, run);
    } finally {
      await one.close();
    }
    const other = program();
    try {
      const { run: again } = valueOf(await other.handlers['run.rerun']({ run }, signal));
      await toEnd(other, again);
      const same = valueOf(await other.handlers['run.difference']({ run: again }, signal));
      process.stderr.write(`exact re-run: ${same.sentence}\n`);
      expect(same).toMatchObject({ same: true, turns: 6 });
      expect(same.tokens).toBeGreaterThan(20);
      const middle = (await toEnd(other, run)).filter(isEnded)[3]?.seq ?? seq(1);
      const { run: late } = valueOf(await other.handlers['run.rerun']({ run, from: seq(middle + 1) }, signal));
      await toEnd(other, late);
      expect(valueOf(await other.handlers['run.difference']({ run: late }, signal)).same).toBe(true);
      const { prompts } = valueOf(await other.handlers['run.verify']({ run }, signal));
      process.stderr.write(`prompts: ${JSON.stringify(prompts)}\n`);
      expect(prompts).toEqual({ checked: prompts?.of, of: prompts?.of });
      expect(prompts?.of).toBeGreaterThanOrEqual(12);
      // The control: with another seed something else is said, and it is told from where on.
      const changes = [{ kind: 'seed' as const, seed: 99 }];
      const { run: seeded } = valueOf(
        await other.handlers['run.fork']({ run, at: seq(5), changes, start: true }, signal),
      );
      await toEnd(other, seeded);
      expect(valueOf(await other.handlers['run.difference']({ run: seeded }, signal))).toMatchObject({
        same: false,
        difference: { reason: 'other seed' },
      });
    } finally {
      await other.close();
    }
  },
);

test.skipIf(!here)(
  'the prompts of every recording whose model is here are built anew token by token',
  { timeout: 600_000 },
  async () => {
    const host = program();
    try {
      const { runs } = valueOf(await host.handlers['run.list']({}, signal));
      const seen: string[] = [];
      for (const { run, source } of runs.filter((row) => row.source === 'recording')) {
        const { prompts, bad } = valueOf(await host.handlers['run.verify']({ run }, signal));
        seen.push(`${run} ${JSON.stringify(prompts)}`);
        expect([run, source, bad, prompts?.bad]).toEqual([run, 'recording', undefined, undefined]);
        if (prompts?.unchecked === undefined) expect(prompts?.checked).toBe(prompts?.of);
      }
      process.stderr.write(`${seen.join('\n')}\n`);
      expect(seen.length).toBeGreaterThanOrEqual(9);
    } finally {
      await host.close();
    }
  },
);
