import { nameOf, type AgentId, type MessageId, type Seq } from '../events/ids.ts';
import type { Sender } from '../events/vocabulary.ts';
import type { Board, BoardItem, Posted, Proposal, Question, Refused, Task } from './board.ts';

export function itemNamed(state: Board, item: MessageId): BoardItem | undefined {
  const place = state.memory.places.get(item);
  return place === undefined ? undefined : state.items.at(place);
}

/** Whether two are incarnations of one seat; the arbiter sits on none. */
export const isSameSeat = (one: Sender, other: AgentId): boolean => one !== 'arbiter' && nameOf(one) === nameOf(other);

export const versionOf = (item: BoardItem): number => item.versions.at(-1)?.version ?? 1;

/** The item that a message made or speaks of. */
export function itemAbout(state: Board, message: MessageId | undefined): BoardItem | undefined {
  const item = message === undefined ? undefined : state.itemOf.get(message);
  return item === undefined ? undefined : itemNamed(state, item);
}

/** A message that is public from `seq` on, and the item it speaks of. */
export type Post = { readonly posted: Posted; readonly seq: Seq; readonly item: BoardItem | undefined };

export function withItem(state: Board, item: BoardItem): Board {
  const { memory, items } = state;
  const places = memory.places.with(item.item, items.length);
  return { ...state, items: items.append(item), memory: { ...memory, places } };
}

/** The board with this item in place of what it was before. */
export function changed(state: Board, item: BoardItem): Board {
  const place = state.memory.places.get(item.item);
  return place === undefined ? state : { ...state, items: state.items.with(place, item) };
}

/** The item after an accepted change: whoever still counts from the version before comes too late. */
export const bumped = <Item extends Proposal | Question | Task>(item: Item, since: Seq): Item => ({
  ...item,
  versions: [...item.versions, { version: versionOf(item) + 1, since }],
});

export function refused(state: Board, item: BoardItem, { posted, seq }: Post): Board {
  const { message, from, basedOn } = posted.data;
  const version = versionOf(item);
  const entry: Refused = {
    message,
    agent: from,
    item: item.item,
    basedOn: basedOn?.version ?? version,
    version,
    seq,
  };
  return { ...state, refused: [...state.refused, entry] };
}

/** Whether the change counts from another version than the one that stands; one of a log without versions never does. */
export const isStale = (item: BoardItem, { posted }: Post): boolean =>
  posted.data.basedOn !== undefined && posted.data.basedOn.version !== versionOf(item);

export const without = (list: readonly MessageId[], message: MessageId): readonly MessageId[] =>
  list.includes(message) ? list.filter((other) => other !== message) : list;
