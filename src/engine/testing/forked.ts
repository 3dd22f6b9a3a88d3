/** Forks of a log in memory, for tests: what the host does with files. */
import type { AnyEvent, Event } from '#shared/events/event.ts';
import type { Branch, Change } from '#shared/events/fork.ts';
import { runId, seq } from '#shared/events/ids.ts';
import { assert } from '#shared/base/assert.ts';
import { createdAs, forkOf } from '../fork.ts';

export const BRANCH = runId('branch');
const PARENT = runId('parent');

export type Forked = { readonly at: number; readonly kind?: Branch; readonly changes?: readonly Change[] };

/** The whole log of a branch as it lies in its file before it goes on; throws where the fork is refused. */
export function forkedLog(
  events: readonly AnyEvent[],
  { at, kind = 'fork', changes = [] }: Forked,
): readonly AnyEvent[] {
  const parent = { run: PARENT, seq: seq(at) };
  const drafts = forkOf(events, { kind, parent, changes, forkedAt: '2026-01-02T00:00:00Z' });
  if (!drafts.ok) throw new Error(drafts.failure);
  const [first, ...rest] = events.slice(0, at);
  assert(first?.type === 'v1.run.created', 'a run begins with its creation');
  const past = [{ ...first, data: createdAs(first, BRANCH, parent) }, ...rest];
  const time = past.at(-1)?.at ?? first.at;
  const next = drafts.value.map(
    ({ type, data }, index) => ({ seq: seq(at + 1 + index), at: time, type, data }) as Event,
  );
  return [...past, ...next];
}

/** Why a fork is refused; empty where it is not. */
export function refusalOf(events: readonly AnyEvent[], { at, kind = 'fork', changes = [] }: Forked): string {
  const parent = { run: PARENT, seq: seq(at) };
  const drafts = forkOf(events, { kind, parent, changes, forkedAt: '2026-01-02T00:00:00Z' });
  return drafts.ok ? '' : drafts.failure;
}
