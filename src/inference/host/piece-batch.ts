/**
 * Text on its way to whoever watches, sent in batches: each message to the owner costs both processes time that the native threads need.
 * Pieces of one request are joined; what waits is sent at the latest `every()` milliseconds after it came.
 */
export interface PieceBatch {
  add(request: number, text: string): void;
  /** Sends what waits now: before the answer of a request, so that no piece comes after it. */
  flush(): void;
}

export type Pieces = readonly (readonly [request: number, text: string])[];

export function pieceBatch(send: (pieces: Pieces) => void, every: () => number): PieceBatch {
  const waiting = new Map<number, string>();
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.size === 0) return;
    const pieces = [...waiting];
    waiting.clear();
    send(pieces);
  };
  return {
    add(request, text) {
      waiting.set(request, (waiting.get(request) ?? '') + text);
      if (every() === 0) flush();
      else timer ??= setTimeout(flush, every());
    },
    flush,
  };
}
