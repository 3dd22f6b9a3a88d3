import type { Seq, TurnId } from '#shared/events/ids.ts';
import { settledAt } from '#shared/projections/settled-at.ts';
import type { LogIndex } from '../state/log-index.ts';
import { placesOf } from './fork-places.ts';

/** A moment from which a run can be said again: before a turn, behind an event, or before its first turn (there is no event then). */
export type RerunPlace =
  { readonly place: 'turn' | 'here'; readonly at: Seq } | { readonly place: 'whole'; readonly at: undefined };

export type RerunAbout = { readonly turn: TurnId | undefined; readonly at: Seq | undefined };

/**
 * From where a run can be said again for the sake of a turn and of a moment. Only what has come to its end can be: of a turn that is under
 * way, and of a moment behind which nothing has ended, there is nothing to say again yet.
 */
export function rerunPlaces(log: LogIndex, { turn, at }: RerunAbout): readonly RerunPlace[] {
  const { events } = log;
  const lastEnd = events.findLast(({ type }) => type === 'v1.turn.ended')?.seq ?? 0;
  const forked = events.findLast(({ type }) => type === 'v1.run.forked')?.seq ?? 0;
  const before = turn === undefined || isUnderWay(log, turn) ? undefined : placesOf(events, turn).before;
  const here = at === undefined || at < 1 ? undefined : settledAt(events, at);
  return [
    ...(before === undefined || lastEnd <= before ? [] : [{ place: 'turn' as const, at: before }]),
    ...(here === undefined || here === before || lastEnd <= here ? [] : [{ place: 'here' as const, at: here }]),
    ...(lastEnd <= forked ? [] : [{ place: 'whole' as const, at: undefined }]),
  ];
}

/** Whether the log has no end yet of the turn's last attempt. */
export function isUnderWay(log: LogIndex, turn: TurnId): boolean {
  const { started = [], abandoned = [], ended } = log.turn(turn) ?? {};
  const attempt = started.at(-1)?.data.attempt;
  return ended === undefined && attempt !== undefined && !abandoned.some(({ data }) => data.attempt === attempt);
}
