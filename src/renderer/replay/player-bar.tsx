import { clockWords } from '../room/figures.ts';
import { hashOf } from '../state/route.ts';
import { SPEEDS } from '../state/run-state.ts';
import { settings } from '../state/settings.ts';
import { useRun, useSession, useSettings } from '../state/window.tsx';
import { toast } from '../app/toasts.tsx';
import { Button } from '../ui/button.tsx';

/** The controls of the one playhead: everything in the window is what it was there. */
export function PlayerBar() {
  return (
    <section className="flex min-h-9 flex-wrap items-center gap-x-1 gap-y-1 px-3 py-1" aria-label="Playhead">
      <Transport />
      <Position />
      <Speed />
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
  return (
    <>
      <Button kind="quiet" aria-label="Previous turn" onClick={() => session.step('turn', -1)}>
        <Sign d="M3 3v10M13 3 6 8l7 5z" />
      </Button>
      <Button
        kind="plain"
        aria-label={on ? 'Stop playing' : 'Play the recording'}
        aria-pressed={on}
        onClick={() => session.play(!on)}
      >
        <Sign d={on ? 'M5 3v10M11 3v10' : 'M4 3l9 5-9 5z'} />
      </Button>
      <Button kind="quiet" aria-label="Next turn" onClick={() => session.step('turn', 1)}>
        <Sign d="M13 3v10M3 3l7 5-7 5z" />
      </Button>
      <Button kind="quiet" aria-label="Previous marker" onClick={() => session.step('marker', -1)}>
        ⟨
      </Button>
      <Button kind="quiet" aria-label="Next marker" onClick={() => session.step('marker', 1)}>
        ⟩
      </Button>
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
  const at = useRun((state) => state.headAt);
  const head = useRun((state) => state.head);
  const last = useRun((state) => state.last);
  const turn = useRun((state) => state.now.cost.turns.length);
  const turns = useRun((state) => state.latest.cost.turns.length);
  return (
    <p className="tabular flex gap-3 px-2 font-mono text-[12px] whitespace-nowrap text-dim">
      <span className="min-w-14 text-text">{clockWords(at)}</span>
      <span>
        seq {head} of {last}
      </span>
      <span>
        {turn} of {turns} turns
      </span>
    </p>
  );
}

function Speed() {
  const session = useSession();
  const speed = useRun((state) => state.playing.speed);
  const skipIdle = useRun((state) => state.playing.skipIdle);
  const loop = useRun((state) => state.playing.loop);
  const head = useRun((state) => state.head);
  const last = useRun((state) => state.last);
  return (
    <>
      <label className="flex items-center gap-1 text-[12px] text-dim">
        Speed
        <select
          className="h-7 rounded-control border border-line bg-panel px-1 text-text"
          value={speed}
          onChange={(event) => session.change({ speed: Number(event.target.value) })}
        >
          {SPEEDS.map((own) => (
            <option key={own} value={own}>
              {own}×
            </option>
          ))}
        </select>
      </label>
      <Button kind="quiet" aria-pressed={skipIdle} onClick={() => session.change({ skipIdle: !skipIdle })}>
        Skip idle{skipIdle ? ' ✓' : ''}
      </Button>
      <Button
        kind="quiet"
        aria-pressed={loop !== undefined}
        onClick={() => session.change({ loop: loop === undefined ? { from: head, to: last } : undefined })}
      >
        {loop === undefined ? 'Loop from here' : `Loops ${loop.from} to ${loop.to} ✓`}
      </Button>
    </>
  );
}

function AxisChoice() {
  const axis = useSettings((state) => state.axis);
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

/** Names neither port nor token: whoever has the run can open it there. */
function Link() {
  const session = useSession();
  const copy = async (): Promise<void> => {
    const { head, selection, row } = session.store.getState();
    const link = hashOf({
      page: 'run',
      run: row?.run ?? session.run,
      seq: head,
      ...(selection === undefined ? {} : { selection }),
    });
    await navigator.clipboard.writeText(link);
    toast({ title: 'Link to this moment copied', detail: `Open it with: parley open '${link}'` });
  };
  return (
    <Button kind="quiet" onClick={() => void copy()}>
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
