/**
 * What pure code needs of an AbortSignal. The platform's own AbortSignal fits; the pure folders know no runtime,
 * so they cannot name it.
 */
export interface Abort {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** For calls that nothing can cancel. */
export const NEVER: Abort = { aborted: false, addEventListener: () => {}, removeEventListener: () => {} };
