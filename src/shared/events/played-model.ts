import { present } from '../base/assert.ts';
import type { ModelRef } from './ids.ts';
import type { RunSetup } from './setup.ts';

/** The model that speaks for a seat: its own, or under `roleplay`, where one context plays all parts, that of the first seat. */
export const playedModel = ({ mode, seats }: RunSetup, seat: number): ModelRef =>
  present(seats[mode === 'roleplay' ? 0 : seat], 'an agent sits on a seat of its run').model;
