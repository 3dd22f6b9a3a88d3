import type { Result } from '#shared/base/result.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { micros, type Seq, type TurnId } from '#shared/events/ids.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { countUpTo, type LogIndex } from '../state/log-index.ts';
import type { RunSession, RunState, Writing } from '../state/run-state.ts';

type Pieces = readonly (readonly [number, number])[];

export type PlayerDeps = {
  readonly store: RunSession['store'];
  readonly writing: RunSession['writing'];
  readonly log: LogIndex;
  readonly moveTo: (to: Seq, more?: Partial<RunState>) => void;
  /** When the text of the turn ended at `seq` was written. */
  readonly pieces: (seq: Seq) => Promise<Result<{ pieces: [number, number][] }, RpcFailure>>;
};

export interface Player {
  turn(on: boolean): void;
  dispose(): void;
}

/** A gap in which nobody had a turn is idle from this length on, and passes in `IDLE_TAKES`. Microseconds. */
const IDLE_FROM = 1_500_000;
const IDLE_TAKES = 300_000;
/** The longest step between two frames: a window that was hidden does not jump on. */
const LONGEST_FRAME_MS = 250;

/** Plays a recording by the times that are written in it. Never runs a model. */
export function player({ store, writing, log, moveTo, pieces }: PlayerDeps): Player {
  const fetched = new Map<Seq, Pieces>();
  let frame: number | undefined;
  let before = 0;

  const tick = (time: number): void => {
    const state = store.getState();
    if (!state.playing.on) return turn(false);
    const elapsed = Math.min(time - before, LONGEST_FRAME_MS) * 1000 * state.playing.speed;
    before = time;
    const { loop } = state.playing;
    let at = advanced(log.events, { at: state.headAt, head: state.head, elapsed, skipIdle: state.playing.skipIdle });
    const end = loop === undefined ? state.last : loop.to;
    const endAt = log.at(end)?.at ?? 0;
    if (loop !== undefined && at >= endAt) at = log.at(loop.from)?.at ?? 0;
    const head = log.seqAt(at);
    if (head !== state.head) moveTo(head);
    store.setState({ headAt: micros(at) });
    writing.setState(writtenAt(log, { at, head, fetched, ask }), true);
    if (loop === undefined && at >= endAt) return turn(false);
    frame = requestAnimationFrame(tick);
  };

  const ask = (seq: Seq): void => {
    if (fetched.has(seq)) return;
    fetched.set(seq, []);
    void pieces(seq).then((found) => {
      if (found.ok) fetched.set(seq, found.value.pieces);
    });
  };

  function turn(on: boolean): void {
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
    const { playing, head, last } = store.getState();
    store.setState({ playing: { ...playing, on } });
    if (!on) {
      writing.setState(new Map(), true);
      return;
    }
    // From the end one plays it again.
    if (head >= last) moveTo((playing.loop?.from ?? 0) as Seq);
    store.setState({ following: false });
    before = performance.now();
    frame = requestAnimationFrame(tick);
  }

  return { turn, dispose: () => turn(false) };
}

type Step = { readonly at: number; readonly head: Seq; readonly elapsed: number; readonly skipIdle: boolean };

/** The time after `elapsed` microseconds of playing; a gap with no open turn passes quickly where `skipIdle` says so. */
export function advanced(events: readonly AnyEvent[], { at, head, elapsed, skipIdle }: Step): number {
  const next = events[head];
  if (!skipIdle || next === undefined) return at + elapsed;
  const gap = next.at - (events[head - 1]?.at ?? 0);
  if (gap < IDLE_FROM || isBusy(events, head)) return at + elapsed;
  return Math.min(next.at, at + elapsed * (gap / IDLE_TAKES));
}

/** Whether a turn is open after the event at `head`. Looks back no further than a round of many seats can reach. */
function isBusy(events: readonly AnyEvent[], head: Seq): boolean {
  const over = new Set<string>();
  for (let index = head - 1; index >= Math.max(0, head - 400); index -= 1) {
    const event = events[index];
    if (event?.type === 'v1.turn.ended' || event?.type === 'v1.turn.abandoned')
      over.add(`${event.data.turn}.${event.data.attempt}`);
    if (event?.type === 'v1.turn.started' && !over.has(`${event.data.turn}.${event.data.attempt}`)) return true;
  }
  return false;
}

type Look = {
  readonly at: number;
  readonly head: Seq;
  readonly fetched: ReadonlyMap<Seq, Pieces>;
  readonly ask: (seq: Seq) => void;
};

/** What the turns that are open at this time had written by then, as the recording tells. */
function writtenAt(log: LogIndex, { at, head, fetched, ask }: Look): ReadonlyMap<TurnId, Writing> {
  const writing = new Map<TurnId, Writing>();
  const over = new Set<TurnId>();
  for (let index = head - 1; index >= Math.max(0, head - 400); index -= 1) {
    const event = log.events[index];
    if (event?.type === 'v1.turn.ended' || event?.type === 'v1.turn.abandoned') over.add(event.data.turn);
    if (event?.type !== 'v1.turn.started' || over.has(event.data.turn)) continue;
    over.add(event.data.turn);
    const ended = log.turn(event.data.turn)?.ended;
    if (ended === undefined || ended.data.attempt !== event.data.attempt) continue;
    ask(ended.seq);
    const { queued, prefill, decide } = ended.data.stages;
    const since = at - (event.at + queued + prefill + decide);
    const known = fetched.get(ended.seq) ?? [];
    const upTo = known[countUpTo(known, ([when]) => when <= since) - 1]?.[1] ?? 0;
    if (upTo > 0)
      writing.set(event.data.turn, {
        turn: event.data.turn,
        agent: event.data.agent,
        text: ended.data.text.slice(0, upTo),
      });
  }
  return writing;
}
