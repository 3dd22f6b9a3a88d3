import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { decodeEvent, typeName, type AnyEvent } from '../events/event.ts';
import { VOCABULARY, type EventType } from '../events/vocabulary.ts';
import { micros, seq } from '../events/ids.ts';
import { anyRun } from './any-run.property.ts';
import { LogWriter } from './log-writer.property.ts';
import { board } from './board.ts';
import { cost } from './cost.ts';
import { DELIVERY_STATES, isFinal } from './delivery.ts';
import { foldUpTo, scrubber } from './fold-up-to.ts';
import { lanes } from './lanes.ts';
import { ledger, rowsOf } from './ledger.ts';
import { lineage } from './lineage.ts';
import { mailbox, unreadOf } from './mailbox.ts';
import { moment } from './moment.ts';
import { foldFrom, projection, type Projection } from './projection.ts';
import { transcript } from './transcript.ts';

const ALL: readonly (readonly [string, Projection<unknown>])[] = [
  ['lanes', lanes],
  ['transcript', transcript],
  ['mailbox', mailbox],
  ['ledger', ledger],
  ['cost', cost],
  ['lineage', lineage],
  ['board', board],
].map(([name, own]) => [name as string, own as Projection<unknown>] as const);

/** All of them at once too, which alone moves on with an event that nobody knows. */
const WITH_MOMENT: typeof ALL = [...ALL, ['moment', moment as Projection<unknown>]];

const ITEM_STATES = [
  ...['agreed', 'challenged', 'decided', 'open', 'rejected', 'retracted', 'withdrawn'].map((one) => `proposal ${one}`),
  ...['answered', 'expired', 'open', 'refused', 'retracted'].map((one) => `question ${one}`),
  ...['claimed', 'done', 'open', 'retracted'].map((one) => `task ${one}`),
];

/** So many runs reach all that is listed here. */
const SAMPLE = 400;

const RUNS = { numRuns: 60 };
const upTo = (events: readonly AnyEvent[], last: number): readonly AnyEvent[] =>
  events.filter((event) => event.seq <= last);

test('the arbitrary of runs writes nothing that the vocabulary would refuse', () => {
  fc.assert(
    fc.property(anyRun, (events) => {
      for (const event of events)
        expect(decodeEvent({ ...event, type: typeName(event) })).toEqual({ ok: true, value: event });
    }),
    RUNS,
  );
});

test('the arbitrary of runs reaches every event, every state of a delivery and of the board, overhearing and a lost turn', () => {
  const runs = fc.sample(anyRun, { seed: 1, numRuns: SAMPLE });
  const states = runs.flatMap((events) => rowsOf(ledger.of(events)).map((row) => row.state));
  expect(new Set(states)).toEqual(new Set(DELIVERY_STATES));
  const types = new Set(runs.flatMap((events) => events.map(({ type }) => type)));
  const NEVER: readonly string[] = ['v1.model.loaded', 'v1.model.failed', 'v1.run.stepped'];
  expect(Object.keys(VOCABULARY).filter((type) => !types.has(type as EventType))).toEqual(NEVER);
  const items = runs.flatMap((events) => [...board.of(events).items].map(({ kind, state }) => `${kind} ${state}`));
  expect([...new Set(items)].toSorted()).toEqual(ITEM_STATES);
  expect(new Set(runs.flatMap((events) => board.of(events).decisions.map(({ how }) => how))).size).toBe(4);
  expect(runs.some((events) => board.of(events).refused.length > 0)).toBe(true);
  expect(runs.some((events) => [...ledger.of(events).entries].some((entry) => entry.overheard.length > 0))).toBe(true);
  expect(runs.some((events) => events.some((event) => event.type === 'v1.turn.abandoned'))).toBe(true);
});

test.each(WITH_MOMENT)('%s folds to the same whether all at once or in two pieces', (_, own) => {
  fc.assert(
    fc.property(anyRun, fc.nat(), (events, at) => {
      const cut = at % (events.length + 1);
      const half = own.of(events.slice(0, cut));
      expect(foldFrom(half, events.slice(cut), own.fold)).toEqual(own.of(events));
    }),
    RUNS,
  );
});

