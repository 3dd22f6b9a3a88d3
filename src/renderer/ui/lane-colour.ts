/** The colour of a seat, by its place at the table; the arbiter and the system have none. As a CSS value. */
export const laneColour = (seat: number | undefined): string =>
  seat === undefined ? 'var(--dim)' : `var(--lane-${seat % 8})`;
