import * as fc from 'fast-check';
import { expect, test } from 'vitest';
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
