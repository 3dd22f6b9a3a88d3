import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyEvent } from '../events/event.ts';
import { seq } from '../events/ids.ts';
import { anyRun } from './any-run.property.ts';
import { board } from './board.ts';
import { cost } from './cost.ts';
import { foldUpTo, scrubber } from './fold-up-to.ts';
import { runOf } from './fold-run.ts';
import { lanes } from './lanes.ts';
import { ledger } from './ledger.ts';
import { lineage } from './lineage.ts';
import { moment } from './moment.ts';
import { projection, type Projection } from './projection.ts';
import { longRun } from './testing/long-run.ts';
import { NOTHING_TRACKED, tell } from './tracked.ts';
import { transcript } from './transcript.ts';

test('at every position it is each view by itself, and the run as the engine sees it', () => {
  fc.assert(
    fc.property(anyRun, fc.nat(), (events, pick) => {
      const upTo = events[pick % events.length]?.seq;
      if (upTo === undefined) return;
      const state = foldUpTo(events, upTo, moment);
      for (const [name, fold] of Object.entries({ transcript, lanes, ledger, board, cost, lineage }))
        expect(state[name as keyof typeof state]).toEqual(foldUpTo(events, upTo, fold as typeof board));
      const view = runOf(events.filter((event) => event.seq <= upTo));
      expect(state.status).toBe(view.status);
      expect(state.seq).toBe(upTo);
      expect(new Set(state.holding)).toEqual(view.holding);
      expect(state.wrapping).toBe(view.wrapping !== undefined);
      expect(state.end?.reason).toBe(view.end?.reason);
    }),
    { numRuns: 60 },
  );
});

test('a view that is told of an event without what came before is not the view by itself', () => {
  const forgetful = projection(cost.initial(), (state, event) => cost.step(state, tell(NOTHING_TRACKED, event)));
  const compare = fc.property(anyRun, (events) => expect(forgetful.of(events).total).toEqual(cost.of(events).total));
  expect(() => fc.assert(compare)).toThrow('Property failed');
});

test('what the views have in common is folded once for all of them, after every event', () => {
  fc.assert(
    fc.property(anyRun, (events) => {
      let state = moment.initial();
      for (const event of events) {
        state = moment.fold(state, event);
        const { lanes: own, ledger: sent, cost: spent, lineage: came } = state;
        for (const view of [own.mail, sent, spent]) expect(view.tracked).toBe(came.tracked);
        expect(sent.board).toBe(state.board);
      }
      // Each by itself keeps its own: the same facts and another object.
      expect(ledger.of(events).tracked).not.toBe(state.lineage.tracked);
      expect(ledger.of(events).tracked).toEqual(state.lineage.tracked);
    }),
    { numRuns: 40 },
  );
});

test('two neighbouring states share nearly all, in a long run no less than in a short one', () => {
  const run = longRun(12_000);
  const [early, late] = [mostNew(moment, run.slice(0, 1_000)), mostNew(moment, run.slice(0, 11_000))];
  expect(late).toBeLessThan(early * 2);
  // A fold that copies a list with every event does not.
  const copying = projection<readonly number[]>([], (list, event) => [...list, event.seq]);
  expect(mostNew(copying, run)).toBeGreaterThan(mostNew(copying, run.slice(0, 1_000)) * 10);
});

/** The most that one of the last 64 events adds to the state: slots of objects and lists that were not there before it. */
function mostNew<State>(source: Projection<State>, events: readonly AnyEvent[]): number {
  let state: State = source.of(events.slice(0, -64));
  const added: number[] = [];
  const known = new Set<unknown>();
  newSlots(state, known);
  for (const event of events.slice(-64)) {
    state = source.fold(state, event);
    added.push(newSlots(state, known));
  }
  return Math.max(...added);
}

/** Counts, and from then on knows, what is not known yet. */
function newSlots(state: unknown, known: Set<unknown>): number {
  const open = [state];
  let slots = 0;
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null || known.has(node)) continue;
    known.add(node);
    const held: readonly unknown[] = node instanceof Map ? [...node.values()] : Object.values(node);
    slots += held.length;
    open.push(...held);
  }
  return slots;
}

test('a scrubber over it gives the same in any order of looking', () => {
  fc.assert(
    fc.property(anyRun, fc.array(fc.nat(), { minLength: 1, maxLength: 8 }), (events, picks) => {
      const scrub = scrubber(moment, events, { every: 7 });
      for (const pick of picks) {
        const upTo = seq(pick % (events.length + 1));
        expect(scrub.at(upTo)).toEqual(foldUpTo(events, upTo, moment));
      }
    }),
    { numRuns: 40 },
  );
});
