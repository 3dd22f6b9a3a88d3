import { blockEgress } from '#inference/egress.ts';

/** The first thing that every process of the program does: see `blockEgress`. A pull opens its own way out. */
export const guardEgress = (): void => void blockEgress();
