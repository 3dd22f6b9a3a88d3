import { beforeAll, expect, test } from 'vitest';
import type { AnyEvent } from '#shared/events/event.ts';
import { changeSchema, type Change } from '#shared/events/fork.ts';
import { messageIdSchema, modelRef } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { ledger, rowsOf } from '#shared/projections/ledger.ts';
import { runOf } from '#shared/projections/fold-run.ts';
import { lanes } from '#shared/projections/lanes.ts';
import { messageIn, transcript } from '#shared/projections/transcript.ts';
import { groundMessages } from './seen.ts';
import { deliberate, setupWith } from './testing/deliberation.ts';
import { BRANCH, forkedLog, refusalOf } from './testing/forked.ts';
import { scriptedInference } from './testing/scripted-model.ts';

let events: readonly AnyEvent[];
/** Behind the second round. */
let at = 0;
const id = (text: string) => messageIdSchema.parse(text);

beforeAll(async () => {
  ({ events } = await deliberate(setupWith()));
  at = events.filter(({ type }) => type === 'v1.message.sent')[5]?.seq ?? 0;
});

const branchWith = (...changes: readonly Change[]): readonly AnyEvent[] => forkedLog(events, { at, changes });
const typesAfter = (log: readonly AnyEvent[]): readonly string[] => log.slice(at).map(({ type }) => type);
/** The messages that the first agent would have in its ground. */
function groundIn(log: readonly AnyEvent[]): readonly string[] {
  const view = runOf(log);
  const [ada] = view.agents;
  if (ada === undefined) throw new Error('Ada joined');
  return groundMessages(view, ada, (view.lastSeq + 1) as typeof view.lastSeq).map(({ body }) => body);
}

test('the fork is made where something was said', () => {
  expect(events[at - 1]?.type).toBe('v1.message.sent');
});

test('a branch names its parent first, and says at the fork what was changed and by which setup it goes on', () => {
  const log = branchWith({ kind: 'seed', seed: 99 });
  expect(log[0]).toMatchObject({
    data: { run: BRANCH, parent: { run: 'parent', seq: at }, startedAt: '2026-01-01T00:00:00Z' },
  });
  expect(log[at]).toMatchObject({
    seq: at + 1,
    type: 'v1.run.forked',
    data: {
      kind: 'fork',
      parent: { run: 'parent', seq: at },
      changes: [{ kind: 'seed', seed: 99 }],
      setup: { seed: 99 },
    },
  });
  expect(runOf(log).setup?.seed).toBe(99);
  expect(typesAfter(log)).toEqual(['v1.run.forked']);
});

test('edited, retracted, dropped and inserted: each is an event of its own, and the ground holds what they leave', () => {
  const before = groundIn(forkedLog(events, { at }));
  const edited = branchWith({ kind: 'edit', message: id('m2'), text: 'Other words.' });
  expect(typesAfter(edited)).toEqual(['v1.run.forked', 'v1.message.edited']);
  expect(groundIn(edited)).toEqual(before.with(1, 'Other words.'));
  const retracted = branchWith({ kind: 'retract', message: id('m2'), reason: 'wrong' });
  expect(typesAfter(retracted)).toEqual(['v1.run.forked', 'v1.message.retracted']);
  expect(groundIn(retracted)).toEqual(before.toSpliced(1, 1));
  const inserted = branchWith({ kind: 'insert', text: ' Mind the cost. ' });
  expect(typesAfter(inserted)).toEqual(['v1.run.forked', 'v1.message.sent']);
  expect(groundIn(inserted)).toEqual([...before, 'Mind the cost.']);
  expect(inserted.at(-1)).toMatchObject({ data: { message: 'a1', from: 'arbiter', to: 'all', act: 'inform' } });
});

test('a public message that is dropped leaves ground, mailboxes and board, and what it reached is not called tainted', () => {
  const before = groundIn(forkedLog(events, { at }));
  const last = id('m6');
  const log = branchWith({ kind: 'drop', message: last });
  expect(typesAfter(log)).toEqual(['v1.run.forked', 'v1.message.dropped']);
  expect(groundIn(log)).toEqual(before.slice(0, -1));
  expect(runOf(log).agents.every(({ unread }) => !unread.includes(last))).toBe(true);
  const rows = rowsOf(ledger.of(log)).filter(({ message }) => message === last);
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['dropped']));
  expect(messageIn(transcript.of(log), last)?.standing).toBe('dropped');
  // The control: without the fork they wait for it.
  expect(runOf(events.slice(0, at)).agents.some(({ unread }) => unread.includes(last))).toBe(true);
});

