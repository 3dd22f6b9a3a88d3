/** The object without the fields that hold nothing. */
export const withoutGaps = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** The same, or undefined where nothing is left. */
export function filled(fields: object): object | undefined {
  const kept = withoutGaps(fields);
  return Object.keys(kept).length === 0 ? undefined : kept;
}
