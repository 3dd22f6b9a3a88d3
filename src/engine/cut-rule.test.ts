/** What was evaluated stays good: under `free` a ground only grows, except across a cut that an event of the log names. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { present } from '#shared/base/assert.ts';
import { random } from '#shared/base/random.ts';
import type { AnyEvent, Draft } from '#shared/events/event.ts';
import { messageOfArbiter, type MessageId } from '#shared/events/ids.ts';
import type { RunSetup, Visibility } from '#shared/events/setup.ts';
import type { EventType } from '#shared/events/vocabulary.ts';
import type { RunView } from '#shared/projections/run.ts';
import {
  approvals,
  common,
  evaluatedBy,
  eventsOf,
  freely,
  groundsOf,
  messageAt,
  publicAt,
  sharedWords,
  tokensOf,
  turnsOf,
  type Run,
  type Turn,
} from './testing/free-run.ts';

const CUTS: readonly EventType[] = ['v1.message.edited', 'v1.message.retracted', 'v1.ground.compacted'];
/** Behind the frames, the system text and the question. */
const FIRST_MESSAGE = 4;

/** How many blocks of a turn's ground the events between its start and a later one leave as they were. */
function keptBy(cuts: readonly AnyEvent[], { ground }: Turn, events: readonly AnyEvent[]): number {
  const messages = messageAt(events);
  const shown = publicAt(events);
  const changed = ground.findIndex(({ form, source }) => {
    const message = source === undefined ? undefined : messages.get(source);
    if (message === undefined) return false;
    return cuts.some((cut) =>
      cut.type === 'v1.ground.compacted'
        ? form === 'full' && (shown.get(message) ?? 0) <= cut.data.upTo
        : (cut.type === 'v1.message.edited' || cut.type === 'v1.message.retracted') && cut.data.message === message,
    );
  });
  return changed === -1 ? ground.length : changed;
}

/** Pairs of turns with the same ground key, one started after the other, whose grounds do not share what the named cuts leave. */
function broken(events: readonly AnyEvent[], named: readonly EventType[] = CUTS): readonly string[] {
  const turns = turnsOf(events);
  return turns.flatMap((later, at) => {
    const earlier = turns.slice(0, at).findLast(({ key }) => key === later.key);
    if (earlier === undefined) return [];
    const between = events.filter(
      ({ seq, type }) =>
        seq > earlier.started.seq && seq < later.started.seq && (named as readonly string[]).includes(type),
    );
    const kept = keptBy(between, earlier, events);
    const shared = common(earlier.ground, later.ground);
    return shared === kept ? [] : [`turn ${later.started.data.turn}: ${shared} blocks in place of ${kept}`];
  });
}

/** Every turn evaluates of its ground what lies behind what it has in common with the newest ground of any key, and not a token more. */
function evaluatesOnlyWhatIsNew(run: Run): void {
  const grounds = groundsOf(run);
  expect(grounds.length).toBeGreaterThan(5);
  const isNew = grounds.map(({ words }, at) => {
    const newest = new Map(grounds.slice(0, at).map((ground) => [ground.key, ground.words]));
    return words.length - Math.max(0, ...[...newest.values()].map((other) => sharedWords(words, other)));
  });
  expect(turnsOf(run.events).map((turn) => evaluatedBy(run.events, turn))).toEqual(isNew);
}

/**
 * The first turn that started after the event: what of its ground it evaluated, and what lies behind block `at`, where it and the turn
 * before it begin to differ, save the words with which the two blocks there begin alike.
 */
function firstAfter(run: Run, type: EventType) {
  const cut = present(eventsOf(run.events, type)[0], `${type} happened`);
  const turns = turnsOf(run.events);
  const index = turns.findIndex(({ started }) => started.seq > cut.seq);
  const turn = present(turns[index], 'a turn started after it');
  const before = present(
    turns.slice(0, index).findLast(({ key }) => key === turn.key),
    'one before it saw the same',
  );
  const blocks = (one: Turn) => present(run.words.get(one.started.data.promptHash), 'it was opened');
  const at = common(before.ground, turn.ground);
  const alike = sharedWords(blocks(turn)[at] ?? [], blocks(before)[at] ?? []);
  return { cut, turn, at, evaluated: evaluatedBy(run.events, turn), behind: tokensOf(turn.ground.slice(at)) - alike };
}

const gists: Visibility = {
  topology: 'all',
  sight: 'full',
  edges: ['Ben', 'Cleo'].map((writer) => ({ reader: 'Ada', writer, sight: 'gist' as const })),
};

