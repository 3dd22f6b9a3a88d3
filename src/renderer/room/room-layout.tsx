import { useCallback, useEffect, useRef, useState, useSyncExternalStore, type ReactNode, type RefObject } from 'react';
import { Group, Panel, Separator, usePanelRef } from 'react-resizable-panels';
import type { MessageId } from '#shared/events/ids.ts';
import { BranchDialogs } from '../branch/branch-dialogs.tsx';
import { Inspector } from '../inspector/inspector.tsx';
import { MinutesSheet } from '../inspector/minutes.tsx';
import { NoteDialog } from '../notes/note-dialog.tsx';
import { PlayerBar } from '../replay/player-bar.tsx';
import { Late, useRun } from '../state/window.tsx';
import { Timeline } from '../timeline/timeline.tsx';
import { Button } from '../ui/button.tsx';
import { AskedDialog, type Asked } from './asked-dialog.tsx';
import { Composer } from './composer.tsx';
import { Refusal } from './refusal.tsx';
import { HeldStrip } from './held.tsx';
import { ImportedLine } from './imported-line.tsx';
import type { Ask } from './message-actions.tsx';
import { RunBar } from './run-bar.tsx';
import { Transcript } from './transcript.tsx';

type Props = {
  /** What broke while the run was open; what had come by then is still shown. */
  readonly failure: string | undefined;
  readonly onReopen: () => void;
};

/** The room: its bar, the transcript beside the inspector, and the timeline below, which may take the whole window. */
export function RoomLayout({ failure, onReopen }: Props) {
  const room = usePanelRef();
  const bar = useRef<HTMLDivElement>(null);
  const timeline = useTimelinePanel(room, bar);
  const [isFolded, setFolded] = useState(false);
  const fold = (): void => (isFolded ? room.current?.expand() : room.current?.collapse());
  return (
    <div className="flex h-full min-h-0 flex-col">
      <RunBar onReopen={onReopen} />
      <ImportedLine />
      {failure !== undefined && <Broken message={failure} onReopen={onReopen} />}
      <Group id="room-rows" orientation="vertical" className="min-h-0 flex-1">
        <Panel
          id="room-upper"
          panelRef={room}
          collapsible
          collapsedSize={0}
          minSize={140}
          className="relative flex flex-col"
          onResize={(size) => setFolded(size.inPixels === 0)}
        >
          <Upper />
          <MinutesSheet />
          <NoteDialog />
        </Panel>
        <Divider label="Height of the timeline" />
        <Panel
          id="room-lower"
          panelRef={timeline}
          defaultSize={timelineHeight(null)}
          minSize={36}
          groupResizeBehavior="preserve-pixel-size"
          className="flex flex-col"
        >
          <div ref={bar} className="flex shrink-0 items-center border-b border-line bg-panel">
            <div className="min-w-0 flex-1">
              <PlayerBar />
            </div>
            <Button
              kind="quiet"
              className="mr-2"
              aria-label="Fold the room"
              aria-pressed={isFolded}
              title={isFolded ? 'Show the transcript and the inspector again' : 'Give the timeline the whole window'}
              onClick={fold}
            >
              <span aria-hidden>{isFolded ? '▾' : '▴'}</span>
            </Button>
          </div>
          <div className="min-h-0 flex-1">
            <Timeline />
          </div>
        </Panel>
      </Group>
    </div>
  );
}

function Upper() {
  const [asked, setAsked] = useState<Asked>();
  const isLive = useIsLive();
  const ask: Ask = useCallback((what, message) => setAsked({ what, message }), []);
  const retract = useCallback((message: MessageId) => ask('retract', message), [ask]);
  const close = useCallback(() => setAsked(undefined), []);
  const said = <Said onAsk={ask} />;
  const inspector = (
    <Late>
      <Inspector {...(isLive ? { onRetract: retract } : {})} />
    </Late>
  );
  return (
    <>
      {useNarrow() ? <OneOfTwo said={said} inspector={inspector} /> : <Columns said={said} inspector={inspector} />}
      <BranchDialogs />
      {asked !== undefined && <AskedDialog asked={asked} onClose={close} />}
    </>
  );
}

