import type { MessageId, Seq } from '#shared/events/ids.ts';
import type { LogIndex } from '../state/log-index.ts';
import type { RunState } from '../state/run-state.ts';
import type { Selection } from '../state/route.ts';

/** The event that stands for a message: that by which it became public, else that by which it was written. */
export const seqOfMessage = (log: LogIndex, message: MessageId): Seq | undefined =>
  log.message(message) ?? log.written(message)?.seq;

/** The event that a key is about: that of what is picked out, else the one at the playhead. */
export function placeToNote(log: LogIndex, { selection, head }: Pick<RunState, 'selection' | 'head'>): Seq | undefined {
  const own = selection === undefined ? undefined : seqOfSelection(log, selection);
  return own ?? (head > 0 ? head : undefined);
}

function seqOfSelection(log: LogIndex, selection: Selection): Seq | undefined {
  switch (selection.kind) {
    case 'event':
      return selection.seq;
    case 'message':
      return seqOfMessage(log, selection.message);
    case 'turn':
      return log.turn(selection.turn)?.started.at(-1)?.seq;
    case 'agent':
      return undefined;
    default:
      return selection satisfies never;
  }
}

/** What to pick out where a note is gone to: the message or the turn that the event is about, else the event itself. */
export function selectionOfPlace(log: LogIndex, seq: Seq): Selection {
  const event = log.at(seq);
  if (event?.type === 'v1.message.sent' || event?.type === 'v1.message.approved' || event?.type === 'v1.message.held') {
    const { message } = event.data;
    if (seqOfMessage(log, message) === seq) return { kind: 'message', message };
  }
  if (event?.type === 'v1.turn.started') return { kind: 'turn', turn: event.data.turn };
  return { kind: 'event', seq };
}
