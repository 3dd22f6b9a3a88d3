/** Whole runs of scripted models that never stop: each is stopped by one brake, and with that brake off it goes on to its budget. */
import { expect, test } from 'vitest';
import { random } from '#shared/base/random.ts';
import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import { nameOf } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { EventType } from '#shared/events/vocabulary.ts';
import {
  choose,
  circlingTalk,
  fallsSilent,
  livelyTalk,
  parrotTalk,
  politeTalk,
  setupBraked,
  STUBBORN,
} from './testing/brake-scenarios.ts';
import { deliberate, setupWith, type Arrangement } from './testing/deliberation.ts';
import { scriptedInference, type Script } from './testing/scripted-model.ts';
import { agentCalled } from './testing/written-run.ts';

const CADENCES = ['rounds', 'floor', 'free'] as const;

const of = <Type extends EventType>(events: readonly AnyEvent[], type: Type): readonly EventOf<Type>[] =>
  events.flatMap((event) => (event.type === type ? [event as unknown as EventOf<Type>] : []));

const says = (text: (seed: number) => string): Script => ({ speak: ({ seed }) => ({ text: text(seed) }) });

/** How a run ended, which brakes acted, and after how many turns. */
async function outcomeOf(setup: RunSetup, script: Script, arrangement: Arrangement = {}) {
  const { events, log } = await deliberate(setup, { ...arrangement, inference: scriptedInference(script) });
  return {
    events,
    view: log.view,
    reason: log.view.end?.reason,
    detail: log.view.end?.detail ?? '',
    turns: log.view.turns.length,
    brakes: of(events, 'v1.run.braked').map(({ data }) => `${data.brake} ${data.did}`),
    nudged: of(events, 'v1.agent.nudged').map(({ data }) => nameOf(data.agent)),
  };
}

for (const cadence of CADENCES) {
  test(`courtesies without end are stopped under ${cadence}, and only by their brake`, async () => {
    const stopped = await outcomeOf(setupBraked({ cadence }, { politeness: 1 }), says(politeTalk));
    expect(stopped).toMatchObject({ reason: 'no-progress', brakes: ['politeness ended'] });
    expect(stopped.turns).toBeLessThan(10);
    const running = await outcomeOf(setupBraked({ cadence }), says(politeTalk));
    expect(running).toMatchObject({ reason: 'budget', brakes: [], turns: 45 });
  });

  test(`a talk that goes round in circles is stopped under ${cadence}, and only by its brake`, async () => {
    const stopped = await outcomeOf(setupBraked({ cadence }, { noNewContent: 2 }), says(circlingTalk));
    expect(stopped).toMatchObject({ reason: 'no-progress', brakes: ['no-new-content ended'] });
    expect(stopped.turns).toBeLessThan(40);
    expect(stopped.detail).toContain('content words');
    const running = await outcomeOf(setupBraked({ cadence }), says(circlingTalk));
    expect(running).toMatchObject({ reason: 'budget', brakes: [], turns: 45 });
  });

  test(`one sentence for ever is stopped under ${cadence}, and only by its brake`, async () => {
    const stopped = await outcomeOf(setupBraked({ cadence }, { noNewContent: 2 }), says(parrotTalk));
    expect(stopped).toMatchObject({ reason: 'no-progress', brakes: ['near-duplicate ended'] });
    expect(stopped.turns).toBeLessThan(15);
    const running = await outcomeOf(setupBraked({ cadence }), says(parrotTalk));
    expect(running).toMatchObject({ reason: 'budget', brakes: [], turns: 45 });
  });

  test(`a lively talk with every brake on goes on to its budget under ${cadence}`, async () => {
    const lively = await outcomeOf(setupWith({ cadence, seats: STUBBORN, budget: { turns: 60 } }), says(livelyTalk));
    expect(lively).toMatchObject({ reason: 'budget', turns: 60, brakes: [], nudged: [] });
  });
}

test('three who wait for each other are named and nudged once each; without the brake they are woken up to the budget', async () => {
  const circle = { Ada: 'Ben', Ben: 'Cleo', Cleo: 'Ada' };
  const stopped = await outcomeOf(setupBraked({ cadence: 'free' }, { waitCycle: 1 }), fallsSilent(2, circle));
  expect(stopped).toMatchObject({
    reason: 'stalled',
    brakes: ['wait-cycle nudged', 'wait-cycle ended'],
    nudged: ['Ada', 'Ben', 'Cleo'],
  });
  expect(stopped.detail).toBe('Ada waits for Ben, Ben for Cleo, Cleo for Ada; a nudge brought no word');
  expect(stopped.turns).toBeLessThan(20);
  const running = await outcomeOf(setupBraked({ cadence: 'free' }), fallsSilent(2, circle));
  expect(running).toMatchObject({ reason: 'budget', turns: 45, brakes: [] });
  expect(running.nudged.length).toBeGreaterThan(20);
});

