import { useEffect, useState } from 'react';
import { useSession } from '../state/window.tsx';
import type { TimelineView } from './timeline-view.ts';

const STILL_MS = 120;
const LATEST_MS = 700;

/**
 * A count that goes up once the view, the playhead or the log have stood still for a moment, and now and then while they move: what lies
 * over the canvas for keyboard and ear need not follow every frame. `seen`: it is to be seen as well, and follows a view that a hand moves
 * on and on; else that is waited out.
 */
export function useSettled(view: TimelineView, { seen = false } = {}): number {
  const session = useSession();
  const [count, setCount] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let since: number | undefined;
    const changed = (counts: boolean): void => {
      if (counts) since ??= performance.now();
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          since = undefined;
          setCount((own) => own + 1);
        },
        Math.min(STILL_MS, since === undefined ? STILL_MS : Math.max(0, LATEST_MS - (performance.now() - since))),
      );
    };
    const off = [view.store.subscribe(() => changed(seen)), session.store.subscribe(() => changed(true))];
    changed(true);
    return () => {
      clearTimeout(timer);
      for (const stop of off) stop();
    };
  }, [view, session, seen]);
  return count;
}