test.each(WITH_MOMENT)('%s never changes a state that it has given out', (_, own) => {
  fc.assert(
    fc.property(anyRun, (events) => {
      const states = [own.initial()];
      for (const event of events) states.push(own.fold(states.at(-1), event));
      const again = states.map((_state, count) => own.of(events.slice(0, count)));
      expect(states).toEqual(again);
    }),
    { numRuns: 20 },
  );
});

test.each(WITH_MOMENT)(
  '%s up to a position is the fold of the list cut there, also by way of checkpoints',
  (_, own) => {
    fc.assert(
      fc.property(
        anyRun,
        fc.array(fc.nat(80), { maxLength: 4 }),
        fc.integer({ min: 1, max: 9 }),
        (events, stops, every) => {
          const scrub = scrubber(own, events, { every });
          for (const stop of stops) {
            const expected = own.of(upTo(events, stop));
            expect(foldUpTo(events, seq(stop), own)).toEqual(expected);
            expect(scrub.at(seq(stop))).toEqual(expected);
          }
        },
      ),
      RUNS,
    );
  },
);

test.each(ALL)('%s is the same with an unknown event anywhere', (_, own) => {
  fc.assert(
    fc.property(anyRun, fc.nat(), (events, at) => {
      const state = own.of(events.slice(0, at % (events.length + 1)));
      const odd: AnyEvent = {
        seq: seq(999),
        at: events[0]?.at ?? (0 as never),
        type: 'unknown',
        name: 'v9.odd',
        data: 1,
      };
      expect(own.fold(state, odd)).toBe(state);
      expect(own.of(events.filter((event) => event.type !== 'unknown'))).toEqual(own.of(events));
    }),
    RUNS,
  );
});

test('a fold that changed its state in place would be caught by the test of given-out states', () => {
  const faulty = projection<{ readonly seen: number[] }>({ seen: [] }, (state, event) => {
    state.seen.push(event.seq);
    return state;
  });
  const { events } = new LogWriter(2);
  const first = faulty.of(events.slice(0, 1));
  faulty.fold(first, events[1] as AnyEvent);
  expect(first).not.toEqual(projection<{ readonly seen: number[] }>({ seen: [] }, faulty.fold).of(events.slice(0, 1)));
});

test('a scrubber sees events that were appended after it was made', () => {
  const log = new LogWriter(2);
  const scrub = scrubber(transcript, log.events, { every: 2 });
  const before = scrub.at(seq(99)).entries.length;
  log.arbiterSays('all');
  expect(scrub.at(seq(99)).entries.length).toBe(before + 1);
});

test('a scrubber folds at most one stretch where it has been before', () => {
  const log = new LogWriter(2);
  for (let n = 0; n < 100; n += 1) log.arbiterSays('all');
  let folded = 0;
  const counting = projection(0, (count: number) => {
    folded += 1;
    return count + 1;
  });
  const scrub = scrubber(counting, log.events, { every: 10 });
  expect(scrub.at(seq(103))).toBe(103);
  folded = 0;
  expect(scrub.at(seq(57))).toBe(57);
  expect(folded).toBeLessThanOrEqual(10);
  expect(scrub.kept).toBe(11);
});

test('a scrubber folds one event where the next one is asked for, and nothing where the newest state is', () => {
  const log = new LogWriter(2);
  for (let n = 0; n < 100; n += 1) log.arbiterSays('all');
  const folded: number[] = [];
  const counting = projection(0, (count: number, event) => {
    folded.push(event.seq);
    return count + 1;
  });
  const scrub = scrubber(counting, log.events, { every: 64 });
  scrub.at(seq(103));
  scrub.at(seq(90));
  folded.length = 0;
  expect(scrub.at(seq(91))).toBe(91);
  expect(folded).toEqual([91]);
  expect(scrub.at(seq(103))).toBe(103);
  expect(folded).toEqual([91]);
  log.arbiterSays('all');
  expect(scrub.at(seq(104))).toBe(104);
  expect(folded).toEqual([91, 104]);
});

