import { seq, type Seq } from '#shared/events/ids.ts';
import { show } from '../app/palette-state.ts';
import { askBranchHere, branchList } from '../branch/branch-asked.ts';
import { minutesOpen } from '../inspector/minutes-open.ts';
import { placeToNote } from '../notes/noted-place.ts';
import { notesOf, type RunNotes } from '../notes/notes-store.ts';
import { recordedIn } from '../state/recorded.ts';
import { SPEEDS, type RunSession } from '../state/run-state.ts';
import { timelineView } from '../timeline/timeline-view.ts';
import type { ActionId } from './keymap.ts';
import { copyMomentLink } from './moment-link.ts';
import { roundStop } from './rounds.ts';

/** What the keys of a run do to it; the keys of the window are not among them. */
export const RUN_ACTS: Partial<Record<ActionId, (session: RunSession) => void>> = {
  play: (session) => {
    // There is no pace to play at where no times were recorded.
    if (recordedIn(session.log, 'times')) session.play(!session.store.getState().playing.on);
  },
  slower: (session) => changeSpeed(session, -1),
  faster: (session) => changeSpeed(session, 1),
  live: (session) => session.follow(),
  'go-to': () => show('go-to'),
  details: openDetails,
  minutes: (session) => minutesOpen(session).setState(({ open }) => ({ open: !open, at: undefined })),
  bookmark: (session) => withPlace(session, (notes, place) => void notes.toggle(place)),
  note: (session) => withPlace(session, (notes, place) => notes.edit(place)),
  'copy-link': (session) => void copyMomentLink(session),
  fork: (session) => askBranchHere(session, 'fork'),
  rerun: (session) => askBranchHere(session, 'rerun'),
  branches: () => branchList.setState(({ open }) => ({ open: !open })),
  'previous-turn': (session) => session.step('turn', -1),
  'next-turn': (session) => session.step('turn', 1),
  'previous-round': (session) => stepRound(session, -1),
  'next-round': (session) => stepRound(session, 1),
  'previous-message': (session) => session.step('message', -1),
  'next-message': (session) => session.step('message', 1),
  'previous-event': (session) => session.step('event', -1),
  'next-event': (session) => session.step('event', 1),
  'previous-marker': (session) => session.step('marker', -1),
  'next-marker': (session) => session.step('marker', 1),
  first: (session) => session.seek(seq(1)),
  last: (session) => session.seek(session.store.getState().last),
  'lane-up': (session) => timelineView(session).laneUp(),
  'lane-down': (session) => timelineView(session).laneDown(),
  'zoom-in': (session) => timelineView(session).zoomBy(1.25),
  'zoom-out': (session) => timelineView(session).zoomBy(0.8),
  'pan-left': (session) => timelineView(session).panBy(-0.2),
  'pan-right': (session) => timelineView(session).panBy(0.2),
  'fit-selection': (session) => timelineView(session).fitSelection(),
  'fit-all': (session) => timelineView(session).fitAll(),
};

/** Clears what is picked out, then goes live; a run is never stopped by it. */
export function escape(session: RunSession): void {
  const { selection, live, following } = session.store.getState();
  if (selection !== undefined) session.select(undefined);
  else if (live && !following) session.follow();
}

function withPlace(session: RunSession, act: (notes: RunNotes, place: Seq) => void): void {
  const place = placeToNote(session.log, session.store.getState());
  const notes = notesOf(session);
  if (place !== undefined && notes !== undefined) act(notes, place);
}

function changeSpeed(session: RunSession, by: 1 | -1): void {
  const at = SPEEDS.indexOf(session.store.getState().playing.speed as (typeof SPEEDS)[number]);
  session.change({ speed: SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at + by))] ?? 1 });
}

export function stepRound(session: RunSession, by: 1 | -1): void {
  const to = roundStop(session.log.events, session.store.getState().head, by);
  if (to !== undefined) session.seek(to);
}

/** The last turn that had begun at the playhead: the inspector shows what it had in front of it. */
function openDetails(session: RunSession): void {
  const { head } = session.store.getState();
  for (let index = head - 1; index >= 0; index -= 1) {
    const event = session.log.events[index];
    if (event?.type !== 'v1.turn.started' && event?.type !== 'v1.turn.ended') continue;
    session.select({ kind: 'turn', turn: event.data.turn });
    return;
  }
}
