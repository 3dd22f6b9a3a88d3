/** How the columns are called, in their order. */
export const SIGNS: readonly string[] = ['A', 'B', 'C', 'D', 'E', 'F'];

export const signOf = (column: number): string => SIGNS[column] ?? `${column + 1}`;
