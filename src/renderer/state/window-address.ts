/** The part of the window's address behind `#`, as the browser holds it. */
export type Bar = {
  readonly hash: () => string;
  readonly replace: (hash: string) => void;
};

/** The address, which others set and the pages keep in step with what they show. */
export interface WindowAddress {
  /** What is to be shown. */
  read(): string;
  /**
   * Puts what is shown in the place of what was read last. An address that was set since is not touched: the browser tells of it in a task
   * of its own, and whoever wrote over it before that would undo where somebody has just gone. Says whether it was written.
   */
  write(hash: string): boolean;
}

export function addressIn(bar: Bar): WindowAddress {
  let known: string | undefined;
  return {
    read() {
      known = bar.hash();
      return known;
    },
    write(hash) {
      if (bar.hash() !== known) return false;
      if (hash !== known) bar.replace(hash);
      known = bar.hash();
      return true;
    },
  };
}

export const windowAddress: WindowAddress = addressIn({
  hash: () => location.hash,
  replace: (hash) => history.replaceState(history.state, '', hash),
});
