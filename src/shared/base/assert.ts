/** A broken invariant: always a bug of ours, never the user's input. */
export class BugError extends Error {
  override readonly name = 'BugError';
}

/** Throws a BugError when `condition` does not hold; `invariant` says in words what must be true. */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new BugError(`broken invariant: ${invariant}`);
}

/** The value, which an invariant says is there. */
export function present<Value>(value: Value | undefined, invariant: string): Value {
  assert(value !== undefined, invariant);
  return value;
}

/** The end of an exhaustive switch: the compiler refuses a call with a case left over. */
export function unreachable(value: never): never {
  throw new BugError(`unreachable: ${JSON.stringify(value)}`);
}
