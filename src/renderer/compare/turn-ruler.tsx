import { useMemo } from 'react';
import { seq } from '#shared/events/ids.ts';
import { moveBySliderKey } from '../replay/slider-keys.ts';
import { clockWords } from '../room/figures.ts';
import { useRun, useSession } from '../state/window.tsx';
import { laneColour } from '../ui/lane-colour.ts';
import { rulerOf } from './ruler-bars.ts';

type Props = { readonly sign: string; readonly differing: ReadonlySet<number> };

/** The run's turns as a strip, a row for each seat, with the playhead over it: a slider over the log. */
export function TurnRuler({ sign, differing }: Props) {
  const session = useSession();
  const head = useRun((state) => state.head);
  const last = useRun((state) => state.last);
  const words = useRun(
    (state) =>
      `${clockWords(state.headAt)}, turn ${state.now.transcript.rounds.size} of ${state.latest.transcript.rounds.size}`,
  );
  return (
    <div className="relative shrink-0 border-t border-line bg-panel px-4 py-2">
      <div className="relative h-10">
        <Bars differing={differing} last={last} />
        <span
          aria-hidden
          className="pointer-events-none absolute inset-y-0 w-0.5 -translate-x-1/2 bg-accent"
          style={{ left: `${(100 * head) / Math.max(1, last)}%` }}
        />
        <input
          type="range"
          aria-label={`Playhead of ${sign}`}
          aria-valuetext={words}
          min={0}
          max={last}
          step={1}
          value={head}
          // The thumb is as narrow as the line, so that what is pressed is what is meant.
          className="absolute inset-0 size-full cursor-ew-resize appearance-none rounded-[3px] bg-transparent [&::-webkit-slider-thumb]:h-10 [&::-webkit-slider-thumb]:w-px [&::-webkit-slider-thumb]:appearance-none"
          onChange={({ currentTarget }) => session.seek(seq(currentTarget.valueAsNumber))}
          onKeyDown={(event) => moveBySliderKey(session, event)}
        />
      </div>
    </div>
  );
}

function Bars({ differing, last }: { readonly differing: ReadonlySet<number>; readonly last: number }) {
  const { log } = useSession();
  const ruler = useMemo(() => rulerOf(log.events.slice(0, last), differing), [log, last, differing]);
  const rows = Math.max(1, ruler.seats.length);
  return (
    <svg
      viewBox={`0 -0.6 ${ruler.width} ${rows + 0.6}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className="absolute inset-0 size-full"
    >
      {ruler.paths.map((path, seat) => (
        <path key={ruler.seats[seat]} d={path} style={{ fill: laneColour(seat) }} fillOpacity={0.75} />
      ))}
      <path d={ruler.differing} className="stroke-warn" strokeWidth={3} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
