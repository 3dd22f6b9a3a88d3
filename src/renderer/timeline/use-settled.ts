import { useEffect, useState } from 'react';
import { useSession } from '../state/window.tsx';
import type { TimelineView } from './timeline-view.ts';

const STILL_MS = 120;
const LATEST_MS = 700;

/**
 * A count that goes up once the view, the playhead or the log have stood still for a moment, and now and then while they move: what lies
 * over the canvas for keyboard and ear need not follow every frame.
 */
export function useSettled(view: TimelineView): number {
  const session = useSession();
  const [count, setCount] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let since: number | undefined;
    const changed = (): void => {
      since ??= performance.now();
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          since = undefined;
          setCount((own) => own + 1);
        },
        Math.min(STILL_MS, Math.max(0, LATEST_MS - (performance.now() - since))),
      );
    };
    const off = [view.store.subscribe(changed), session.store.subscribe(changed)];
    changed();
    return () => {
      clearTimeout(timer);
      for (const stop of off) stop();
    };
  }, [view, session]);
  return count;
}
