/** A host that dies on every attempt: it costs an agent, or the run its end with a reason; never a storm of restarts. */
import { expect, test } from 'vitest';
import { agentId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { setupBraked } from './testing/brake-scenarios.ts';
import { eventsOf } from './testing/free-run.ts';
import { Stage } from './testing/races/stage.ts';
import { PROGRAM, type Seams } from './testing/simulator/seams.ts';

const BEN = agentId('Ben', 1);
const CADENCES = ['rounds', 'floor', 'free'] as const;

/** Lets everything go on in its order; the host dies at each `kind` of call of whom `of` names. Answers how often it died. */
async function dying(stage: Stage, kind: string, of: (who: string) => boolean): Promise<number> {
  let deaths = 0;
  for (let step = 0; !stage.hasEnded; step += 1) {
    expect(step).toBeLessThan(500);
    const [task] = stage.parked;
    if (task === undefined) {
      await stage.command({ kind: 'end' });
      continue;
    }
    const dies = task.kind === kind && of(task.who);
    if (dies) deaths += 1;
    await stage.end([task], dies ? 'crashed' : 'done');
  }
  return deaths;
}

const setup = (cadence: RunSetup['cadence']): RunSetup =>
  setupBraked({ cadence, budget: { turns: 12 } }, { waitCycle: 1 });

for (const cadence of CADENCES) {
  for (const kind of ['open', 'speak'] as const) {
    test(`${cadence}: one whose host dies at every ${kind} leaves as failed after two turns, and the others go on`, async () => {
      const stage = await Stage.begin({ setup: setup(cadence) });
      expect(await dying(stage, kind, (who) => who === 'Ben')).toBe(4);
      const left = eventsOf(stage.events, 'v1.agent.left').map(({ data }) => [data.agent, data.by]);
      expect(left).toEqual([[BEN, 'failure']]);
      expect(stage.view.end?.reason).toBe('budget');
      expect(stage.view.turns).toHaveLength(12);
      expect(stage.lost()).toEqual([]);
    });

    test(`${cadence}: where the host dies at every ${kind} of everyone the run ends as failed, after two attempts a turn`, async () => {
      const stage = await Stage.begin({ setup: setup(cadence) });
      const deaths = await dying(stage, kind, () => true);
      expect(deaths).toBeLessThanOrEqual(2 * 2 * 3);
      expect(stage.view.end).toMatchObject({ reason: 'failed' });
      expect(stage.view.end?.detail).toContain('inference failed in');
      expect(stage.lost()).toEqual([]);
    });
  }
}

test('free: one whose host dies for ever leaves also where the others never leave a moment without an open turn', async () => {
  const stage = await Stage.begin({ setup: setupBraked({ cadence: 'free', budget: { turns: 24 } }) });
  let deaths = 0;
  for (let step = 0; !stage.hasEnded; step += 1) {
    expect(step).toBeLessThan(500);
    // Prompts and choices first, so that two turns are always open before one ends.
    const task = stage.parked.find(({ kind, who }) => kind !== 'speak' || who === 'Ben') ?? stage.parked[0];
    if (task === undefined) break;
    const dies = task.kind === 'speak' && task.who === 'Ben';
    if (dies) deaths += 1;
    await stage.end([task], dies ? 'crashed' : 'done');
  }
  expect(deaths).toBe(4);
  expect(eventsOf(stage.events, 'v1.agent.left').map(({ data }) => data.agent)).toEqual([BEN]);
  expect(stage.view.end?.reason).toBe('budget');
  expect(stage.lost()).toEqual([]);
});

test('negative control: with attempts that are never counted the same host is started again and again', async () => {
  const forgetful: Seams = {
    ...PROGRAM,
    next: (view, now) =>
      PROGRAM.next(
        { ...view, turns: view.turns.map((turn) => ({ ...turn, crashes: Math.min(turn.crashes, 1) })) },
        now,
      ),
  };
  const stage = await Stage.begin({ setup: setup('free'), seams: forgetful });
  let deaths = 0;
  for (let step = 0; step < 100 && !stage.hasEnded; step += 1) {
    const task = stage.parked.find(({ kind }) => kind === 'open') ?? stage.parked[0];
    if (task === undefined) break;
    if (task.kind === 'speak') deaths += 1;
    await stage.end([task], task.kind === 'speak' ? 'crashed' : 'done');
  }
  expect(stage.hasEnded).toBe(false);
  expect(deaths).toBeGreaterThan(12);
});

test('a model that cannot be loaded ends the run as failed at once, with its reason and without a second try', async () => {
  const stage = await Stage.begin({ setup: setup('free') });
  await stage.restart('crashed');
  expect(stage.view.end).toEqual(expect.objectContaining({ reason: 'failed', detail: 'the host died' }));
  expect(eventsOf(stage.events, 'v1.model.failed')).toHaveLength(1);
  expect(stage.lost()).toEqual([]);
});
