/** What is pushed in comes out in order to one reader, who may be slow: an array with a bell. */
export interface Feed<Item> {
  push(item: Item): void;
  /** No more will come; with an error, the reader gets it after what is still waiting. */
  end(error?: Error): void;
  /** What waits, for whoever joins items that nobody fetched yet. */
  readonly waiting: Item[];
  items(): AsyncGenerator<Item>;
  /** The same in groups: all that waits at once, at most `most`; never an empty one. */
  groups(most: number): AsyncGenerator<readonly Item[]>;
}

export function feed<Item>(initial: readonly Item[] = []): Feed<Item> {
  const waiting = [...initial];
  const state: { ended?: { readonly error: Error | undefined }; bell?: () => void } = {};
  const groups = async function* taken(most: number): AsyncGenerator<readonly Item[]> {
    for (;;) {
      while (waiting.length > 0) yield waiting.splice(0, most);
      if (state.ended !== undefined) break;
      await new Promise<void>((resolve) => (state.bell = resolve));
    }
    if (state.ended.error !== undefined) throw state.ended.error;
  };
  return {
    waiting,
    push(item) {
      waiting.push(item);
      state.bell?.();
    },
    end(error) {
      state.ended ??= { error };
      state.bell?.();
    },
    groups,
    // One by one, so that what waits stays in `waiting` until its reader comes for it.
    async *items() {
      for await (const group of groups(1)) yield* group;
    },
  };
}

/** What was thrown, as an error. */
export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