test('a held message can be dropped or given other words in a fork', async () => {
  const { events: log } = await deliberate(setupWith({ hold: 'all', budget: { turns: 3 } }), {
    changed: () => new Promise(() => {}),
    prepare: (own) => own.appended.on(() => {}),
    inference: scriptedInference(),
    signal: soon(),
  });
  const held = log.findLast(({ type }) => type === 'v1.message.held')?.seq ?? 0;
  const branch = forkedLog(log, {
    at: held,
    changes: [
      { kind: 'drop', message: id('m1') },
      { kind: 'edit', message: id('m2'), text: 'Better.' },
    ],
  });
  expect(runOf(branch).held.map(({ message, body }) => [message, body])[0]).toEqual(['m2', 'Better.']);
});

/** Aborted once the run has nothing left to do but wait. */
function soon() {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  return controller.signal;
}

test('a seat takes another model, role and sampler, and only that seat; a wrapper goes with its model', () => {
  const log = branchWith({
    kind: 'seat',
    seat: 'ben',
    model: modelRef('other'),
    role: 'You doubt.',
    sampler: { temperature: 0 },
  });
  const { setup, agents } = runOf(log);
  expect(setup?.seats[1]).toMatchObject({ model: 'other', role: 'You doubt.', sampler: { temperature: 0, topK: 40 } });
  expect(agents.map(({ model }) => model)).toEqual(['scripted', 'other', 'scripted']);
  expect([...lanes.of(log).agents].map(({ model }) => model)).toEqual(['scripted', 'other', 'scripted']);
  expect(setup?.seats[0]).toEqual(setupWith().seats[0]);
});

test('under another visibility the next grounds are other ones, and no old mail comes anew', () => {
  const unread = (log: readonly AnyEvent[]) => runOf(log).agents.map((agent) => agent.unread);
  const log = branchWith({
    kind: 'visibility',
    visibility: { topology: 'pairs', sight: 'full', edges: [{ reader: 'Ada', writer: 'Ben', sight: 'none' }] },
  });
  expect(groundIn(log).length).toBeLessThan(groundIn(events.slice(0, at)).length);
  expect(unread(log)).toEqual(unread(events.slice(0, at)));
});

test('before all have joined, and under a mode that has other seats, who is missing joins and who has no place leaves', () => {
  const early = runOf(forkedLog(events, { at: 2 }));
  expect(early.agents.map(({ agent, state }) => [agent, state])).toEqual([
    ['Ada#1', 'active'],
    ['Ben#1', 'active'],
    ['Cleo#1', 'active'],
  ]);
  const alone = runOf(forkedLog(events, { at: 4, changes: [{ kind: 'mode', mode: 'single' }] }));
  expect(alone.agents.map(({ state }) => state)).toEqual(['active', 'left', 'left']);
});

