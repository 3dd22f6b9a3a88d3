import type { RunId } from '#shared/events/ids.ts';
import { hashOf, type Route } from '../state/route.ts';

type View = Extract<Route, { page: 'compare' }>['view'];

/** The two ways to look at a pair; more than two have the table alone, and that is said. */
export function ViewLinks({ runs, view }: { readonly runs: readonly RunId[]; readonly view: View }) {
  if (runs.length !== 2)
    return (
      <p className="text-[12.5px] text-dim">
        {runs.length > 2 ? 'Two of them can be scrubbed together in the room.' : ''}
      </p>
    );
  return (
    <nav aria-label="Ways to look at them" className="flex gap-0.5 rounded-control border border-line p-0.5">
      <a
        href={hashOf({ page: 'compare', runs })}
        aria-current={view === undefined ? 'page' : undefined}
        className={LOOK}
      >
        Table
      </a>
      <a
        href={hashOf({ page: 'compare', runs, view: 'room' })}
        aria-current={view === 'room' ? 'page' : undefined}
        className={LOOK}
      >
        In the room
      </a>
    </nav>
  );
}

const LOOK =
  'rounded-[4px] px-2.5 py-0.5 text-[12.5px] text-dim hover:bg-hover hover:text-text aria-[current]:bg-hover aria-[current]:font-medium aria-[current]:text-text';
