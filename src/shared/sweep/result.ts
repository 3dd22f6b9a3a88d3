import { z } from 'zod';
import type { AnyEvent } from '../events/event.ts';
import { figuresOf } from '../projections/run-figures.ts';
import { outcomeOf, scoreOf, type Matches } from './score.ts';

/** What is kept of a run that a sweep started, to count with; everything else is in the run itself. */
export const cellResultSchema = z.object({
  /** Evaluated and written. */
  tokens: z.number(),
  turns: z.number(),
  /** Microseconds from the first turn to the end. */
  time: z.number(),
  reason: z.string(),
  decided: z.boolean(),
  expect: z
    .object({ met: z.boolean(), against: z.enum(['decided', 'proposed', 'nothing']), why: z.string().optional() })
    .optional(),
  /** What models said of the outcome: a vote of models, not a measurement. */
  modelsVote: z.array(z.object({ judge: z.string(), model: z.string(), yes: z.boolean() })).optional(),
});
export type CellResult = z.infer<typeof cellResultSchema>;

/** The figures of a run that has ended, scored by its scenario's rule. */
export function resultOf(events: readonly AnyEvent[], matches: Matches): CellResult {
  const { setup, end, tokens, turns, time } = figuresOf(events);
  const outcome = outcomeOf(events);
  return {
    tokens: tokens.evaluated + tokens.written,
    turns,
    time,
    reason: end?.reason ?? 'none',
    decided: outcome.from === 'decided',
    ...(setup?.expect === undefined ? {} : { expect: scoreOf(setup.expect, outcome, matches) }),
  };
}
