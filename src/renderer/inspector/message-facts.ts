import type { MessageId, Seq } from '#shared/events/ids.ts';
import { itemNamed, versionOf, type Board, type BoardItem } from '#shared/projections/board.ts';
import type { MessageLife } from '#shared/projections/message-life.ts';
import type { LogIndex } from '../state/log-index.ts';

/** What the board makes of a message, at the playhead. */
export type OnBoard = {
  readonly item: BoardItem;
  /** It made the item; else it only speaks of it. */
  readonly made: boolean;
  /** Of the item as it stands now. */
  readonly version: number;
  /** The version that its author had in front. */
  readonly basedOn?: number;
  /** Its change came too late. */
  readonly refused: boolean;
};

export function onBoard(board: Board, message: MessageId): OnBoard | undefined {
  const about = board.itemOf.get(message);
  const item = about === undefined ? undefined : itemNamed(board, about);
  if (item === undefined) return undefined;
  const basedOn = board.memory.posted.get(message)?.data.basedOn?.version;
  return {
    item,
    made: item.item === message,
    version: versionOf(item),
    ...(basedOn === undefined ? {} : { basedOn }),
    refused: board.refused.some((change) => change.message === message),
  };
}

/** One wording of a message; the first is its author's, the others are the arbiter's. */
export type Wording = { readonly seq: Seq; readonly body: string };

/** All wordings up to the last step of `life`, oldest first. */
export function wordingsOf(life: MessageLife, log: LogIndex): readonly Wording[] {
  // One event may be more than one step.
  return [...new Set(life.steps.map(({ seq }) => seq))].flatMap((seq): readonly Wording[] => {
    const event = log.at(seq);
    const isWords =
      event?.type === 'v1.message.sent' || event?.type === 'v1.message.held' || event?.type === 'v1.message.edited';
    return isWords && event.data.message === life.message ? [{ seq, body: event.data.body }] : [];
  });
}