test.each<[readonly unknown[], string]>([
  [[{ kind: 'edit', message: 'm9', text: 'x' }], 'm9 was written after event '],
  [[{ kind: 'drop', message: 'm99' }], 'There is no message m99; the newest are '],
  [[{ kind: 'edit', message: 'm2', text: ' ' }], 'The new text is empty; write at least a word.'],
  [
    [
      { kind: 'retract', message: 'm2' },
      { kind: 'retract', message: 'm2' },
    ],
    'm2 is retracted already.',
  ],
  [
    [
      { kind: 'drop', message: 'm2' },
      { kind: 'drop', message: 'm2' },
    ],
    'm2 is retracted already.',
  ],
  [[{ kind: 'insert', text: 'x', to: ['Bem'] }], "Nobody here is called 'Bem'; did you mean 'Ben'?"],
  [[{ kind: 'insert', text: 'x', inReplyTo: 'm9' }], 'm9 was written after event '],
  [[{ kind: 'seat', seat: 'Zoe', role: 'x' }], "No seat is named 'Zoe'"],
  [[{ kind: 'seat', seat: 'Ben' }], 'Nothing is said about what changes on the seat Ben'],
  [[{ kind: 'seat', seat: 'Ben', role: ' ' }], 'The role of Ben is empty'],
  [[{ kind: 'budget' }], 'Nothing is said about what changes in the budget'],
  [[{ kind: 'budget', turns: 6 }], 'A budget of 6 turns is spent at this moment already; give it 7 or more'],
  [[{ kind: 'budget', tokens: 1 }], 'A budget of 1 tokens is spent at this moment already'],
  [[{ kind: 'mode', mode: 'single' }], 'The mode single is one answer to the question, and a turn was begun at event '],
  [
    [
      { kind: 'mode', mode: 'vote' },
      { kind: 'cadence', cadence: 'free' },
    ],
    'The cadence says who speaks when among peers, and the mode is vote',
  ],
  [
    [
      {
        kind: 'visibility',
        visibility: { topology: 'all', sight: 'full', edges: [{ reader: 'Zoe', writer: 'Ben', sight: 'none' }] },
      },
    ],
    "No seat is named 'Zoe'",
  ],
])('a change that does not fit is refused in one sentence: %j', (changes, sentence) => {
  const refusal = refusalOf(events, { at, changes: changes.map((change) => changeSchema.parse(change)) });
  expect(refusal).toContain(sentence);
  expect(refusal).toMatch(/^[A-Zma].*\.$|\?$/u);
});

test('a fork leaves a run after one of its events, and after no other', () => {
  for (const wrong of [0, events.length + 1])
    expect(refusalOf(events, { at: wrong })).toContain(`has ${events.length} events`);
  expect(refusalOf(events, { at: events.length })).toBe('');
});

/** Goes on with a branch on the scripted model to its end. */
const goOn = (stored: readonly AnyEvent[], setup: RunSetup = setupWith()) => deliberate(setup, { stored });

test('a run that had ended goes on in its branch, and ends for its own reason', async () => {
  const branch = forkedLog(events, { at: events.length, changes: [{ kind: 'insert', text: 'One more thing.' }] });
  expect(runOf(branch)).toMatchObject({ status: 'running', end: undefined, budgetReached: undefined });
  const { events: all } = await goOn(branch);
  // Its budget of turns is spent as it was: it says so once more.
  expect(all.slice(branch.length).map(({ type }) => type)).toEqual([
    'v1.run.resumed',
    'v1.model.loaded',
    'v1.budget.reached',
    'v1.run.ended',
  ]);
});

test('with a larger budget a branch of a run that had spent its own takes the turns that are left', async () => {
  const turns = (log: readonly AnyEvent[]): number => log.filter(({ type }) => type === 'v1.turn.started').length;
  const spent = turns(events);
  expect(events.some(({ type }) => type === 'v1.budget.reached')).toBe(true);
  const branch = forkedLog(events, { at: events.length, changes: [{ kind: 'budget', turns: spent + 3 }] });
  expect(runOf(branch).setup?.budget).toEqual({ ...setupWith().budget, turns: spent + 3 });
  expect(turns((await goOn(branch)).events)).toBe(spent + 3);
  // Negative control: as it was, there is nothing left to take.
  expect(turns((await goOn(forkedLog(events, { at: events.length }))).events)).toBe(spent);
});

test('a run that a brake had ended is looked at anew where the fork changed something, and ends again where it did not', async () => {
  const polite = { seats: setupWith().seats, brakes: { noNewContent: 1 }, budget: { turns: 30 } };
  const same = scriptedInference({
    speak: () => ({ text: 'We all agree on this one thing and say it the same way every time.' }),
  });
  const { events: all } = await deliberate(setupWith(polite), { inference: same });
  expect(all.at(-1)).toMatchObject({ data: { reason: 'no-progress' } });
  const turns = (log: readonly AnyEvent[]): number => log.filter(({ type }) => type === 'v1.turn.started').length;
  const again = await goOn(forkedLog(all, { at: all.length }), setupWith(polite));
  expect(turns(again.events)).toBe(turns(all));
  expect(again.events.at(-1)).toMatchObject({ data: { reason: 'no-progress' } });
  const other = await goOn(forkedLog(all, { at: all.length, changes: [{ kind: 'seed', seed: 5 }] }), setupWith(polite));
  expect(turns(other.events)).toBeGreaterThan(turns(all));
});