test('where nobody has anything to say all are nudged once, and then the run ends stalled', async () => {
  const stopped = await outcomeOf(setupBraked({ cadence: 'free' }, { waitCycle: 1 }), fallsSilent(1));
  expect(stopped).toMatchObject({
    reason: 'stalled',
    brakes: ['stalled nudged', 'stalled ended'],
    nudged: ['Ada', 'Ben', 'Cleo'],
  });
  const running = await outcomeOf(setupBraked({ cadence: 'free' }), fallsSilent(1));
  expect(running).toMatchObject({ reason: 'budget', turns: 45, brakes: [] });
});

test('a nudge writes no message, and wakes one agent for one turn', async () => {
  const { events, view } = await outcomeOf(setupBraked({ cadence: 'free' }, { waitCycle: 1 }), fallsSilent(1));
  for (const nudge of of(events, 'v1.agent.nudged')) {
    const woken = view.turns.filter(({ agent, startedAt }) => agent === nudge.data.agent && startedAt > nudge.seq);
    expect(woken).toHaveLength(1);
  }
  expect(of(events, 'v1.message.sent').every(({ data }) => data.turn !== undefined)).toBe(true);
});

test('in any run each agent is nudged at most once in one silence, and never again before somebody has said something', async () => {
  let nudges = 0;
  for (let seed = 0; seed < 10; seed += 1) {
    const next = random(seed);
    const script: Script = { speak: ({ seed: own }) => ({ text: next() < 0.6 ? ' ' : livelyTalk(own) }) };
    const { events } = await outcomeOf(
      setupBraked({ cadence: 'free', seed, budget: { turns: 30 } }, { waitCycle: 1 }),
      script,
    );
    const nudgedNow = new Set<string>();
    for (const event of events) {
      if (event.type === 'v1.message.sent') nudgedNow.clear();
      if (event.type !== 'v1.agent.nudged') continue;
      expect(nudgedNow, `seed ${seed} at ${event.seq}`).not.toContain(event.data.agent);
      nudgedNow.add(event.data.agent);
      nudges += 1;
    }
  }
  expect(nudges).toBeGreaterThan(10);
});

const MUTED: Arrangement = {
  prepare: (log) => log.append({ type: 'v1.agent.muted', data: { agent: agentCalled('Cleo') } }),
};

/** Everyone asks Cleo, who cannot answer. */
const ASKS_CLEO: Script = {
  decide: choose(/\b(?:challenge|ask)\b/iu),
  speak: ({ seed }) => ({ text: `@Cleo ${livelyTalk(seed)}` }),
};

test('one who does not read is nudged as often as allowed about a message, and then nobody waits for it', async () => {
  const perMessage = (events: readonly AnyEvent[]): number =>
    Math.max(0, ...of(events, 'v1.agent.nudged').map(({ data }) => data.count));
  const setup = { cadence: 'free', answerWithin: 2, budget: { turns: 60 } } as const;
  const braked = await outcomeOf(setupBraked(setup, { nudges: 2 }), ASKS_CLEO, MUTED);
  expect(perMessage(braked.events)).toBe(2);
  expect(braked.brakes).toContain('nudges held-back');
  expect(of(braked.events, 'v1.message.expired').length).toBeGreaterThan(0);
  const weak = await outcomeOf(setupBraked(setup, { nudges: 100 }), ASKS_CLEO, MUTED);
  expect(perMessage(weak.events)).toBeGreaterThan(2);
  expect(weak.brakes).not.toContain('nudges held-back');
});

test('mail by name to a full mailbox is held back and told once; without the cap it all goes in', async () => {
  const setup = { cadence: 'free', budget: { turns: 40 } } as const;
  const heldBack = (events: readonly AnyEvent[]): number =>
    of(events, 'v1.message.bounced').filter(({ data }) => data.reason === 'full').length;
  const capped = await outcomeOf(setupBraked(setup, { mailCap: 6 }), ASKS_CLEO, MUTED);
  expect(capped.brakes).toEqual(['mail-cap held-back']);
  expect(heldBack(capped.events)).toBeGreaterThan(20);
  const weak = await outcomeOf(setupBraked(setup), ASKS_CLEO, MUTED);
  expect(weak.brakes).toEqual([]);
  expect(heldBack(weak.events)).toBe(0);
});
