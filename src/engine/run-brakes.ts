import { openVote } from '#shared/projections/board.ts';
import type { RunView } from '#shared/projections/run.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import { contentBrake } from './content-brakes.ts';
import { endedLast, lastTalkAt, lastWordAt } from './recent-turns.ts';
import { knownStall, newStall } from './stall.ts';
import type { Ending, Step } from './step.ts';
import { earlyVote } from './votes.ts';

/**
 * Brakes on the run: courtesies only, near duplicates, nothing new, everyone waiting for everyone. Each writes what it saw before it
 * acts: first the event, then, asked again, the end. A vote that the scenario asks for comes before the end. `idle`: no turn is open and the cadence has none to start.
 * With turns open it never ends anything: it lets them come to their end first, without new ones beside them, or the
 * overlapping turns of the cadence `free` would never leave it a moment to look.
 */
export function runBrake(view: RunView, { idle }: { readonly idle: boolean }): Step | undefined {
  const undecided = voteInVain(view);
  if (undecided !== undefined) return undecided;
  // A branch of a run that a brake had ended looks again.
  const heard = Math.max(lastWordAt(view), view.forked?.seq ?? 0);
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
  const vote = earlyVote(view);
  const data: EventData<'v1.run.braked'> = vote.length === 0 ? braked : { ...braked, did: 'voted' };
  return { kind: 'append', drafts: [{ type: 'v1.run.braked', data }, ...vote] };
}

/** A talk that was to be ended and was given a vote first: without a winner the brake ends it after all, unless somebody spoke on. */
function voteInVain(view: RunView): Step | undefined {
  const heard = lastTalkAt(view);
  const found = view.braked.findLast(({ did, seq }) => (did === 'voted' || did === 'ended') && seq > heard);
  if (found?.did !== 'voted' || openVote(view.board) !== undefined) return undefined;
  if (isOpen(view)) return WAIT;
  const { brake, agents, messages } = found;
  const evidence = `${found.evidence}; a vote brought no decision`;
  return {
    kind: 'append',
    drafts: [{ type: 'v1.run.braked', data: { brake, agents, messages, evidence, did: 'ended' } }],
  };
}