type Parts = { readonly said: ReactNode; readonly inspector: ReactNode };

function Columns({ said, inspector }: Parts) {
  return (
    <Group id="room-columns" orientation="horizontal" className="min-h-0 flex-1">
      <Panel id="room-left" minSize={280} className="flex min-h-0 flex-col">
        {said}
      </Panel>
      <Divider label="Width of the inspector" />
      <Panel id="room-right" defaultSize={340} minSize={240} groupResizeBehavior="preserve-pixel-size">
        {inspector}
      </Panel>
    </Group>
  );
}

function OneOfTwo({ said, inspector }: Parts) {
  const [shown, setShown] = useState<keyof Parts>('said');
  const choice = (part: keyof Parts, words: string) => (
    <Button
      kind="quiet"
      aria-pressed={shown === part}
      className="aria-pressed:text-text"
      onClick={() => setShown(part)}
    >
      {words}
    </Button>
  );
  return (
    <>
      <fieldset aria-label="What is shown" className="flex shrink-0 gap-1 border-b border-line px-3 py-1">
        {choice('said', 'Transcript')}
        {choice('inspector', 'Inspector')}
      </fieldset>
      {shown === 'said' ? said : <div className="min-h-0 flex-1">{inspector}</div>}
    </>
  );
}

function Said({ onAsk }: { readonly onAsk: Ask }) {
  const isLive = useIsLive();
  return (
    <>
      <Transcript onAsk={onAsk} />
      {isLive && <HeldStrip />}
      {isLive && <Composer />}
    </>
  );
}

/** Whether the arbiter can still do something to the run. */
const useIsLive = (): boolean => useRun(({ live, latest }) => live && latest.status !== 'ended');

function Divider({ label }: { readonly label: string }) {
  return (
    <Separator
      aria-label={label}
      className="shrink-0 transition-colors aria-[orientation=horizontal]:h-px aria-[orientation=horizontal]:bg-line aria-[orientation=vertical]:w-px data-[separator=active]:bg-accent! data-[separator=hover]:bg-accent! focus-visible:bg-accent!"
    />
  );
}

/** One sentence on what broke, in the room itself, above what was kept. */
function Broken({ message, onReopen }: { readonly message: string; readonly onReopen: () => void }) {
  return (
    <div className="flex shrink-0 items-center justify-between gap-3 border-b border-line bg-panel px-3 py-1.5">
      <Refusal text={`${message} What had come by then is shown below.`} />
      <Button onClick={onReopen}>Read it again</Button>
    </div>
  );
}

type PanelRef = ReturnType<typeof usePanelRef>;

const LOW = '(max-height: 560px)';

/** Room for three seats, or less; in a low window the playhead's controls alone, for there the words need the room. */
const timelineHeight = (bar: HTMLElement | null): number =>
  window.matchMedia(LOW).matches ? (bar?.offsetHeight ?? 44) : Math.min(330, Math.round(window.innerHeight * 0.4));

/** A window that becomes low, or is zoomed until it is, gives the words the room; one that grows again gives it back. */
function useTimelinePanel(room: PanelRef, bar: RefObject<HTMLElement | null>): PanelRef {
  const panel = usePanelRef();
  useEffect(() => {
    const query = window.matchMedia(LOW);
    const fit = (): void => {
      room.current?.expand();
      panel.current?.resize(timelineHeight(bar.current));
    };
    // The panels measure themselves at the end of the frame in which the window changed.
    const soon = (): void => void requestAnimationFrame(() => setTimeout(fit));
    query.addEventListener('change', soon);
    // The controls take another row where the window is narrow, and one less where no times were recorded.
    const wrapped = new ResizeObserver(() => {
      if (query.matches)
        requestAnimationFrame(() => setTimeout(() => panel.current?.resize(timelineHeight(bar.current))));
    });
    if (bar.current !== null) wrapped.observe(bar.current);
    return () => {
      query.removeEventListener('change', soon);
      wrapped.disconnect();
    };
  }, [panel, room, bar]);
  return panel;
}

const NARROW = '(max-width: 900px)';

/** Beside a transcript that narrow an inspector would leave no room to read. */
function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia(NARROW);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => window.matchMedia(NARROW).matches,
  );
}
