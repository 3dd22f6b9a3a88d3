/** The races of too much: a thousand messages at once, a text of a megabyte, the same thing twice, two who nudge each other. */
import { expect, test } from 'vitest';
import { agentId, messageOfArbiter } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { follower } from '#shared/projections/follow.ts';
import { ledger, rowsOf } from '#shared/projections/ledger.ts';
import { setupBraked } from './testing/brake-scenarios.ts';
import { eventsOf } from './testing/free-run.ts';
import { tailText } from './testing/simulator/parking-host.ts';
import { Stage } from './testing/races/stage.ts';
import { Checker } from './testing/simulator/checker.ts';
import { PRIVATE_MESSAGES } from './seen.ts';

const [ADA, BEN] = [agentId('Ada', 1), agentId('Ben', 1)];
const a1 = messageOfArbiter(1);

const free = (changes: Partial<RunSetup> = {}): RunSetup =>
  setupBraked({ cadence: 'free', budget: { turns: 9 }, ...changes }, { waitCycle: 1, ...changes.brakes });

const statesIn = (stage: Stage): ReadonlySet<string> =>
  new Set(rowsOf(ledger.of(stage.events)).map(({ state }) => state));

test('a thousand messages to one busy agent: its prompt says how many are left out, and each ends in a named state', async () => {
  const stage = await Stage.begin({ setup: free({ budget: { turns: 8 }, brakes: { mailCap: 30 } }) });
  await stage.upToSpeech('Ben');
  for (let count = 1; count <= 1000; count += 1)
    expect(await stage.command({ kind: 'say', text: `Word ${count}.`, to: ['Ben'] })).toBeUndefined();
  expect(stage.view.agents[1]?.unread).toHaveLength(1000);
  // The overflow is an event with its evidence, once, and not a thousand.
  const full = eventsOf(stage.events, 'v1.run.braked');
  expect(full.map(({ data }) => [data.brake, data.did])).toEqual([['mail-cap', 'held-back']]);
  await stage.turn('Ben');
  await stage.open();
  const tail = tailText(stage.opened.findLast((prompt) => tailText(prompt).includes('You are Ben,')) ?? NO_PROMPT);
  expect(tail).toContain(`${1000 - PRIVATE_MESSAGES} older messages omitted.`);
  await stage.finish();
  expect(stage.lost()).toEqual([]);
  const rows = rowsOf(ledger.of(stage.events)).filter(({ from }) => from === 'arbiter');
  expect(rows).toHaveLength(1000);
  const read = rows.filter(({ delivered }) => delivered !== undefined);
  expect(read.length).toBeGreaterThanOrEqual(PRIVATE_MESSAGES);
  expect(rows.filter(({ state }) => state === 'unread')).toHaveLength(1000 - read.length);
});

const NO_PROMPT = { tail: [] } as unknown as Stage['opened'][number];

test('a prompt that leaves mail out and does not say so is found', async () => {
  const stage = await Stage.begin({ setup: free() });
  await stage.turn('Ben');
  for (let count = 1; count <= 20; count += 1)
    await stage.command({ kind: 'say', text: `Word ${count}.`, to: ['Ben'] });
  await stage.finish();
  const silent = stage.events.map((event) =>
    event.type === 'v1.turn.started'
      ? { ...event, data: { ...event.data, lineage: event.data.lineage.filter((block) => block.text === undefined) } }
      : event,
  );
  expect(() => new Checker(() => {}).check(stage.events)).not.toThrow();
  expect(() => new Checker(() => {}).check(silent)).toThrow('I3');
});

test('a thousand messages to all: what the context cannot hold is compacted or ends the run by name, and nothing is lost', async () => {
  for (const context of [100_000, 1500]) {
    const stage = await Stage.begin({ setup: free({ context, budget: { turns: 7 } }) });
    await stage.open();
    for (let count = 1; count <= 1000; count += 1)
      await stage.command({ kind: 'say', text: `Word ${count}.`, to: 'all' });
    await stage.finish();
    expect(stage.lost()).toEqual([]);
    expect(rowsOf(ledger.of(stage.events)).filter(({ from }) => from === 'arbiter')).toHaveLength(3000);
    const reached = eventsOf(stage.events, 'v1.budget.reached').map(({ data }) => data.kind);
    expect(reached).toEqual([context === 1500 ? 'context' : 'turns']);
    expect(statesIn(stage).has('delivered')).toBe(context !== 1500);
  }
});

