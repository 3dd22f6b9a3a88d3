/** What is pushed in comes out in order to one reader, who may be slow: an array with a bell. */
export interface Feed<Item> {
  push(item: Item): void;
  /** No more will come; with an error, the reader gets it after what is still waiting. */
  end(error?: Error): void;
  /** What waits, for whoever joins items that nobody fetched yet. */
  readonly waiting: Item[];
  items(): AsyncGenerator<Item>;
}

export function feed<Item>(initial: readonly Item[] = []): Feed<Item> {
  const waiting = [...initial];
  const state: { ended?: { readonly error: Error | undefined }; bell?: () => void } = {};
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
    async *items() {
      for (;;) {
        for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) yield item;
        if (state.ended !== undefined) break;
        await new Promise<void>((resolve) => (state.bell = resolve));
      }
      if (state.ended.error !== undefined) throw state.ended.error;
    },
  };
}

/** What was thrown, as an error. */
export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
