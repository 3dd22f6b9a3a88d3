import { pixelOf } from './axis.ts';
import { gapsInView } from './gaps-in-view.ts';
import type { TimelineView } from './timeline-view.ts';
import { useSettled } from './use-settled.ts';
import { lengthInWords } from './words.ts';
import { useSettings } from '../state/window.tsx';

/** The silences in view as buttons on the ruler: each is folded and unfolded by itself. */
export function GapList({ view }: { readonly view: TimelineView }) {
  useSettled(view, { seen: true });
  const axis = useSettings((state) => state.axis);
  if (axis !== 'time' || view.axis().kind !== 'time') return undefined;
  const window = view.window();
  const { folds } = view.layout;
  return (
    <>
      {gapsInView(folds, view.axis(), window).map(({ gap, index }) => {
        const middle = pixelOf(window, folds.unit((gap.from + gap.to) / 2));
        const folded = folds.isFolded(index);
        const length = lengthInWords(gap.to - gap.from);
        return (
          <button
            key={index}
            type="button"
            aria-pressed={folded}
            aria-label={`Silence of ${length}, drawn short`}
            title={`${length} of silence, ${folded ? 'drawn short' : 'drawn at length'}`}
            className="absolute top-0 h-2.5 w-4 rounded-b-[3px] text-center text-[11px] leading-[8px] text-dim hover:bg-hover hover:text-text"
            style={{ left: middle - 8 }}
            onClick={() => view.toggleGap(index)}
          >
            {folded ? '⋯' : '↔'}
          </button>
        );
      })}
    </>
  );
}