test('a flood from a peer: what the mailbox of a busy agent cannot take bounces, its sender is told, and the third is not held up', async () => {
  const setup = free({ budget: { turns: 30 }, brakes: { mailCap: 3, waitCycle: 1 } });
  const says = (who: string, { seed }: { readonly seed: number }) =>
    `${who === 'Ada' ? '@Ben @Cleo ' : ''}Point ${seed} stands alone.`;
  const stage = await Stage.begin({ setup, part: { says } });
  await stage.upToSpeech('Ben');
  for (let round = 0; round < 8; round += 1) {
    await stage.turn('Cleo');
    if (stage.isParked('open', 'Ada') || stage.isParked('speak', 'Ada') || stage.isParked('decide', 'Ada'))
      await stage.turn('Ada');
  }
  const bounced = eventsOf(stage.events, 'v1.message.bounced').map(({ data }) => [data.from, data.to, data.reason]);
  expect(bounced.length).toBeGreaterThan(0);
  expect(bounced.every((one) => one.join() === [ADA, 'Ben', 'full'].join())).toBe(true);
  expect(stage.tailOf('Ada')).toContain('Ben has too much mail and does not get your message');
  const taken = (name: string) => stage.view.turns.filter(({ agent }) => agent === agentId(name, 1)).length;
  expect(taken('Cleo')).toBeGreaterThan(3);
  expect(taken('Ben')).toBe(1);
  await stage.finish();
  expect(stage.lost()).toEqual([]);
  expect(statesIn(stage).has('bounced')).toBe(true);
  // Without the cap nothing bounces: it is the cap that holds the flood back.
  const open = await Stage.begin({ setup: free({ budget: { turns: 30 } }), part: { says } });
  await open.finish();
  expect(eventsOf(open.events, 'v1.message.bounced')).toEqual([]);
});

const MEGABYTE = 1_000_000;

test('a text of a megabyte: the arbiter is refused with a sentence and nothing is written', async () => {
  const stage = await Stage.begin({ setup: free() });
  await stage.open();
  const before = stage.events.length;
  expect(await stage.command({ kind: 'say', text: 'word '.repeat(MEGABYTE / 5), to: 'all' })).toBe(
    'The message has 999999 characters, at most 16000 are allowed; shorten it.',
  );
  expect(stage.events).toHaveLength(before);
  await stage.finish();
  expect(stage.lost()).toEqual([]);
});

test('a text of a megabyte: an agent’s is cut to its sentences; what has no end of a sentence stays whole, never in half', async () => {
  const word = 'a'.repeat(MEGABYTE);
  const says = (who: string, { seed }: { readonly seed: number }) => {
    const point = `Point ${seed} is one. It is two. It is three.`;
    return who === 'Ada' ? `${point} ${word} is four.` : who === 'Ben' ? `${word}${seed}` : point;
  };
  const stage = await Stage.begin({ setup: free({ budget: { turns: 6 } }), part: { says } });
  await stage.finish();
  expect(stage.lost()).toEqual([]);
  const said = eventsOf(stage.events, 'v1.message.sent');
  const by = (agent: string) => said.filter(({ data }) => data.from === agent).map(({ data }) => data.body);
  expect(by(ADA)[0]).toMatch(/^Point \d+ is one\. It is two\. It is three\.$/u);
  expect(by(BEN).every((body) => body.length > MEGABYTE && body.endsWith(' …'))).toBe(true);
  // In a real host the token limit of an answer bounds it long before.
  expect(statesIn(stage)).toContain('delivered');
});

test('a message and the end of its turn are written together or not at all, wherever the disk gives up', async () => {
  for (const fault of ['crash-before-commit', 'crash-after-commit', 'commit-unknown'] as const) {
    const stage = await Stage.begin({ setup: free({ budget: { turns: 4 } }) });
    await stage.upToSpeech('Ben');
    stage.journal.fault = fault;
    await stage.go('speak', 'Ben');
    await stage.restart();
    const wrote = eventsOf(stage.events, 'v1.message.sent').length;
    expect(wrote, fault).toBe(fault === 'crash-before-commit' ? 0 : 1);
    expect(eventsOf(stage.events, 'v1.turn.ended')).toHaveLength(wrote);
    await stage.finish();
    expect(stage.lost()).toEqual([]);
    // Told again or not, it stands in the log once.
    const own = eventsOf(stage.events, 'v1.message.sent').filter(({ data }) => data.turn === 2);
    expect(own).toHaveLength(1);
  }
});

