import type { RunView } from '#shared/projections/run.ts';
import { contentBrake } from './content-brakes.ts';
import { endedLast, lastWordAt } from './recent-turns.ts';
import { knownStall, newStall } from './stall.ts';
import type { Ending, Step } from './step.ts';

/**
 * Brakes on the run: courtesies only, near duplicates, nothing new, everyone waiting for everyone. Each writes what it saw before it
 * acts: first the event, then, asked again, the end. `idle`: no turn is open and the cadence has none to start.
 * With turns open it never ends anything: it lets them come to their end first, without new ones beside them, or the
 * overlapping turns of the cadence `free` would never leave it a moment to look.
 */
export function runBrake(view: RunView, { idle }: { readonly idle: boolean }): Step | undefined {
  const heard = lastWordAt(view);
  const found = view.braked.findLast(({ did, seq }) => did === 'ended' && seq > heard);
  if (found !== undefined)
    return isOpen(view) ? WAIT : { kind: 'end', reason: reasonOf(found), detail: found.evidence };
  if (idle) return knownStall(view) ?? stopped(view) ?? newStall(view);
  return endedLast(view) ? stopped(view) : undefined;
}

const WAIT: Step = { kind: 'wait' };

const isOpen = (view: RunView): boolean => view.turns.some(({ state }) => state === 'open');

const reasonOf = ({ brake }: RunView['braked'][number]): Ending['reason'] =>
  brake === 'wait-cycle' || brake === 'stalled' ? 'stalled' : 'no-progress';

function stopped(view: RunView): Step | undefined {
  const braked = contentBrake(view);
  if (braked === undefined) return undefined;
  if (isOpen(view)) return WAIT;
  return { kind: 'append', drafts: [{ type: 'v1.run.braked', data: braked }] };
}
