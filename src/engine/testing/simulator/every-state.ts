import { commandSchema } from '#shared/events/commands.ts';
import { END_REASONS, VOCABULARY } from '#shared/events/vocabulary.ts';
import { DELIVERY_STATES, isFinal } from '#shared/projections/delivery.ts';

/**
 * What has to happen sometimes in enough seeds: every fault, every command, every event, every end and every final delivery state. A
 * simulator in which one of these never happens shows nothing about it.
 */
export const SOMETIMES: readonly string[] = [
  // A run is forked from outside, between two lives of the program: `fork.test.ts` forks simulated runs.
  ...Object.keys(VOCABULARY).filter((type) => type !== 'v1.run.forked'),
  ...END_REASONS.map((reason) => `ended: ${reason}`),
  ...DELIVERY_STATES.filter(isFinal).map((state) => `delivery: ${state}`),
  ...commandSchema.options.map((option) => `command: ${option.shape.kind.value}`),
  'command: cancel',
  'fault: clock jump',
  'fault: commit-unknown',
  'fault: crash-after-commit',
  'fault: crash-before-commit',
  'fault: event arrives twice',
  'fault: event is lost',
  'fault: full',
  'fault: host crash',
  'fault: kill',
  'fault: reorder',
  'fault: slow receiver',
  'crash while: load',
  'crash while: open',
  'crash while: decide',
  'crash while: speak',
  'attempt lost before it began',
  'mail comes in the middle of a turn',
  'resumed',
  'turn tried again',
  'turns overlap',
];
