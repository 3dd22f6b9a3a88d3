import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEvent, typeName, type AnyEvent } from '../events/event.ts';
import { agentId, seq } from '../events/ids.ts';
import { anyRun, LogWriter } from './any-run.property.ts';
import { cost } from './cost.ts';
import { foldUpTo, scrubber } from './fold-up-to.ts';
import { lanes } from './lanes.ts';
import { ledger, rowsOf } from './ledger.ts';
import { lineage } from './lineage.ts';
import { mailbox, unreadOf } from './mailbox.ts';
import { foldFrom, projection, type Projection } from './projection.ts';
import { transcript } from './transcript.ts';

const ALL: readonly (readonly [string, Projection<unknown>])[] = [
  ['lanes', lanes],
  ['transcript', transcript],
  ['mailbox', mailbox],
  ['ledger', ledger],
  ['cost', cost],
  ['lineage', lineage],
].map(([name, own]) => [name as string, own as Projection<unknown>] as const);

const RUNS = { numRuns: 150 };
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

test('the arbitrary of runs reaches every state of a delivery, overhearing and a lost turn', () => {
  const runs = fc.sample(anyRun, { seed: 1, numRuns: 100 });
  const states = runs.flatMap((events) => rowsOf(ledger.of(events)).map((row) => row.state));
  expect(new Set(states)).toEqual(new Set(['sent', 'delivered', 'acted', 'bounced', 'unread']));
  expect(runs.some((events) => [...ledger.of(events).entries].some((entry) => entry.overheard.length > 0))).toBe(true);
  expect(runs.some((events) => events.some((event) => event.type === 'v1.turn.abandoned'))).toBe(true);
});

test.each(ALL)('%s folds to the same whether all at once or in two pieces', (_, own) => {
  fc.assert(
    fc.property(anyRun, fc.nat(), (events, at) => {
      const cut = at % (events.length + 1);
      const half = own.of(events.slice(0, cut));
      expect(foldFrom(half, events.slice(cut), own.fold)).toEqual(own.of(events));
    }),
    RUNS,
  );
});

test.each(ALL)('%s never changes a state that it has given out', (_, own) => {
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

test.each(ALL)('%s up to a position is the fold of the list cut there, also by way of checkpoints', (_, own) => {
  fc.assert(
    fc.property(anyRun, fc.array(fc.nat(80)), fc.integer({ min: 1, max: 9 }), (events, stops, every) => {
      const scrub = scrubber(own, events, { every });
      for (const stop of stops) {
        const expected = own.of(upTo(events, stop));
        expect(foldUpTo(events, seq(stop), own)).toEqual(expected);
        expect(scrub.at(seq(stop))).toEqual(expected);
      }
    }),
    RUNS,
  );
});

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
});

test('every pair of message and addressee stands in exactly one row with exactly one named state', () => {
  fc.assert(
    fc.property(anyRun, (events) => {
      const state = ledger.of(events);
      const pairs = rowsOf(state).map((row) => `${row.message} ${row.to}`);
      expect(new Set(pairs).size).toBe(pairs.length);
      const agents = events.flatMap((event) => (event.type === 'v1.agent.joined' ? [event.data.agent] : []));
      for (const event of events) {
        if (event.type !== 'v1.message.sent') continue;
        const { message, from, to } = event.data;
        const addressees = to === 'all' ? agents.filter((agent) => agent !== from) : to;
        for (const agent of addressees) expect(pairs).toContain(`${message} ${agent}`);
      }
      const open = events.at(-1)?.type === 'v1.run.ended' ? [] : ['sent'];
      const closed = open.length === 0 ? ['unread'] : [];
      for (const row of rowsOf(state)) {
        expect(['delivered', 'acted', 'bounced', ...open, ...closed]).toContain(row.state);
        expect(row.state === 'bounced').toBe(row.bounced !== undefined);
        const known = { delivered: row.delivered, acted: row.acted?.message, bounced: row.bounced, sent: 1, unread: 1 };
        expect(known[row.state]).toBeDefined();
        expect(['sent', 'unread'].includes(row.state) && (row.delivered ?? row.acted) !== undefined).toBe(false);
      }
    }),
    RUNS,
  );
});

test('mail is unread exactly as long as its row in the ledger is not delivered', () => {
  fc.assert(
    fc.property(anyRun, (events) => {
      // A bounce closes a row whatever is read later, and so does an answer: both are told apart from reading.
      const plain = events.filter((event) => event.type !== 'v1.message.bounced');
      const rows = rowsOf(ledger.of(plain));
      const box = mailbox.of(plain);
      for (const agent of ['Ada', 'Ben', 'Cleo', 'Dora'].map((name) => agentId(name, 1))) {
        const open = rows.filter((row) => row.to === agent && row.delivered === undefined).map((row) => row.message);
        expect(unreadOf(box, agent).map((mail) => mail.data.message)).toEqual(open);
      }
    }),
    RUNS,
  );
});