test('every pair of message and addressee stands in exactly one row with exactly one named state', () => {
  fc.assert(
    fc.property(anyRun, (events) => {
      const state = ledger.of(events);
      const rows = rowsOf(state);
      const pairs = rows.map((row) => `${row.message} ${row.to}`);
      expect(new Set(pairs).size).toBe(pairs.length);
      for (const message of written(events)) {
        const own = rows.filter((row) => row.message === message.message);
        if (message.to !== 'all') expect(own.map(({ to }) => to)).toEqual(expect.arrayContaining(message.to));
        const reached = own.filter(({ state: now }) => now !== 'bounced');
        expect(reached.map(({ to }) => to)).not.toContain(message.from);
      }
      for (const row of rows) {
        expect(row.state === 'bounced').toBe(row.bounced !== undefined);
        expect(row.delivered === undefined).toBe(row.readAs === undefined);
        expect(row.state === 'delivered' && row.delivered === undefined).toBe(false);
        expect(row.state === 'acted').toBe(row.acted !== undefined);
        expect(row.state === 'queued' && row.queuedBehind === undefined).toBe(false);
        expect(row.state === 'superseded' && row.supersededBy === undefined).toBe(false);
      }
    }),
    RUNS,
  );
});

test('at the end of any run every row stands in a state that says what became of it', () => {
  fc.assert(
    fc.property(anyRun, (events) => {
      const ended = events.filter((event) => event.type !== 'v1.run.ended');
      const open = rowsOf(ledger.of(ended)).filter((row) => !isFinal(row.state));
      const data = { reason: 'arbiter', detail: '' } as const;
      const end: AnyEvent = { seq: seq(ended.length + 1), at: micros(0), type: 'v1.run.ended', data };
      const rows = rowsOf(ledger.of([...ended, end]));
      expect(rows.filter((row) => !isFinal(row.state))).toEqual([]);
      expect(rows.filter((row) => row.state === 'unread' || row.state === 'dropped').length).toBeGreaterThanOrEqual(
        open.length,
      );
    }),
    RUNS,
  );
});

test('mail is unread exactly as long as its row in the ledger waits to be read', () => {
  let seen = 0;
  fc.assert(
    fc.property(anyRun, (events) => {
      // A bounce closes a row whatever is read later; one who has answered without reading has not read.
      const plain = events.filter((event) => event.type !== 'v1.message.bounced');
      const rows = rowsOf(ledger.of(plain));
      const box = mailbox.of(plain);
      const gone = new Set(
        plain.flatMap((event) =>
          event.type === 'v1.message.retracted' || event.type === 'v1.message.dropped' ? event.data.message : [],
        ),
      );
      const joined = plain.flatMap((event) => (event.type === 'v1.agent.joined' ? [event.data.agent] : []));
      const left = plain.flatMap((event) => (event.type === 'v1.agent.left' ? [event.data.agent] : []));
      for (const agent of joined.filter((one) => !left.includes(one))) {
        const open = rows.filter(({ to, message, state, delivered }) => {
          return to === agent && delivered === undefined && !gone.has(message) && !HIDDEN.includes(state);
        });
        const ids = unreadOf(box, agent).map((mail) => mail.data.message);
        seen += ids.length;
        expect(ids.toSorted()).toEqual(open.map(({ message }) => message).toSorted());
      }
    }),
    RUNS,
  );
  expect(seen).toBeGreaterThan(20);
});

test('every event that was ever released passes every fold, and those that concern it remember it', () => {
  const folder = new URL('../events/fixtures/', import.meta.url);
  const events = readdirSync(folder).flatMap((file) => {
    const rows = z.array(z.unknown()).parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
    return rows.map((row) => decodeEvent(row)).flatMap((event) => (event.ok ? [event.value] : []));
  });
  expect(events.length).toBeGreaterThan(50);
  for (const [, own] of ALL) {
    const { events: before } = new LogWriter(2);
    for (const event of events) expect(() => own.of([...before, event])).not.toThrow();
  }
});

/** Rows of what is not public, or never will be. */
const HIDDEN: readonly string[] = ['held', 'dropped'];

const written = (events: readonly AnyEvent[]) =>
  events.flatMap((event) => (event.type === 'v1.message.sent' || event.type === 'v1.message.held' ? [event.data] : []));
