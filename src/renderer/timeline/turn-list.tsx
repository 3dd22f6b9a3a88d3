import type { FocusEvent } from 'react';
import { useRun, useSession, useSettings } from '../state/window.tsx';
import { isSameSelection } from '../state/route.ts';
import { nameOfBar } from './describe.ts';
import { nearestTurns } from './nearest-turns.ts';
import type { Hover } from './pointer.ts';
import { BAR, edgesOf, LANE, topOf } from './scene.ts';
import type { TimelineView } from './timeline-view.ts';
import { useSettled } from './use-settled.ts';

type Props = { readonly view: TimelineView; readonly onFocused: (hover: Hover | undefined) => void };

/** So many turns are in reach at once: those in view that are nearest to the playhead. */
const MOST = 60;

/** The turns in view as buttons over their bars. They are not seen until one has the focus; the mouse goes through to the canvas. */
export function TurnList({ view, onFocused }: Props) {
  const session = useSession();
  useSettled(view);
  useSettings((state) => state.axis);
  const selection = useRun((state) => state.selection);
  const { head } = session.store.getState();
  const place = { axis: view.axis(), window: view.window(), now: view.now() };
  const { bars, current } = nearestTurns(view.layout, place, { seq: head, most: MOST });
  return (
    <ol aria-label="Turns in view" className="pointer-events-none absolute inset-0 overflow-hidden">
      {bars.map((bar) => {
        const [left, right] = edgesOf(bar, place);
        const top = topOf(view.layout.lanes, bar.lane) + (LANE - BAR) / 2;
        const own = { kind: 'turn', turn: bar.turn } as const;
        const focus = (event: FocusEvent): void => {
          const box = event.currentTarget.getBoundingClientRect();
          onFocused({ x: box.left + 8, y: box.top, hit: { kind: 'bar', bar }, lane: bar.lane });
        };
        return (
          <li key={`${bar.turn}.${bar.attempt}`}>
            <button
              type="button"
              aria-label={nameOfBar(bar)}
              aria-pressed={isSameSelection(selection, own)}
              tabIndex={bar === current ? 0 : -1}
              className="absolute rounded-[4px]"
              style={{ left: Math.max(0, left), top, width: Math.max(4, right - Math.max(0, left)), height: BAR }}
              onClick={() => session.select(own)}
              onFocus={focus}
              onBlur={() => onFocused(undefined)}
            />
          </li>
        );
      })}
    </ol>
  );
}
