import type { EventData } from './vocabulary.ts';

/** What a log of another program may not say. `times` covers when the run began: `startedAt` is then when it was imported. */
export const MISSING = [
  'times',
  'question',
  'roles',
  'models',
  'samplers',
  'acts',
  'addressees',
  'lineage',
  'tokens',
  'rules',
  'outcome',
] as const;
export type Missing = (typeof MISSING)[number];

/** Stands where a text is wanted and none was recorded. */
export const NOT_RECORDED = 'not recorded';

/** Whether a run's own record says this; true of every run that this program deliberated. */
export const isRecorded = (created: Pick<EventData<'v1.run.created'>, 'imported'>, what: Missing): boolean =>
  created.imported?.missing.includes(what) !== true;
