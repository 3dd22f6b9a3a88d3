import type { RunId } from '#shared/events/ids.ts';
import { openSession } from '../state/open-session.ts';
import { routeOf } from '../state/route.ts';
import { go } from '../state/window.tsx';

/** Goes to a run and plays it from its beginning as soon as it is there; who goes elsewhere before that is not followed. */
export function openAndPlay(run: RunId): void {
  const stops: (() => void)[] = [];
  const stop = (): void => stops.splice(0).forEach((own) => own());
  const look = (): void => {
    const { session } = openSession.getState();
    const phase = session?.run === run ? session.store.getState().phase : 'opening';
    if (phase === 'opening') return;
    stop();
    if (phase === 'open') session?.play(true);
  };
  const leave = (): void => {
    const route = routeOf(location.hash);
    if (route.page !== 'run' || route.run !== run) stop();
  };
  go({ page: 'run', run });
  window.addEventListener('hashchange', leave);
  stops.push(() => window.removeEventListener('hashchange', leave));
  stops.push(
    openSession.subscribe(({ session }) => {
      if (session?.run === run) stops.push(session.store.subscribe(look));
      look();
    }),
  );
}
