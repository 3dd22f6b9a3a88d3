import { seq as seqOf, type Seq } from '#shared/events/ids.ts';
import { moveBySliderKey } from '../replay/slider-keys.ts';
import { useRecorded } from '../state/recorded.ts';
import { useRun, useSession } from '../state/window.tsx';
import { positionInWords, writesAt, type Busy } from './describe.ts';
import type { TimelineView } from './timeline-view.ts';

/**
 * The head of the playhead: a slider over the log. Where it stands is set by whoever draws, what it says is set here; a pointer takes hold
 * of the ruler beneath it.
 */
export function Playhead({ view }: { readonly view: TimelineView }) {
  const session = useSession();
  const head = useRun((state) => state.head);
  const last = useRun((state) => state.last);
  const told = useRecorded('lineage');
  const words = useRun((state) =>
    told ? wordsAt(view, { head: state.head, at: state.headAt }) : `event ${state.head} of ${state.last}`,
  );
  return (
    <div data-part="head" className="pointer-events-none absolute bottom-0 left-0 h-[22px] w-4 will-change-transform">
      <input
        type="range"
        aria-label="Playhead"
        min={0}
        max={last}
        step={1}
        value={head}
        aria-valuetext={words}
        className="absolute inset-0 size-full appearance-none rounded-[3px] bg-transparent [&::-webkit-slider-thumb]:invisible"
        onChange={(event) => session.seek(seqOf(event.currentTarget.valueAsNumber))}
        onKeyDown={(event) => moveBySliderKey(session, event)}
      />
      <svg viewBox="0 0 16 16" aria-hidden="true" className="absolute bottom-0 left-0 size-4 fill-accent">
        <path d="M2 1.5 h12 v7 l-6 6.5 l-6 -6.5 z" />
      </svg>
    </div>
  );
}

function wordsAt(view: TimelineView, { head, at }: { readonly head: Seq; readonly at: number }): string {
  // What has come may not have been drawn yet.
  view.takeIn();
  const { turn, turns, open } = view.layout.turnsAt(head);
  const busy = open.map((bar): Busy => ({ agent: bar.agent, turn: bar.turn, writes: writesAt(bar, at) }));
  return positionInWords({ at, turn, turns, busy });
}
