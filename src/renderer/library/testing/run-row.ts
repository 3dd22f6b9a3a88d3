import { runId } from '#shared/events/ids.ts';
import type { RunRow } from '#shared/rpc/methods.ts';

/** A run as a list shows it: one that was begun at ten on 4 March 2026 of this place and has ended. */
export const runRow = (run: string, changes: Partial<RunRow> = {}): RunRow => ({
  run: runId(run),
  title: run,
  question: '',
  startedAt: new Date(2026, 2, 4, 10).toISOString(),
  state: 'ended',
  seats: ['Ada'],
  turns: 2,
  events: 9,
  source: 'home',
  way: 'peers, rounds',
  models: [],
  tags: [],
  pinned: false,
  ...changes,
});
