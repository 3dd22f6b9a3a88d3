import { useEffect, useRef, useState, type RefObject } from 'react';
import { useStore } from 'zustand';
import type { Minutes } from '#shared/projections/minutes.ts';
import { Button } from '../ui/button.tsx';
import { useRecorded } from '../state/recorded.ts';
import { useClient, useIsFile, useRun, useSession, useSettings } from '../state/window.tsx';
import { copyMinutes } from './copy-minutes.ts';
import { endLine, minutesSections } from './minutes-lines.ts';
import { hasJustEnded, minutesOpen } from './minutes-open.ts';
import { minutesSteps, newReading } from './minutes-reading.ts';
import { MinutesRows } from './minutes-rows.tsx';
import type { Job } from './slices.ts';
import { useJob } from './use-job.ts';

/** Opens and closes the minutes. */
export function MinutesButton() {
  const store = minutesOpen(useSession());
  const open = useStore(store, (state) => state.open);
  return (
    <Button aria-pressed={open} onClick={() => store.setState({ open: !open, at: undefined })}>
      Minutes
    </Button>
  );
}

/**
 * The minutes as a sheet over the room: lay it into the room's place, which has to be positioned. It opens by itself when a run ends that one
 * is watching.
 */
export function MinutesSheet() {
  const session = useSession();
  const store = minutesOpen(session);
  const open = useStore(store, (state) => state.open);
  useEffect(
    () =>
      session.store.subscribe((state, before) => {
        if (hasJustEnded(state, before)) store.setState({ open: true, at: undefined });
      }),
    [session, store],
  );
  return open ? <Sheet /> : undefined;
}

function Sheet() {
  const store = minutesOpen(useSession());
  const [asked, setAsked] = useState(false);
  const { minutes, busy } = useMinutes(asked);
  const copy = useCopy();
  const close = (): void => store.setState({ open: false, at: undefined });
  // The Markdown is made by the host, and a file has none.
  const isFile = useIsFile();
  const sheet = useKeys({ ...(isFile ? {} : { c: copy.now }), Escape: close });
  return (
    <section
      aria-label="Minutes"
      data-testid="minutes"
      ref={sheet}
      className="absolute inset-0 z-20 flex flex-col bg-panel transition-[opacity,translate] duration-[120ms] ease-out starting:translate-x-6 starting:opacity-0"
    >
      <header className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-6 py-3">
        <h2 className="mr-auto text-[15px] font-semibold">Minutes</h2>
        <output className="text-[12px] text-dim">{copy.told}</output>
        {!isFile && (
          <Button onClick={copy.now} aria-keyshortcuts="c">
            Copy as Markdown
            <kbd className="font-mono text-[11px] text-dim">C</kbd>
          </Button>
        )}
        <Button kind="quiet" onClick={close}>
          Close
        </Button>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-6 py-4">
        <Position minutes={minutes} />
        {minutes === undefined ? (
          <Unread onAsk={asked || busy ? undefined : () => setAsked(true)} />
        ) : (
          <div aria-busy={busy} className="max-w-[76ch]">
            <MinutesBody minutes={minutes} />
          </div>
        )}
      </div>
    </section>
  );
}

/** Keys that mean something while the focus is in the sheet, and there nothing else. */
function useKeys(keys: Readonly<Record<string, () => void>>): RefObject<HTMLElement | null> {
  const sheet = useRef<HTMLElement>(null);
  const newest = useRef(keys);
  const isOn = useSettings((state) => state.keys);
  useEffect(() => {
    newest.current = keys;
  });
  useEffect(() => {
    const own = sheet.current;
    const hear = (event: KeyboardEvent): void => {
      const { key, ctrlKey, metaKey, altKey } = event;
      const act = newest.current[key];
      if (act === undefined || ctrlKey || metaKey || altKey || (!isOn && key.length === 1)) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    own?.addEventListener('keydown', hear);
    return () => own?.removeEventListener('keydown', hear);
  }, [isOn]);
  return sheet;
}

function Unread({ onAsk }: { readonly onAsk: (() => void) | undefined }) {
  if (onAsk === undefined) return <p className="text-dim">Reading the log…</p>;
  return (
    <p>
      This is a long run; its minutes take a while. <Button onClick={onAsk}>Make the minutes</Button>
    </p>
  );
}

function MinutesBody({ minutes }: { readonly minutes: Minutes }) {
  const told = useRecorded('outcome');
  if (!told) return <p>What was decided, how it ended and what it cost is not recorded in this log.</p>;
  return (
    <>
      <MinutesRows lines={[endLine(minutes)]} upTo={minutes.upTo} />
      {minutesSections(minutes).map(({ title, lines, empty }) => (
        <div key={title} className="mt-5">
          <h3 className="mb-1 text-[13px] font-semibold">{title}</h3>
          {lines.length === 0 ? (
            <p className="px-2 text-dim">{empty}</p>
          ) : (
            <MinutesRows lines={lines} upTo={minutes.upTo} />
          )}
        </div>
      ))}
    </>
  );
}

/** Says where these minutes stand, for a line of them moves the playhead and leaves them where they are. */
function Position({ minutes }: { readonly minutes: Minutes | undefined }) {
  const store = minutesOpen(useSession());
  const at = useStore(store, (state) => state.at);
  const head = useRun((state) => state.head);
  const last = useRun((state) => state.last);
  if (minutes === undefined) return undefined;
  const behind = at !== undefined && at !== head;
  return (
    <p className="tabular mb-3 text-[12px] text-dim">
      As of event {minutes.upTo} of {last}.{' '}
      {behind && (
        <button
          type="button"
          className="rounded-sm text-accent hover:underline"
          onClick={() => store.setState({ at: undefined })}
        >
          Show them as of event {head}, where the playhead is
        </button>
      )}
    </p>
  );
}

/** From so many events on minutes are made only when they are asked for. */
const LONG = 20_000;

function* nothing(): Job<undefined> {
  yield undefined;
}

function useMinutes(asked: boolean): { readonly minutes: Minutes | undefined; readonly busy: boolean } {
  const session = useSession();
  const { log, run } = session;
  const pinned = useStore(minutesOpen(session), (state) => state.at);
  const head = useRun((state) => state.head);
  const upTo = pinned ?? head;
  const reading = useRef(newReading());
  const { value, busy } = useJob(
    () => (upTo > LONG && !asked ? nothing() : minutesSteps(reading.current, log.events, upTo)),
    { subject: `${run} ${asked}`, version: upTo },
  );
  return { minutes: value, busy };
}

function useCopy(): { readonly told: string; readonly now: () => void } {
  const client = useClient();
  const { run } = useSession();
  const [told, setTold] = useState('');
  return {
    told,
    now() {
      setTold('Copying…');
      void copyMinutes(client, run).then((done) => setTold(done.ok ? done.value : done.failure));
    },
  };
}
