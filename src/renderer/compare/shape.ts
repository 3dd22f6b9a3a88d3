import type { CSSProperties } from 'react';

/** How the table is laid out. */
export type Shape = {
  readonly grid: CSSProperties;
  /** Columns, those that could not be read among them. */
  readonly count: number;
  /** The column of each run that was read, in their order. */
  readonly places: readonly number[];
};

/** For each column, the place of its run among those that were read. */
export const slotsOf = ({ count, places }: Shape): readonly (number | undefined)[] =>
  Array.from({ length: count }, (_, column) => {
    const slot = places.indexOf(column);
    return slot === -1 ? undefined : slot;
  });
