import { emptySeat, type Draft, type SeatDraft } from './draft.ts';

/** A change of the form; every edit is one, so that what was typed meanwhile is never written over. */
export type Edit = (draft: Draft) => Draft;

const NAMES = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eva', 'Finn', 'Gwen', 'Hugo', 'Iris', 'Jan', 'Kim', 'Leo', 'Mia', 'Noah'];

/** Another seat at the end of the table, with a name that is free and the model of the seat before it. */
export const addSeat: Edit = (draft) => {
  const key = freeKey(draft);
  const name = NAMES.find((one) => isFree(draft, one)) ?? numbered(draft, 'Seat');
  const model = draft.seats.at(-1)?.model ?? '';
  return { ...draft, seats: [...draft.seats, emptySeat({ key, name, model })] };
};

/** The same seat once more behind it, under a name of its own; who sees it is as by the preset. */
export const duplicateSeat =
  (key: string): Edit =>
  (draft) => {
    const at = draft.seats.findIndex((seat) => seat.key === key);
    const seat = draft.seats[at];
    if (seat === undefined) return draft;
    const base = seat.name.replace(/ \d+$/, '').slice(0, 20).trim();
    const copy = { ...seat, key: freeKey(draft), name: numbered(draft, base === '' ? 'Seat' : base) };
    return { ...draft, seats: draft.seats.toSpliced(at + 1, 0, copy) };
  };

/** Without the seat, and without what was said about it elsewhere. */
export const removeSeat =
  (key: string): Edit =>
  (draft) => ({
    ...draft,
    seats: draft.seats.filter((seat) => seat.key !== key),
    held: draft.held.filter((one) => one !== key),
    summary: draft.summary === key ? '' : draft.summary,
    visibility: {
      ...draft.visibility,
      edges: Object.fromEntries(
        Object.entries(draft.visibility.edges).filter(([edge]) => !edge.split('>').includes(key)),
      ),
    },
  });

/** Puts a seat back that was removed from `before`, with what was said about it there; all that was typed since stays. */
export const restoreSeat =
  (key: string, before: Draft): Edit =>
  (draft) => {
    const at = before.seats.findIndex((seat) => seat.key === key);
    const seat = before.seats[at];
    if (seat === undefined || draft.seats.some((one) => one.key === key)) return draft;
    const edges = Object.entries(before.visibility.edges).filter(([edge]) => edge.split('>').includes(key));
    return {
      ...draft,
      seats: draft.seats.toSpliced(at, 0, seat),
      held: before.held.includes(key) ? [...draft.held, key] : draft.held,
      summary: draft.summary === '' && before.summary === key ? key : draft.summary,
      visibility: { ...draft.visibility, edges: { ...draft.visibility.edges, ...Object.fromEntries(edges) } },
    };
  };

/** The seat moved up (-1) or down (1) the table; at its end it stays. */
export const moveSeat =
  (key: string, by: -1 | 1): Edit =>
  (draft) => {
    const at = draft.seats.findIndex((seat) => seat.key === key);
    const seat = draft.seats[at];
    const to = at + by;
    if (seat === undefined || to < 0 || to >= draft.seats.length) return draft;
    return { ...draft, seats: draft.seats.toSpliced(at, 1).toSpliced(to, 0, seat) };
  };

export const editSeat =
  (key: string, change: Partial<SeatDraft>): Edit =>
  (draft) => ({ ...draft, seats: draft.seats.map((seat) => (seat.key === key ? { ...seat, ...change } : seat)) });

/** Another model in every seat that has this one. */
export const withModel =
  (before: string, model: string): Edit =>
  (draft) => ({ ...draft, seats: draft.seats.map((seat) => (seat.model === before ? { ...seat, model } : seat)) });

const isFree = ({ seats }: Draft, name: string): boolean =>
  seats.every((seat) => seat.name.trim().toLowerCase() !== name.toLowerCase());

/** The name with the first number from 2 that is free. */
function numbered(draft: Draft, name: string): string {
  let count = 2;
  while (!isFree(draft, `${name} ${count}`)) count += 1;
  return `${name} ${count}`;
}

/** What was said of a seat goes with it (`removeSeat`), so a key that was given up may be given again. */
const freeKey = ({ seats }: Draft): string => `s${Math.max(0, ...seats.map(({ key }) => Number(key.slice(1)))) + 1}`;
