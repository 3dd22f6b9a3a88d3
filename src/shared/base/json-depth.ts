/** How deep values of a log may be nested: what reads them goes in by calls, and ours are a handful deep. */
export const DEEPEST = 200;

/** Whether a JSON value is nested deeper than that; asked without a call for each level. */
export function isTooDeep(value: unknown, deepest = DEEPEST): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}
