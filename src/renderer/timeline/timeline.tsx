import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { Late, useRun, useSession } from '../state/window.tsx';
import { CornerControls } from './corner-controls.tsx';
import { GapList } from './gap-list.tsx';
import { LaneHeads } from './lane-heads.tsx';
import { NoteMarks } from './note-marks.tsx';
import { Playhead } from './playhead.tsx';
import { onLanes, onOverview, onRuler, onWheel, type Hover } from './pointer.ts';
import { LANE, QUIET_LANE } from './scene.ts';
import { stage as stageOf, type Parts } from './stage.ts';
import { present } from '#shared/base/assert.ts';
import { timelineView, type TimelineView } from './timeline-view.ts';
import { Tooltip } from './tooltip.tsx';
import { TurnList } from './turn-list.tsx';

const HEADS = 'w-[208px] shrink-0';

/**
 * The timeline of the run: a lane for the arbiter, for every agent and for the system, a ruler with the playhead above them, the whole run
 * as an overview below. Drawn on canvases; what can be reached by keyboard and by ear lies over them.
 */
export function Timeline() {
  const session = useSession();
  const view = useMemo(() => timelineView(session), [session]);
  const [hover, setHover] = useState<Hover | undefined>();
  const root = useRef<HTMLElement>(null);
  useStage({ view, root, onHover: setHover });
  const agents = useRun((state) => state.latest.lanes.agents.length);
  const height = (agents + 1) * LANE + QUIET_LANE;
  return (
    <section
      ref={root}
      aria-label="Timeline"
      data-testid="timeline"
      className="relative flex h-full min-h-0 flex-col overflow-hidden bg-bg select-none"
    >
      <div className="flex h-7 shrink-0 border-b border-line">
        <div className={`${HEADS} flex items-center px-2`}>
          <CornerControls view={view} />
        </div>
        <div data-part="ruler-box" className="relative min-w-0 flex-1 touch-none">
          <canvas data-part="ruler" aria-hidden="true" className="absolute inset-0 size-full" />
          <GapList view={view} />
          <Playhead view={view} />
          <NoteMarks view={view} />
        </div>
      </div>
      <div
        data-part="scroller"
        className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto contain-strict"
        tabIndex={-1}
      >
        <div className="flex min-h-full">
          <div className={HEADS}>
            <Late>
              <LaneHeads view={view} />
            </Late>
          </div>
          <div data-part="lanes-box" className="relative min-w-0 flex-1 touch-none" style={{ minHeight: height }}>
            <canvas data-part="lanes" aria-hidden="true" className="pointer-events-none sticky top-0 block" />
            <TurnList view={view} onFocused={setHover} />
          </div>
        </div>
      </div>
      <div className="flex h-9 shrink-0 border-t border-line">
        <div
          className={`${HEADS} flex items-center px-3 text-[11px] tracking-tight whitespace-nowrap text-dim tabular`}
        >
          <Late>
            <GroundLine />
          </Late>
        </div>
        <div data-part="overview" className="relative min-w-0 flex-1 touch-none">
          <canvas data-part="base" aria-hidden="true" className="absolute inset-0 size-full" />
          <canvas data-part="brush" aria-hidden="true" className="absolute inset-0 size-full" />
        </div>
      </div>
      <Tooltip hover={hover} view={view} />
    </section>
  );
}

function GroundLine() {
  const ground = useRun((state) => state.now.cost.total.ground);
  if (ground === 0) return undefined;
  const count = ground < 100_000 ? ground.toLocaleString('en') : `${Math.round(ground / 1000).toLocaleString('en')}k`;
  return <>ground {count} tokens, evaluated once</>;
}

type Staging = {
  readonly view: TimelineView;
  readonly root: RefObject<HTMLElement | null>;
  readonly onHover: (hover: Hover | undefined) => void;
};

/** Puts the drawing and the hand on the elements once they are there, and takes them off again. */
function useStage({ view, root, onHover }: Staging): void {
  const session = useSession();
  useEffect(() => {
    const parts = root.current === null ? undefined : partsOf(root.current);
    if (parts === undefined) return undefined;
    const { lanes, scroller, lanesBox, rulerBox, overview } = parts;
    const stage = stageOf(session, view, parts);
    const size = (): void => {
      const [width, height] = [lanesBox.clientWidth, scroller.clientHeight];
      [lanes.style.width, lanes.style.height] = [`${width}px`, `${height}px`];
      view.resize(width);
      stage.measure();
      stage.schedule();
    };
    const watcher = new ResizeObserver(size);
    for (const box of [scroller, lanesBox, rulerBox, overview]) watcher.observe(box);
    size();
    const hands = { session, view, stage, onHover };
    const off = [
      onLanes(lanesBox, scroller, hands),
      onRuler(rulerBox, hands),
      onWheel(rulerBox, lanesBox, view),
      onOverview(overview, view),
    ];
    return () => {
      for (const stop of off) stop();
      watcher.disconnect();
      stage.dispose();
    };
  }, [session, view, root, onHover]);
}

type Boxes = { readonly lanesBox: HTMLElement; readonly rulerBox: HTMLElement; readonly overview: HTMLElement };

/** The elements that are drawn on and taken hold of, by their `data-part`. */
function partsOf(root: HTMLElement): Parts & Boxes {
  const box = (name: string): HTMLElement =>
    present(root.querySelector<HTMLElement>(`[data-part=${name}]`) ?? undefined, `the timeline has a ${name}`);
  const canvas = (name: string): HTMLCanvasElement => box(name) as HTMLCanvasElement;
  return {
    ...{ lanes: canvas('lanes'), ruler: canvas('ruler'), base: canvas('base'), brush: canvas('brush') },
    ...{ head: box('head'), scroller: box('scroller') },
    ...{ lanesBox: box('lanes-box'), rulerBox: box('ruler-box'), overview: box('overview') },
  };
}