/** Once so many messages are public: this, one time. */
function once(messages: number, drafts: (view: RunView) => readonly Draft[]): (view: RunView) => readonly Draft[] {
  let done = false;
  return (view) => {
    if (done || view.messages.length < messages) return [];
    done = true;
    return drafts(view);
  };
}

const nth = (view: RunView, at: number): MessageId => present(view.messages[at], 'it was sent').message;
const edit = (message: MessageId): Draft => ({
  type: 'v1.message.edited',
  data: { message, gist: 'Put right.', body: 'This was put right by the arbiter.' },
});
const retract = (message: MessageId): Draft => ({ type: 'v1.message.retracted', data: { message, reason: 'wrong' } });

test('a message that is held and approved later cuts nothing: every token of the ground is evaluated once', async () => {
  const run = await freely({ hold: ['Ada'] }, (view) => (view.messages.length < 4 ? [] : approvals(view)));
  expect(eventsOf(run.events, 'v1.message.approved').length).toBeGreaterThan(0);
  expect(broken(run.events)).toEqual([]);
  evaluatesOnlyWhatIsNew(run);
  const turns = turnsOf(run.events);
  const longest = Math.max(...turns.map(({ ground }) => tokensOf(ground)));
  expect(turns.reduce((sum, turn) => sum + evaluatedBy(run.events, turn), 0)).toBe(longest);
});

test('an edit cuts the ground at the edited message: that and what is behind it is evaluated again, and nothing before it', async () => {
  const run = await freely(
    {},
    once(6, (view) => [edit(nth(view, 1))]),
  );
  expect(broken(run.events)).toEqual([]);
  evaluatesOnlyWhatIsNew(run);
  const { turn, at, evaluated, behind, cut } = firstAfter(run, 'v1.message.edited');
  expect(turn.ground.findIndex(({ source }) => source === cut.seq)).toBe(FIRST_MESSAGE + 1);
  expect([at, evaluated]).toEqual([FIRST_MESSAGE + 1, behind]);
});

test('a retraction cuts the ground where the message stood: what was behind it is evaluated again', async () => {
  const run = await freely(
    {},
    once(6, (view) => [retract(nth(view, 1))]),
  );
  expect(broken(run.events)).toEqual([]);
  evaluatesOnlyWhatIsNew(run);
  const { at, evaluated, behind } = firstAfter(run, 'v1.message.retracted');
  expect([at, evaluated]).toEqual([FIRST_MESSAGE + 1, behind]);
});

test('one who sees gists has a ground and a trunk of its own: nothing is cut, and each ground is evaluated once', async () => {
  const run = await freely({ visibility: gists });
  expect(broken(run.events)).toEqual([]);
  evaluatesOnlyWhatIsNew(run);
  const turns = turnsOf(run.events);
  expect(new Set(turns.map(({ key }) => key)).size).toBe(2);
  const forms = turns.filter(({ key }) => key.includes('gist')).flatMap(({ ground }) => ground.map(({ form }) => form));
  expect(forms).toContain('gist');
  expect(forms).not.toContain('full');
});

test('a compaction cuts the ground at the oldest message that was whole: all behind it is evaluated again, once', async () => {
  const run = await freely({ context: 560, budget: { turns: 20 } });
  expect(broken(run.events)).toEqual([]);
  evaluatesOnlyWhatIsNew(run);
  const { at, evaluated, behind } = firstAfter(run, 'v1.ground.compacted');
  expect([at, evaluated]).toEqual([FIRST_MESSAGE, behind]);
});

test('a compaction is one event for all grounds: each turn behind it has gists up to there, and the rest as its row says', async () => {
  const { events } = await freely({ context: 560, budget: { turns: 20 }, visibility: gists });
  const shown = publicAt(events);
  const messages = messageAt(events);
  expect(eventsOf(events, 'v1.ground.compacted').length).toBeGreaterThan(0);
  for (const { started, ground, key } of turnsOf(events)) {
    const compacted = eventsOf(events, 'v1.ground.compacted').findLast(({ seq }) => seq < started.seq)?.data.upTo ?? 0;
    for (const { form, source } of ground.slice(FIRST_MESSAGE)) {
      const message = messages.get(present(source, 'a message has a source'));
      const at = shown.get(present(message, 'a block behind the question is a message')) ?? 0;
      expect(form).toBe(at <= compacted || key.includes('gist') ? 'gist' : 'full');
    }
  }
});

