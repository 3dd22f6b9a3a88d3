import { visibleLine } from '#shared/base/visible-text.ts';
import { useSession } from '../state/window.tsx';
import { recordedIn } from '../state/recorded.ts';
import { factsOfBar, factsOfMark, type Facts } from './describe.ts';
import type { Hover } from './pointer.ts';
import type { TimelineView } from './timeline-view.ts';

type Props = { readonly hover: Hover | undefined; readonly view: TimelineView };

const WIDTH = 300;
const ROOM = 220;

/** What lies under the pointer, or has the focus, in figures. */
export function Tooltip({ hover, view }: Props) {
  const session = useSession();
  const facts = hover === undefined ? undefined : factsOf(hover, { view, session });
  if (hover === undefined || facts === undefined) return undefined;
  const left = Math.max(8, Math.min(hover.x + 12, innerWidth - WIDTH - 12));
  // Above the pointer, for the timeline lies at the foot of the window; below it where there is no room.
  const place = hover.y > ROOM ? { bottom: innerHeight - hover.y + 14 } : { top: hover.y + 22 };
  return (
    <div
      role="tooltip"
      className="pointer-events-none fixed z-50 rounded-card border border-line bg-panel px-3 py-2 text-[12px] shadow-lg"
      style={{ left, ...place, maxWidth: WIDTH }}
    >
      <p className="font-medium break-words">
        <bdi dir="auto">{visibleLine(facts.title)}</bdi>
      </p>
      <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-3 tabular">
        {facts.rows.map(([what, value]) => (
          <div key={what} className="contents">
            <dt className="text-dim">{what}</dt>
            <dd className="min-w-0 break-words">{visibleLine(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function factsOf(
  { hit, lane }: Hover,
  { view, session }: { view: TimelineView; session: ReturnType<typeof useSession> },
): Facts | undefined {
  if (hit.kind === 'bar') return factsOfBar(hit.bar, session.log, session.store.getState().latest);
  const timed = recordedIn(session.log, 'times');
  return hit.kind === 'mark' ? factsOfMark(hit.mark, view.layout.lanes[lane]?.name ?? '', { timed }) : undefined;
}
