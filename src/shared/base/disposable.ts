/** Whoever creates one disposes of it; disposing twice does nothing. */
export interface Disposable {
  dispose(): void;
}

/** A Disposable that runs `release` once. */
export function disposable(release: () => void): Disposable {
  let done = false;
  return {
    dispose() {
      if (done) return;
      done = true;
      release();
    },
  };
}
