import { SPEEDS } from '../state/run-state.ts';
import { useRun, useSession } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { signOf } from './signs.ts';
import { seekDifference, type Pair, type Side } from './use-pair.ts';

type Props = {
  readonly pair: Pair;
  /** The side that the controls and the keys are for. */
  readonly side: Side;
  readonly linked: boolean;
  readonly onLink: (linked: boolean) => void;
  /** There is a turn in which they differ. */
  readonly differs: boolean;
};

/** One set of controls for both: they act on the side that has the keys, and the link takes the other along. */
export function PairControls({ pair, side, linked, onLink, differs }: Props) {
  const session = useSession();
  const on = useRun((state) => state.playing.on);
  const other = pair[side === 0 ? 1 : 0];
  const play = (): void => {
    // With the link the one that plays takes the other along; without it each has its own way, and both begin.
    if (!linked) other.play(!on);
    session.play(!on);
  };
  const step = (by: 1 | -1): void => {
    if (!linked) other.step('turn', by);
    session.step('turn', by);
  };
  const toDifference = (): void => {
    for (const own of linked ? [side] : ([0, 1] as const)) seekDifference(pair, own);
  };
  return (
    <section
      aria-label="Both playheads"
      className="flex min-h-10 shrink-0 flex-wrap items-center gap-1 border-b border-line bg-panel px-4 py-1"
    >
      <Button kind="quiet" onClick={() => step(-1)}>
        Previous turn
      </Button>
      <Button aria-pressed={on} onClick={play}>
        {on ? 'Stop playing' : 'Play both'}
      </Button>
      <Button kind="quiet" onClick={() => step(1)}>
        Next turn
      </Button>
      <Speed pair={pair} />
      {differs && (
        <Button kind="quiet" onClick={toDifference}>
          Go to the first difference
        </Button>
      )}
      <span className="grow" />
      <p className="text-[12px] text-dim">
        {linked ? 'Scrub one, and the other goes to the same turn.' : 'Each playhead is by itself.'} Keys move{' '}
        {signOf(side)}.
      </p>
      <Button aria-pressed={linked} onClick={() => onLink(!linked)}>
        {linked ? 'Linked ✓' : 'Linked'}
      </Button>
    </section>
  );
}

function Speed({ pair }: { readonly pair: Pair }) {
  const speed = useRun((state) => state.playing.speed);
  return (
    <label className="flex items-center gap-1 text-[12px] text-dim">
      Speed
      <select
        className="tabular h-7 rounded-control border border-line bg-panel px-1 text-text"
        value={speed}
        onChange={({ target }) => {
          for (const session of pair) session.change({ speed: Number(target.value) });
        }}
      >
        {SPEEDS.map((own) => (
          <option key={own} value={own}>
            {own}×
          </option>
        ))}
      </select>
    </label>
  );
}
