/**
 * The races of peers, one by one: what is said while its addressee is busy, idle, gone, born again or flooded. After each: no silent loss, every
 * message and addressee in a named final state of the ledger, and that state is what the committed prompts show.
 */
import { expect, test } from 'vitest';
import { agentId, messageOfArbiter, messageOfTurn, turnId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { setupBraked } from './testing/brake-scenarios.ts';
import { eventsOf } from './testing/free-run.ts';
import { tailText } from './testing/simulator/parking-host.ts';
import { Stage } from './testing/races/stage.ts';
import { PROGRAM } from './testing/simulator/seams.ts';

const [ADA, BEN] = [agentId('Ada', 1), agentId('Ben', 1)];
const BEN2 = agentId('Ben', 2);
const a1 = messageOfArbiter(1);
const m = (turn: number) => messageOfTurn(turnId(turn));

const free = (changes: Partial<RunSetup> = {}): RunSetup =>
  setupBraked({ cadence: 'free', budget: { turns: 12 }, ...changes }, { waitCycle: 1, ...changes.brakes });

/** To its end, and nothing is lost on the way. */
async function over(stage: Stage): Promise<void> {
  await stage.finish();
  expect(stage.lost()).toEqual([]);
}

const statesOf = (stage: Stage, message: Parameters<Stage['rows']>[0]): Readonly<Record<string, string>> =>
  Object.fromEntries(stage.rows(message).map(({ to, state }) => [to, state]));

/** Each writes to both others by name. */
const toBoth = (who: string, { seed }: { readonly seed: number }): string =>
  `${['Ada', 'Ben', 'Cleo'].flatMap((name) => (name === who ? [] : [`@${name} `])).join('')}Point ${seed} stands alone.`;

test('busy receiver: all that is said while one speaks waits for it, in order, and stands in its next prompt once', async () => {
  const stage = await Stage.begin({ setup: free(), part: { says: toBoth } });
  await stage.upToSpeech('Ben');
  for (const who of ['Ada', 'Cleo', 'Ada', 'Cleo']) await stage.turn(who);
  const said = eventsOf(stage.events, 'v1.message.sent').map(({ data }) => data.message);
  expect(said).toHaveLength(4);
  expect(stage.view.agents[1]?.unread).toEqual(said);
  for (const message of said)
    expect(stage.rows(message).find(({ to }) => to === BEN)).toMatchObject({ state: 'queued', queuedBehind: 2 });
  await stage.turn('Ben');
  expect(stage.view.agents[1]?.unread).toEqual(said);
  await stage.open();
  const next = eventsOf(stage.events, 'v1.turn.started').findLast(({ data }) => data.agent === BEN);
  const held = next?.data.lineage.filter(({ form }) => form === 'full').map(({ source }) => source);
  const sources = eventsOf(stage.events, 'v1.message.sent').map(({ seq }) => seq);
  expect(held).toEqual(sources);
  await over(stage);
  for (const message of said) expect(stage.rows(message).find(({ to }) => to === BEN)?.delivered).toBe(next?.data.turn);
});

test('in the middle of a turn: the question waits for the next one, is stamped queued behind it, and its sender is told so', async () => {
  const to: Readonly<Record<string, string>> = { Ada: '@Ben ', Cleo: '@Ada ' };
  const part = {
    wants: { Ada: /\bask/iu },
    says: (who: string, { seed }: { readonly seed: number }) => `${to[who] ?? ''}Point ${seed} stands alone.`,
  };
  const stage = await Stage.begin({ setup: free(), part });
  await stage.upToSpeech('Ben');
  await stage.turn('Cleo');
  // Ada has read Cleo and asks Ben, who is still in turn 2.
  await stage.turn('Ada');
  await stage.turn('Ada');
  const asked = eventsOf(stage.events, 'v1.message.sent').findLast(({ data }) => data.from === ADA);
  expect(asked?.data).toMatchObject({ act: 'ask', to: [BEN] });
  const id = asked?.data.message ?? m(1);
  expect(stage.rows(id)).toMatchObject([{ to: BEN, state: 'queued', queuedBehind: 2 }]);
  await stage.command({ kind: 'say', text: 'Go on.', to: ['Ada'] });
  await stage.open();
  expect(stage.tailOf('Ada')).toContain('Ben will read your message after turn 2.');
  await stage.turn('Ben');
  // The turn that was under way has not read it: no mark of a reader without a prompt that held it.
  expect(stage.rows(id)).toMatchObject([{ state: 'queued' }]);
  await stage.turn('Ben');
  const reader = stage.view.turns.findLast(({ agent, state }) => agent === BEN && state !== 'open');
  expect(stage.rows(id)).toMatchObject([{ delivered: reader?.turn }]);
  await over(stage);
});

test('idle race: a word and a silence in the same tick, and no stall is called before the word is read', async () => {
  const silent = (who: string, { seed }: { readonly seed: number }) => (who === 'Ben' ? ' ' : `Point ${seed} stands.`);
  for (const order of [
    ['Ada', 'Ben'],
    ['Ben', 'Ada'],
  ]) {
    const stage = await Stage.begin({ setup: free({ budget: { turns: 30 } }), part: { says: silent } });
    await stage.upToSpeech('Ada');
    await stage.turn('Cleo');
    await stage.go('speak', 'Ben');
    const both = order.flatMap((who) => stage.parked.filter((task) => task.kind === 'speak' && task.who === who));
    expect(both).toHaveLength(2);
    await stage.end(both);
    await stage.finish();
    const { events } = stage;
    const unreadAt = (seq: number) => eventsOf(events, 'v1.message.sent').filter((event) => event.seq < seq);
    for (const brake of eventsOf(events, 'v1.run.braked')) {
      for (const { data } of unreadAt(brake.seq))
        for (const row of stage.rows(data.message)) expect(row.delivered, `${row.message} to ${row.to}`).toBeDefined();
    }
    expect(stage.lost()).toEqual([]);
  }
});

test('finish race: what is said in the tick in which the budget is spent stands before the end, and nothing after it', async () => {
  const stage = await Stage.begin({ setup: free({ budget: { turns: 3 } }) });
  await stage.open();
  await stage.end(stage.parked);
  expect(stage.hasEnded).toBe(true);
  expect(stage.events.slice(-2).map(({ type }) => type)).toEqual(['v1.budget.reached', 'v1.run.ended']);
  expect(eventsOf(stage.events, 'v1.message.sent')).toHaveLength(3);
  expect(new Set([1, 2, 3].flatMap((turn) => Object.values(statesOf(stage, m(turn)))))).toEqual(new Set(['unread']));
  expect(stage.lost()).toEqual([]);
  expect(await stage.command({ kind: 'say', text: 'And now?', to: 'all' })).toMatch(/^The run has ended \(budget\)/u);
});

test('finish race: the word of the arbiter in the middle of the last turns is in the log, and at the end it is unread', async () => {
  const stage = await Stage.begin({ setup: free({ budget: { turns: 3 } }) });
  await stage.open();
  await stage.command({ kind: 'say', text: 'What would it cost?', to: 'all' });
  await over(stage);
  expect(new Set(Object.values(statesOf(stage, a1)))).toEqual(new Set(['unread']));
  expect(stage.rows(a1)).toHaveLength(3);
});

test('negative control: an end that overtakes the last messages is seen as it is written', async () => {
  const hasty = {
    ...PROGRAM,
    next: (...[view, now]: Parameters<typeof PROGRAM.next>) =>
      view.turns.length === 3
        ? { kind: 'end' as const, reason: 'budget' as const, detail: 'spent' }
        : PROGRAM.next(view, now),
  };
  const stage = await Stage.begin({ setup: free({ budget: { turns: 3 } }), seams: hasty });
  await expect(stage.open()).rejects.toThrow('M4');
});

test('dead peer: what it had not read are dead letters, and who writes to it later hears that it has left', async () => {
  const stage = await Stage.begin({
    setup: free(),
    part: { says: (who, { seed }) => `${who === 'Ada' ? '@Ben ' : ''}Point ${seed} stands alone.` },
  });
  await stage.upToSpeech('Ben');
  await stage.turn('Ada');
  expect(statesOf(stage, m(1))).toEqual({ [BEN]: 'queued' });
  await stage.command({ kind: 'dismiss', seat: 'Ben' });
  expect(statesOf(stage, m(1))).toEqual({ [BEN]: 'dead-letter' });
  await stage.turn('Cleo');
  await stage.turn('Ada');
  const later = eventsOf(stage.events, 'v1.message.bounced');
  expect(later.map(({ data }) => [data.from, data.to, data.reason, data.valid])).toEqual([
    [ADA, 'Ben', 'ended', ['Cleo']],
  ]);
  await stage.turn('Cleo');
  await stage.open();
  expect(stage.tailOf('Ada')).toContain('Ben has left and does not read your message; you can write to Cleo.');
  await over(stage);
  expect(statesOf(stage, m(1))).toEqual({ [BEN]: 'dead-letter' });
});

test('name born again: the second Ben has none of the first one’s mail, whatever was under way when it came', async () => {
  const part = {
    wants: { Ada: /\b(?:challenge|ask) Ben/iu },
    says: (who: string, { seed }: { readonly seed: number }) => (who === 'Cleo' ? ' ' : `Point ${seed} stands alone.`),
  };
  const stage = await Stage.begin({ setup: free(), part });
  await stage.upToSpeech('Ben');
  await stage.turn('Cleo');
  await stage.command({ kind: 'say', text: 'For the first Ben alone.', to: ['Ben'] });
  await stage.turn('Ben');
  await stage.turn('Ada');
  // Ada has chosen to write to the first Ben; before it has written there is a second one.
  await stage.upToSpeech('Ada');
  const chosen = stage.view.turns.find(({ agent, state }) => agent === ADA && state === 'open');
  await stage.command({ kind: 'dismiss', seat: 'Ben' });
  const under = stage.parked.filter(({ who }) => who === 'Ben');
  expect(under).toHaveLength(1);
  await stage.end(under, 'crashed');
  expect(await stage.command({ kind: 'recall', seat: 'Ben' })).toBeUndefined();
  await stage.turn('Ada');
  const letter = eventsOf(stage.events, 'v1.message.sent').find(({ data }) => data.turn === chosen?.turn);
  expect(letter?.data.to).toEqual([BEN]);
  await over(stage);
  expect(statesOf(stage, letter?.data.message ?? m(1))).toEqual({ [BEN]: 'dead-letter' });
  const bounced = eventsOf(stage.events, 'v1.message.bounced').map(({ data }) => [data.message, data.reason]);
  expect(bounced).toEqual([[letter?.data.message, 'ended']]);
  expect(statesOf(stage, a1)).toEqual({ [BEN]: 'dead-letter' });
  const second = stage.opened.filter((prompt) => tailText(prompt).includes('You are Ben,')).slice(2);
  expect(second.length).toBeGreaterThan(0);
  expect(second.some((prompt) => tailText(prompt).includes('For the first Ben alone.'))).toBe(false);
  const turns = eventsOf(stage.events, 'v1.turn.started').filter(({ data }) => data.agent === BEN2);
  expect(turns.length).toBeGreaterThan(0);
});
