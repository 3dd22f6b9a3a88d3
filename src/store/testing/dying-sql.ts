import type { Migration } from '../library-schema.ts';

/** A statement ends on a line that is not indented; those inside of a trigger are. */
const END = /^(?! ).*;$/gmu;

/** The same migration, which asks after each of its statements whether to die. */
export const dyingAfter = ({ version, sql }: Migration): Migration => ({
  version,
  sql: `${sql}\n`.replace(END, (statement) => `${statement}\nSELECT perhaps_die();`),
});

export const statementsOf = ({ sql }: Migration): number => (`${sql}\n`.match(END) ?? []).length;
