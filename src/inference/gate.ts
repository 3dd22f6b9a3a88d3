/**
 * The library holds its context lock while its queue is not empty: in effect as long as two or more sequences decode. Copying,
 * cutting and clearing wait for that lock, so without a gate a new turn starts only when the others have ended. Every stream passes
 * the gate before it asks for its next token; the gate closes for such work, the queue runs dry, and it opens again.
 */
export interface Gate {
  /** undefined when open (nothing to wait for), else a promise that resolves when it opens. */
  pass(): Promise<void> | undefined;
  /** Closes it until the returned function is called; several may hold it closed, the last one opens it. */
  close(): () => void;
}

export function createGate(): Gate {
  let closers = 0;
  let opening: PromiseWithResolvers<void> | undefined;
  return {
    pass: () => opening?.promise,
    close() {
      let closed = true;
      closers += 1;
      opening ??= Promise.withResolvers<void>();
      return () => {
        if (!closed) return;
        closed = false;
        closers -= 1;
        if (closers > 0) return;
        opening?.resolve();
        opening = undefined;
      };
    },
  };
}

/** Runs `work` with the gate closed. */
export async function closedFor<Value>(gate: Gate, work: () => Promise<Value>): Promise<Value> {
  const open = gate.close();
  try {
    return await work();
  } finally {
    open();
  }
}

/** A gate that never closes, to show what the other is for. */
export const openGate = (): Gate => ({ pass: () => undefined, close: () => () => {} });
