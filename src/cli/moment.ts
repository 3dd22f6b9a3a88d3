import type { AnyEvent } from '#shared/events/event.ts';
import { cost, type Cost } from '#shared/projections/cost.ts';
import { lanes, type Lanes } from '#shared/projections/lanes.ts';
import { ledger, type Ledger } from '#shared/projections/ledger.ts';
import { lineage, type Lineage } from '#shared/projections/lineage.ts';
import { emptyRun, foldRun } from '#shared/projections/fold-run.ts';
import type { RunView } from '#shared/projections/run.ts';
import { transcript, type Transcript } from '#shared/projections/transcript.ts';

/** All that can be shown of a run at a position of its log. The board stands in `run`. */
export type Moment = {
  readonly run: RunView;
  readonly lanes: Lanes;
  readonly ledger: Ledger;
  readonly cost: Cost;
  readonly lineage: Lineage;
  readonly said: Transcript;
};

export const firstMoment = (): Moment => ({
  run: emptyRun(),
  lanes: lanes.initial(),
  ledger: ledger.initial(),
  cost: cost.initial(),
  lineage: lineage.initial(),
  said: transcript.initial(),
});

/** The moment after `event`; its `run` is changed in place, so the moment before is spent. */
export const nextMoment = (moment: Moment, event: AnyEvent): Moment => ({
  run: foldRun(moment.run, event),
  lanes: lanes.fold(moment.lanes, event),
  ledger: ledger.fold(moment.ledger, event),
  cost: cost.fold(moment.cost, event),
  lineage: lineage.fold(moment.lineage, event),
  said: transcript.fold(moment.said, event),
});

/** The moment after all of `events`, which are in order from the first on. */
export const momentOf = (events: readonly AnyEvent[]): Moment => events.reduce(nextMoment, firstMoment());