test('without a trunk for each ground those who see differently push each other out', async () => {
  const poor = await freely({ visibility: gists }, () => [], 1);
  expect(() => evaluatesOnlyWhatIsNew(poor)).toThrow('to deeply equal');
});

/** What an arbiter may do in the middle of turns, drawn from a seed. */
function meddling(seed: number): (view: RunView) => readonly Draft[] {
  const next = random(seed);
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(next() * items.length)];
  let words = 0;
  return (view) => {
    const draw = next();
    const message = pick(view.messages.filter(({ retracted }) => !retracted))?.message;
    const held = pick(view.held)?.message;
    const agent = pick(view.agents)?.agent;
    if (draw < 0.1 && message !== undefined) return [edit(message)];
    if (draw < 0.17 && message !== undefined) return [retract(message)];
    if (draw < 0.22 && agent !== undefined) return [{ type: 'v1.hold.changed', data: { agents: [agent] } }];
    if (draw < 0.5 && held !== undefined) return [{ type: 'v1.message.approved', data: { message: held } }];
    if (draw < 0.6 && agent !== undefined) {
      words += 1;
      const to = next() < 0.5 ? ('all' as const) : [agent];
      const said = { message: messageOfArbiter(words), from: 'arbiter' as const, to, act: 'inform' as const };
      return [
        { type: 'v1.message.sent', data: { ...said, gist: `Word ${words}.`, body: `Word ${words} of the arbiter.` } },
      ];
    }
    return [];
  };
}

const anyRun = fc.record({
  seed: fc.nat(),
  anonymous: fc.boolean(),
  context: fc.constantFrom(530, 680, 100_000),
  visibility: fc.record({
    topology: fc.constantFrom('all', 'ring', 'hub', 'pairs'),
    sight: fc.constantFrom('full', 'gist'),
    edges: fc.constantFrom(gists.edges, [{ reader: 'Ben', writer: 'Ada', sight: 'none' as const }], []),
  }) satisfies fc.Arbitrary<Visibility>,
});

const meddled = ({ seed, ...changes }: { readonly seed: number } & Partial<RunSetup>): Promise<readonly AnyEvent[]> =>
  freely({ seed: seed % 1000, budget: { turns: 18 }, ...changes }, meddling(seed)).then(({ events }) => events);

test('whatever is edited, retracted, held, approved, said and compacted: a ground grows, except across a cut that is named', async () => {
  const happened = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyRun, async (run) => {
      const events = await meddled(run);
      for (const { type } of events) happened.add(type);
      expect(broken(events)).toEqual([]);
    }),
    { numRuns: 40, seed: 7 },
  );
  for (const type of [...CUTS, 'v1.message.approved', 'v1.message.held']) expect(happened).toContain(type);
});

test('the rule can fail: with any kind of cut left unnamed some ground does not grow', async () => {
  const blind = new Map(CUTS.map((type) => [type, 0]));
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const events = await meddled({ seed, context: 530 });
    for (const type of CUTS) {
      const others = CUTS.filter((other) => other !== type);
      blind.set(type, (blind.get(type) ?? 0) + broken(events, others).length);
    }
  }
  for (const [type, count] of blind) expect([type, count > 0]).toEqual([type, true]);
});

test('no text stands twice in one prompt, whatever happens: a pulled text aside, which its ground has as a gist', async () => {
  await fc.assert(
    fc.asyncProperty(anyRun, async (run) => {
      for (const { data } of eventsOf(await meddled(run), 'v1.turn.started')) {
        const texts = data.lineage.filter(({ source }) => source !== undefined);
        const whole = texts.filter(({ form }) => form !== 'gist').map(({ source }) => source);
        expect(new Set(whole).size).toBe(whole.length);
        const ground = texts.filter(({ part }) => part === 'ground').map(({ source }) => source);
        expect(new Set(ground).size).toBe(ground.length);
      }
    }),
    { numRuns: 20, seed: 11 },
  );
});

test('what is retracted stands in no prompt of a turn that starts afterwards', async () => {
  await fc.assert(
    fc.asyncProperty(anyRun, async (run) => {
      const events = await meddled(run);
      const messages = messageAt(events);
      for (const { seq, data } of eventsOf(events, 'v1.message.retracted')) {
        const later = eventsOf(events, 'v1.turn.started').filter((started) => started.seq > seq);
        for (const { source } of later.flatMap((started) => started.data.lineage)) {
          expect(source === undefined ? undefined : messages.get(source)).not.toBe(data.message);
        }
      }
    }),
    { numRuns: 20, seed: 13 },
  );
});
