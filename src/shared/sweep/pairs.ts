import { hash32 } from '../base/random.ts';
import type { AnyEvent } from '../events/event.ts';
import type { MessageId } from '../events/ids.ts';
import { runOf } from '../projections/fold-run.ts';
import type { MinutesProposal } from '../projections/minutes-proposals.ts';
import { minutesOf } from '../projections/minutes.ts';
import { coverModels } from './cover-models.ts';
import type { PlayedCell } from './table.ts';

/** Two cells to be judged blind. */
export type SweepPair = { readonly pair: string; readonly left: PlayedCell; readonly right: PlayedCell };

/**
 * Every two runs that ended, of the same seed and repeat and with other models or another mode, in an order and with sides that `blind`
 * decides: the same after every restart, and runs that end later change nothing of a pair that was there.
 */
export function pairsOf(cells: readonly PlayedCell[], blind: number): readonly SweepPair[] {
  const done = cells.filter(({ result }) => result !== undefined);
  const pairs = done.flatMap((one, at) =>
    done.slice(at + 1).flatMap((other) => (comparable(one, other) ? [sided(one, other, blind)] : [])),
  );
  return pairs.toSorted((a, b) => (a.pair < b.pair ? -1 : 1));
}

/** A side's minutes without anything that says who wrote them: no names, models, mode, ways of deciding, counts or ids. */
export type BlindMinutes = {
  readonly decided: readonly BlindProposal[];
  readonly undecided: readonly BlindProposal[];
  readonly openQuestions: readonly string[];
};
export type BlindProposal = {
  readonly text: string;
  readonly supports: readonly string[];
  readonly challenges: readonly string[];
};

/** Where a text names one of the `models`, the name is covered. */
export function blindMinutesOf(events: readonly AnyEvent[], models: readonly string[]): BlindMinutes {
  const bodies = new Map(runOf(events).messages.map(({ message, body }) => [message, body]));
  const minutes = minutesOf(events);
  const said = ({ message, gist }: { readonly message: MessageId; readonly gist: string }): string =>
    coverModels(bodies.get(message) ?? gist, models);
  const proposal = (one: MinutesProposal): BlindProposal => ({
    text: said(one.wording),
    supports: one.for.map(said),
    challenges: one.against.map(said),
  });
  return {
    decided: minutes.decided.map(proposal),
    undecided: minutes.undecided.map(proposal),
    openQuestions: minutes.questions.map(said),
  };
}

const comparable = (one: PlayedCell, other: PlayedCell): boolean =>
  one.seed === other.seed &&
  one.repeat === other.repeat &&
  (one.mode !== other.mode || JSON.stringify(one.models) !== JSON.stringify(other.models));

function sided(one: PlayedCell, other: PlayedCell, blind: number): SweepPair {
  const [first, second] = one.cell < other.cell ? [one, other] : [other, one];
  const id = hash32('pair', blind, first.cell, second.cell);
  const [left, right] = hash32('side', blind, first.cell, second.cell) % 2 === 0 ? [first, second] : [second, first];
  return { pair: `p${id.toString(36)}`, left, right };
}
