import { useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { RunId } from '#shared/events/ids.ts';
import { alignedTurns } from '#shared/projections/aligned-turns.ts';
import { openSession } from '../state/open-session.ts';
import type { RunSession } from '../state/run-state.ts';
import { SessionProvider } from '../state/window.tsx';
import { useRunKeys } from '../replay/use-keys.ts';
import { PairControls } from './pair-controls.tsx';
import { PairSide } from './pair-side.tsx';
import { signOf } from './signs.ts';
import { useFirstDifference, useIsOpen, useLink, usePair, type Pair, type Side } from './use-pair.ts';
import { ViewLinks } from './view-links.tsx';

/** Two runs in the room, side by side: what one playhead shows stands beside what the other had at the same turn. */
export function PairRoom({ runs }: { readonly runs: readonly [RunId, RunId] }) {
  const pair = usePair(runs);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-6 pt-4 pb-3">
        <h1 className="mr-2 text-[18px] font-semibold">Compare</h1>
        <ViewLinks runs={runs} view="room" />
      </header>
      {pair !== undefined && <Opened pair={pair} />}
    </div>
  );
}

function Opened({ pair }: { readonly pair: Pair }) {
  const [side, setSide] = useState<Side>(0);
  const [linked, setLinked] = useState(true);
  const isOpen = [useIsOpen(pair[0]), useIsOpen(pair[1])].every(Boolean);
  const lead = useLead(side);
  useFirstDifference(pair, isOpen);
  useLink(pair, { on: isOpen && linked, lead });
  const differing = useDiffering(pair, isOpen);
  return (
    <>
      <Keys session={pair[side]} />
      <SessionProvider session={pair[side]}>
        <PairControls pair={pair} side={side} linked={linked} onLink={setLinked} differs={differing.size > 0} />
      </SessionProvider>
      <div className="grid min-h-0 flex-1 grid-cols-2 max-[900px]:grid-cols-1 max-[900px]:grid-rows-[repeat(2,minmax(16rem,1fr))] max-[900px]:overflow-y-auto">
        {([0, 1] as const).map((own) => (
          <SessionProvider key={own} session={pair[own]}>
            <PairSide sign={signOf(own)} hasKeys={side === own} onTake={() => setSide(own)} differing={differing} />
          </SessionProvider>
        ))}
      </div>
    </>
  );
}

/** The side that has the keys is the open run, for the keys, the palette and the line at the foot of the window. */
function Keys({ session }: { readonly session: RunSession }) {
  useRunKeys(session);
  useEffect(() => {
    openSession.setState({ session });
    return () => openSession.setState({ session: undefined });
  }, [session]);
  return undefined;
}

/** Which side it is when it is asked for, without a new link for each change. */
function useLead(side: Side): () => Side {
  const newest = useRef(side);
  useEffect(() => {
    newest.current = side;
  }, [side]);
  return useCallback(() => newest.current, []);
}

/** Numbers of the turns that are not the same on both sides; of runs that go on, as they have come. */
function useDiffering(pair: Pair, isOpen: boolean): ReadonlySet<number> {
  const lasts = [useStore(pair[0].store, ({ last }) => last), useStore(pair[1].store, ({ last }) => last)].join();
  const [known, setKnown] = useState<{ readonly of: string; readonly turns: ReadonlySet<number> }>(NONE);
  useEffect(() => {
    if (!isOpen) return undefined;
    // Not while much is still coming: a moment after it has come to rest.
    const timer = setTimeout(() => {
      const rows = alignedTurns(pair.map(({ log }) => log.events)).filter(({ same }) => !same);
      setKnown({ of: lasts, turns: new Set(rows.map(({ turn }) => turn)) });
    }, 100);
    return () => clearTimeout(timer);
  }, [pair, isOpen, lasts]);
  return known.turns;
}

const NONE = { of: '', turns: new Set<number>() } as const;
