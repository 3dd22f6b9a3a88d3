import { sparkline } from './agent-figures.ts';
import { countOf, percentOf } from './words.ts';

const [WIDTH, HEIGHT] = [300, 44];

/** How full the context was with each of an agent's turns; the upper edge is the limit. */
export function Sparkline(props: {
  readonly series: readonly number[];
  readonly limit: number;
  readonly colour: string;
}) {
  const { series, limit, colour } = props;
  const line = sparkline(series, { points: WIDTH / 2, limit });
  const x = (index: number): number => (line.length < 2 ? WIDTH : (index / (line.length - 1)) * WIDTH);
  const y = (share: number): number => HEIGHT - 1 - share * (HEIGHT - 3);
  const points = line.map((share, index) => `${x(index).toFixed(1)},${y(share).toFixed(1)}`).join(' ');
  const newest = series.at(-1) ?? 0;
  const highest = series.reduce((most, one) => Math.max(most, one), 0);
  const words = `Context over ${series.length} turns: ${percentOf(newest / limit)} now, ${percentOf(highest / limit)} at most`;
  return (
    <>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="h-11 w-full"
        role="img"
        aria-label={words}
        preserveAspectRatio="none"
      >
        <line x1="0" x2={WIDTH} y1="1" y2="1" stroke="var(--faint)" strokeDasharray="3 3" />
        <line x1="0" x2={WIDTH} y1={HEIGHT - 1} y2={HEIGHT - 1} stroke="var(--line)" />
        <polygon points={`0,${HEIGHT - 1} ${points} ${WIDTH},${HEIGHT - 1}`} fill={colour} opacity="0.18" />
        <polyline
          points={line.length === 1 ? `0,${y(line[0] ?? 0)} ${points}` : points}
          fill="none"
          stroke={colour}
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <p className="tabular mt-1 flex justify-between text-[12px] text-dim">
        <span>
          {countOf(newest)} of {countOf(limit)} tokens
        </span>
        <span>at most {percentOf(highest / limit)}</span>
      </p>
    </>
  );
}
