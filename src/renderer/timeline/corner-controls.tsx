import { settings } from '../state/settings.ts';
import { useRecorded } from '../state/recorded.ts';
import { useSettings } from '../state/window.tsx';
import type { TimelineView } from './timeline-view.ts';

const LOOK = 'h-6 min-w-6 rounded-control px-1.5 text-[12px] text-dim hover:bg-hover hover:text-text';

/** What moves the view without a key: smaller, larger, all of it; and whether silences are drawn short. */
export function CornerControls({ view }: { readonly view: TimelineView }) {
  const folded = useSettings((state) => state.foldIdle);
  const axis = useSettings((state) => state.axis);
  const timed = useRecorded('times');
  return (
    <fieldset className="flex items-center gap-0.5" aria-label="View of the timeline">
      <button
        type="button"
        className={LOOK}
        aria-label="Zoom out"
        title="Zoom out"
        onClick={() => view.zoomBy(1 / 1.5)}
      >
        −
      </button>
      <button type="button" className={LOOK} aria-label="Zoom in" title="Zoom in" onClick={() => view.zoomBy(1.5)}>
        +
      </button>
      <button type="button" className={LOOK} title="Show the whole run" onClick={() => view.fitAll()}>
        Fit all
      </button>
      {axis === 'time' && timed && (
        <button
          type="button"
          className={`${LOOK} aria-pressed:text-text`}
          aria-pressed={folded}
          title="Draw silences short"
          onClick={() => settings.setState({ foldIdle: !folded })}
        >
          Fold idle{folded ? ' ✓' : ''}
        </button>
      )}
    </fieldset>
  );
}
