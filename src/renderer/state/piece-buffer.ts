import type { TurnId } from '#shared/events/ids.ts';
import type { StoreApi } from 'zustand/vanilla';
import type { Later } from './late-store.ts';
import type { Writing } from './run-state.ts';

export type Piece = { readonly turn: number; readonly agent: string; readonly try: number; readonly text: string };

/** Pieces of text on their way into a store: however many come between two frames, what shows them is drawn once. */
export interface PieceBuffer {
  add(piece: Piece): void;
  /** Forgets what these turns wrote, also what is on its way. */
  forget(turns: readonly TurnId[]): void;
  /** Forgets what every turn wrote. */
  clear(): void;
  dispose(): void;
}

export function pieceBuffer(writing: StoreApi<ReadonlyMap<TurnId, Writing>>, later: Later): PieceBuffer {
  let waiting: Piece[] = [];
  let takeBack: (() => void) | undefined;
  const flush = (): void => {
    takeBack = undefined;
    const all = new Map(writing.getState());
    for (const piece of waiting) put(all, piece);
    waiting = [];
    writing.setState(all, true);
  };
  return {
    add(piece) {
      waiting.push(piece);
      takeBack ??= later(flush);
    },
    forget(turns) {
      waiting = waiting.filter(({ turn }) => !turns.includes(turn as TurnId));
      const known = writing.getState();
      if (!turns.some((turn) => known.has(turn))) return;
      writing.setState(new Map([...known].filter(([turn]) => !turns.includes(turn))), true);
    },
    clear() {
      waiting = [];
      if (writing.getState().size > 0) writing.setState(new Map(), true);
    },
    dispose() {
      takeBack?.();
      takeBack = undefined;
      waiting = [];
    },
  };
}

/** A higher try begins the text anew. */
function put(all: Map<TurnId, Writing>, piece: Piece): void {
  const turn = piece.turn as TurnId;
  const known = all.get(turn);
  const before = known?.attempt === piece.try ? known.text : '';
  all.set(turn, { turn, agent: piece.agent as Writing['agent'], text: before + piece.text, attempt: piece.try });
}

/** Before the next frame is painted; soon where there are no frames, as in a window that is hidden. */
export const nextFrame: Later = (next) => {
  let frame: number | undefined;
  const go = (): void => {
    takeBack();
    next();
  };
  const timer = setTimeout(go, 100);
  if (typeof requestAnimationFrame === 'function') frame = requestAnimationFrame(go);
  const takeBack = (): void => {
    clearTimeout(timer);
    if (frame !== undefined) cancelAnimationFrame(frame);
  };
  return takeBack;
};
