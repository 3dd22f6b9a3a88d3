import { useRef } from 'react';
import { clockWords } from '../room/figures.ts';
import { SPEEDS } from '../state/run-state.ts';
import { settings } from '../state/settings.ts';
import { useRecorded } from '../state/recorded.ts';
import { useRun, useSession, useSettings } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { copyMomentLink } from './moment-link.ts';
import { LoopMenu, StepMenu } from './player-menus.tsx';

/** The controls of the one playhead: everything in the window is what it was there. */
export function PlayerBar() {
  const timed = useRecorded('times');
  return (
    <section className="flex min-h-9 flex-wrap items-center gap-x-1 gap-y-1 px-3 py-1" aria-label="Playhead">
      <Transport />
      <Position />
      {timed && (
        <>
          <Speed />
          <SkipIdle />
          <LoopMenu />
        </>
      )}
      <Kind />
      <span className="grow" />
      <AxisChoice />
      <Link />
      <Live />
    </section>
  );
}

function Transport() {
  const session = useSession();
  const on = useRun((state) => state.playing.on);
  const timed = useRecorded('times');
  return (
    <>
      <Button kind="quiet" aria-label="Previous turn" onClick={() => session.step('turn', -1)}>
        <Sign d="M3 3v10M13 3 6 8l7 5z" />
      </Button>
      {timed && (
        <Button
          kind="plain"
          aria-label={on ? 'Stop playing' : 'Play the recording'}
          aria-pressed={on}
          onClick={() => session.play(!on)}
        >
          <Sign d={on ? 'M5 3v10M11 3v10' : 'M4 3l9 5-9 5z'} />
        </Button>
      )}
      <Button kind="quiet" aria-label="Next turn" onClick={() => session.step('turn', 1)}>
        <Sign d="M13 3v10M3 3l7 5-7 5z" />
      </Button>
      <Button kind="quiet" aria-label="Previous marker" onClick={() => session.step('marker', -1)}>
        ⟨
      </Button>
      <Button kind="quiet" aria-label="Next marker" onClick={() => session.step('marker', 1)}>
        ⟩
      </Button>
      <StepMenu />
    </>
  );
}

const Sign = ({ d }: { readonly d: string }) => (
  <svg viewBox="0 0 16 16" className="size-3.5" aria-hidden="true">
    <path
      d={d}
      fill="currentColor"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinejoin="round"
      strokeLinecap="round"
    />
  </svg>
);

function Position() {
  const timed = useRecorded('times');
  const told = useRecorded('lineage');
  const at = useRun((state) => state.headAt);
  const head = useRun((state) => state.head);
  const last = useRun((state) => state.last);
  const expected = useRun((state) => state.expected);
  const turn = useRun((state) => state.now.transcript.rounds.size);
  const turns = useRun((state) => state.latest.transcript.rounds.size);
  return (
    <p className="tabular flex gap-3 px-2 font-mono text-[12px] whitespace-nowrap text-dim">
      {timed ? <span className="min-w-14 text-text">{clockWords(at)}</span> : <span>times not recorded</span>}
      <span>
        seq {head} of {Math.max(last, expected)}
      </span>
      {last < expected && <output>reading…</output>}
      {told && (
        <span>
          turn {turn} of {turns}
        </span>
      )}
    </p>
  );
}

function Speed() {
  const session = useSession();
  const speed = useRun((state) => state.playing.speed);
  const byHand = useRef(false);
  return (
    <label className="flex items-center gap-1 text-[12px] text-dim">
      <span className="max-[1400px]:sr-only">Speed</span>
      <select
        className="tabular h-7 rounded-control border border-line bg-panel px-1 text-text"
        value={speed}
        onPointerDown={() => (byHand.current = true)}
        onKeyDown={() => (byHand.current = false)}
        onChange={({ target }) => {
          session.change({ speed: Number(target.value) });
          // Picked with the pointer: the next Space plays and does not open the list again.
          if (byHand.current) target.blur();
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

function SkipIdle() {
  const session = useSession();
  const on = useRun((state) => state.playing.skipIdle);
  return (
    <Button kind="quiet" aria-pressed={on} onClick={() => session.change({ skipIdle: !on })}>
      Skip idle{on ? ' ✓' : ''}
    </Button>
  );
}

/** Play shows what was; whoever has not much room is told by the bar of the run alone. */
function Kind() {
  const live = useRun((state) => state.live);
  if (live) return undefined;
  return <p className="px-2 text-[12px] whitespace-nowrap text-dim max-[1500px]:sr-only">Recording: no model runs</p>;
}

function AxisChoice() {
  const axis = useSettings((state) => state.axis);
  const timed = useRecorded('times');
  if (!timed) return undefined;
  return (
    <fieldset aria-label="Axis" className="flex">
      {(['time', 'sequence'] as const).map((own) => (
        <Button key={own} kind="quiet" aria-pressed={axis === own} onClick={() => settings.setState({ axis: own })}>
          <span className={axis === own ? 'font-medium text-text' : ''}>{own === 'time' ? 'Time' : 'Sequence'}</span>
        </Button>
      ))}
    </fieldset>
  );
}

function Link() {
  const session = useSession();
  return (
    <Button kind="quiet" onClick={() => void copyMomentLink(session)}>
      Copy link
    </Button>
  );
}

function Live() {
  const session = useSession();
  const live = useRun((state) => state.live);
  const following = useRun((state) => state.following);
  const unseen = useRun((state) => state.last - state.head);
  if (!live) return undefined;
  return (
    <Button kind={following ? 'plain' : 'primary'} aria-pressed={following} onClick={() => session.follow()}>
      {following ? '● Live' : `● Live · ${unseen} unseen`}
    </Button>
  );
}
