import { seq, turnIdSchema, type Seq } from '#shared/events/ids.ts';
import type { LogIndex } from '../state/log-index.ts';

/** A place in a run as a person types it. Microseconds since the run began. */
export type Place =
  | { readonly kind: 'turn'; readonly turn: number }
  | { readonly kind: 'seq'; readonly seq: number }
  | { readonly kind: 'time'; readonly at: number };

/** `turn 11` or `t11`, `seq 143` or `#143`, `58.4`, `58.4s`, `2:07` or `1:02:07`; undefined for anything else. */
export function placeOf(typed: string): Place | undefined {
  const text = typed.trim().toLowerCase();
  const turn = /^t(?:urn)?\s*(\d{1,9})$/.exec(text)?.[1];
  if (turn !== undefined) return { kind: 'turn', turn: Number(turn) };
  const position = /^(?:seq\s*|#\s*)(\d{1,9})$/.exec(text)?.[1];
  if (position !== undefined) return { kind: 'seq', seq: Number(position) };
  const [, hours, minutes, seconds] = /^(?:(?:(\d{1,4}):)?(\d{1,4}):)?(\d{1,6}(?:\.\d{1,6})?)\s*s?$/.exec(text) ?? [];
  if (seconds === undefined) return undefined;
  const whole = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds);
  return { kind: 'time', at: Math.round(whole * 1e6) };
}

/** Where that is in the log: a turn where it has said its word; undefined where there is none. What lies past the end is the end. */
export function seqOfPlace(log: Pick<LogIndex, 'events' | 'turn' | 'seqAt'>, place: Place): Seq | undefined {
  switch (place.kind) {
    case 'turn':
      return seqOfTurn(log, place.turn);
    case 'seq':
      return seq(Math.min(place.seq, log.events.length));
    case 'time':
      return log.seqAt(place.at);
    default:
      return place satisfies never;
  }
}

function seqOfTurn(log: Pick<LogIndex, 'events' | 'turn'>, turn: number): Seq | undefined {
  const id = turnIdSchema.safeParse(turn);
  const found = id.success ? log.turn(id.data) : undefined;
  const { ended } = found ?? {};
  if (ended === undefined) return found?.started.at(-1)?.seq;
  const next = log.events[ended.seq];
  const isItsWord =
    (next?.type === 'v1.message.sent' || next?.type === 'v1.message.held') && next.data.turn === ended.data.turn;
  return isItsWord ? next.seq : ended.seq;
}
