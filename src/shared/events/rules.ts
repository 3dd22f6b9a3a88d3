import type { RunSetup } from './setup.ts';

/** The brakes of a run with their defaults filled in; 0 is off. */
export type BrakeRules = {
  /** Turns in a row, as a multiple of the number of agents. */
  readonly noNewContent: number;
  readonly politeness: number;
  readonly nudges: number;
  readonly mailCap: number;
  readonly waitCycle: number;
};

const DEFAULTS: BrakeRules = { noNewContent: 2, politeness: 1, nudges: 2, mailCap: 30, waitCycle: 1 };

export const brakeRules = (setup: RunSetup): BrakeRules => ({
  noNewContent: setup.brakes?.noNewContent ?? DEFAULTS.noNewContent,
  politeness: setup.brakes?.politeness ?? DEFAULTS.politeness,
  nudges: setup.brakes?.nudges ?? DEFAULTS.nudges,
  mailCap: setup.brakes?.mailCap ?? DEFAULTS.mailCap,
  waitCycle: setup.brakes?.waitCycle ?? DEFAULTS.waitCycle,
});