test('the same event twice is one to who follows a log; the same command twice is two messages, on purpose', async () => {
  const stage = await Stage.begin({ setup: free() });
  await stage.open();
  for (let time = 0; time < 2; time += 1)
    await stage.command({ kind: 'say', text: 'What would it cost?', to: ['Ben'] });
  const said = eventsOf(stage.events, 'v1.message.sent').map(({ data }) => data.message);
  expect(said).toEqual([a1, messageOfArbiter(2)]);
  await stage.finish();
  expect(stage.lost()).toEqual([]);
  let state = ledger.initial();
  const arrivals = new Set<string>();
  const line = follower((event) => (state = ledger.fold(state, event)));
  for (const event of stage.events) for (let time = 0; time < 2; time += 1) arrivals.add(line.arrive(event));
  expect([...arrivals]).toEqual(['news', 'known']);
  expect(rowsOf(state)).toEqual(rowsOf(ledger.of(stage.events)));
  // Each of the two stood before its addressee, and each once.
  for (const message of said) expect(stage.rows(message)).toMatchObject([{ to: BEN, delivered: expect.any(Number) }]);
});

test('two who nudge each other: at most so many nudges as allowed for each question, then nobody waits, and no nudge is a message', async () => {
  const count = async (nudges: number) => {
    const setup = free({ answerWithin: 1, budget: { turns: 24 }, brakes: { nudges, waitCycle: 1 } });
    const other: Readonly<Record<string, string>> = { Ada: '@Ben ', Ben: '@Ada ' };
    const wants = { Ada: /\b(?:ask|challenge)\b/iu, Ben: /\b(?:ask|challenge)\b/iu, Cleo: /\b(?:ask|challenge)\b/iu };
    const says = (who: string, { seed }: { readonly seed: number }) => `${other[who] ?? ''}Point ${seed} stands alone.`;
    const stage = await Stage.begin({ setup, part: { wants, says } });
    // Both have a question to the other and are then busy for good, while the third goes on.
    await stage.turn('Ada');
    await stage.turn('Ben');
    await stage.turn('Cleo');
    await stage.turn('Ada');
    await stage.turn('Ben');
    await stage.upToSpeech('Ada');
    await stage.upToSpeech('Ben');
    for (let round = 0; round < 6 && !stage.hasEnded; round += 1) {
      await stage.command({ kind: 'say', text: `Go on, ${round}.`, to: ['Cleo'] });
      await stage.turn('Cleo');
    }
    await stage.finish();
    expect(stage.lost()).toEqual([]);
    const nudged = eventsOf(stage.events, 'v1.agent.nudged').filter(({ data }) => data.message !== undefined);
    const spoke = eventsOf(stage.events, 'v1.turn.ended').filter(({ data }) => data.outcome === 'spoke');
    const sent = eventsOf(stage.events, 'v1.message.sent').filter(({ data }) => data.from !== 'arbiter');
    expect(sent).toHaveLength(spoke.length);
    return {
      most: Math.max(0, ...nudged.map(({ data }) => data.count)),
      whom: new Set(nudged.map(({ data }) => data.agent)),
    };
  };
  const bounded = await count(1);
  expect(bounded.most).toBe(1);
  expect([...bounded.whom]).toEqual(expect.arrayContaining([ADA, BEN]));
  // The control: where more are allowed more are given, so it is the limit that holds.
  expect((await count(100)).most).toBeGreaterThan(1);
});

test('a burst keeps its order: fifty messages stand in the next prompt as they were said', async () => {
  const stage = await Stage.begin({ setup: free() });
  for (let count = 1; count <= 50; count += 1) await stage.command({ kind: 'say', text: `Word ${count}.`, to: 'all' });
  await stage.finish();
  expect(stage.lost()).toEqual([]);
  const burst = eventsOf(stage.events, 'v1.message.sent').filter(({ data }) => data.from === 'arbiter');
  const sources = new Set<number | undefined>(burst.map(({ seq }) => seq));
  for (const { data } of eventsOf(stage.events, 'v1.turn.started').slice(3)) {
    const held = data.lineage.filter(({ source }) => sources.has(source)).map(({ source }) => source);
    expect(held).toEqual([...sources]);
  }
});
