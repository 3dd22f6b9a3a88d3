import { eventOf } from '#shared/rpc/event-of-wire.ts';
import { ok, type Result } from '#shared/base/result.ts';
import { commandSchema, type CommandInput } from '#shared/events/commands.ts';
import { seq as seqOf, type RunId, type Seq, type TurnId } from '#shared/events/ids.ts';
import { scrubber } from '#shared/projections/fold-up-to.ts';
import { follower } from '#shared/projections/follow.ts';
import { moment, type Moment } from '#shared/projections/moment.ts';
import type { Client } from '#shared/rpc/client.ts';
import type { RpcFailure, WireEvent } from '#shared/rpc/methods.ts';
import { createStore } from 'zustand/vanilla';
import { player, type Player } from '../replay/player.ts';
import { logIndex, type Stops } from './log-index.ts';
import { nextFrame, pieceBuffer } from './piece-buffer.ts';
import { OPENING, type Playing, type RunSession, type RunState, type Writing } from './run-state.ts';
import type { Selection } from './route.ts';

/** Where to open: the newest event where nothing else is asked for. */
export type OpenAt = { readonly seq?: Seq; readonly selection?: Selection };

const CHECKPOINT = 64;

/**
 * Opens a run in this window: reads what is stored, goes on with what comes, and after a break of the line takes up behind the last event
 * that it has. All writing goes through `command`; nothing here runs a model.
 */
export function openRun(client: Client, run: RunId, at: OpenAt = {}): RunSession {
  const session = new Session(client, run, at);
  void session.read();
  return session;
}

class Session implements RunSession {
  readonly run: RunId;
  readonly log = logIndex();
  readonly store: RunSession['store'];
  readonly writing = createStore<ReadonlyMap<TurnId, Writing>>(() => new Map());
  private readonly pieces = pieceBuffer(this.writing, nextFrame);
  private readonly client: Client;
  private readonly startAt: Seq | undefined;
  private readonly scrub = scrubber(moment, this.log.events, { every: CHECKPOINT });
  private readonly stop = new AbortController();
  private readonly player: Player;
  private latest: Moment = moment.initial();
  /** The id of what was asked for: a recording also goes by its file's name. */
  private id: RunId;
  private readonly followed = follower((event) => this.log.add(event));

  constructor(client: Client, run: RunId, at: OpenAt) {
    this.client = client;
    this.run = run;
    this.id = run;
    this.startAt = at.seq;
    this.store = createStore<RunState>(() => ({
      ...OPENING,
      selection: at.selection,
      following: at.seq === undefined,
    }));
    this.player = player({
      store: this.store,
      log: this.log,
      writing: this.writing,
      moveTo: (to, more) => this.moveTo(to, more),
      pieces: (seq) => client.call('turn.pieces', { run: this.id, seq }),
    });
  }

  /** Reads from behind the last event that it has, to the end of the run or until it is disposed. */
  async read(): Promise<void> {
    const found = await this.client.call('run.find', { name: this.run }, this.waiting());
    if (!found.ok) return this.broke(found.failure);
    const { events, state, run } = found.value;
    this.id = run;
    this.store.setState({ row: found.value, live: state === 'running' || state === 'paused', expected: seqOf(events) });
    void this.watchPieces();
    const asked = { run, after: this.followed.last };
    for await (const item of this.client.stream('events.subscribe', asked, this.waiting())) {
      if (!item.ok) return this.broke(item.failure);
      // What came may have been megabytes: it is taken in in one task, and shown in the next.
      if (this.isOpening()) await nextTask();
      for (const wire of item.value.events) this.followed.arrive(eventOf(wire));
      // By way of the scrubber, so that the states it keeps are there before anyone seeks.
      this.latest = this.scrub.at(this.followed.last);
      // Of a long run what came first is shown and can be used, then all that was there when it was asked for; between the two nothing moves.
      const isAll = this.latest.seq >= events;
      if (isAll || (this.isOpening() && this.latest.seq >= (this.startAt ?? 0))) this.took(item.value.events);
      if (!isAll) await nextTask();
    }
    if (this.isOpening()) this.opened();
    this.store.setState({ live: false });
    this.show();
  }

  seek(to: Seq): void {
    const { last, live } = this.store.getState();
    this.halt();
    this.moveTo(to, { following: live && to >= last });
  }

  seekTime(at: number): void {
    this.halt();
    this.moveTo(this.log.seqAt(at), { following: false });
  }

  momentAt(at: Seq): Moment {
    return this.scrub.at(at);
  }

  follow(): void {
    this.halt();
    this.store.setState({ following: true });
    this.show();
  }

  step(kind: Stops | 'event', by: 1 | -1): void {
    const { head } = this.store.getState();
    const to = kind === 'event' ? seqOf(Math.max(0, head + by)) : this.log.stop(kind, head, by);
    if (to !== undefined) this.seek(to);
  }

  select(selection: Selection | undefined): void {
    this.store.setState({ selection });
  }

  play(on: boolean): void {
    this.player.turn(on);
  }

  change(playing: Partial<Playing>): void {
    this.store.setState((state) => ({ playing: { ...state.playing, ...playing } }));
  }

  async command(command: CommandInput): Promise<Result<Seq, RpcFailure>> {
    const done = await this.client.call('run.command', { run: this.id, command: commandSchema.parse(command) });
    return done.ok ? ok(done.value.seq) : done;
  }

  dispose(): void {
    this.stop.abort();
    this.pieces.dispose();
    this.player.dispose();
  }

  private waiting = (): { readonly signal: AbortSignal } => ({ signal: this.stop.signal });
  private isOpening = (): boolean => this.store.getState().phase === 'opening';

  private took(events: readonly WireEvent[]): void {
    if (this.isOpening()) this.opened();
    else this.show();
    const over = overIn(events);
    if (over.length > 0) this.pieces.forget(over);
  }

  /** Playing ends where a hand takes the playhead. */
  private halt(): void {
    if (this.store.getState().playing.on) this.player.turn(false);
  }

  private show(): void {
    const { following, playing } = this.store.getState();
    const { latest } = this;
    const news = { latest, last: latest.seq };
    const withHead = following && !playing.on;
    this.store.setState(withHead ? { ...news, head: latest.seq, headAt: latest.at, now: latest } : news);
  }

  private moveTo(to: Seq, more: Partial<RunState> = {}): void {
    const { last } = this.store.getState();
    const head = seqOf(Math.max(0, Math.min(to, last)));
    const now = head === this.latest.seq ? this.latest : this.scrub.at(head);
    this.store.setState({ head, now, headAt: now.at, ...more });
  }

  private opened(): void {
    this.store.setState({ phase: 'open', last: this.latest.seq, latest: this.latest });
    if (this.startAt === undefined) this.show();
    else this.moveTo(this.startAt);
  }

  /** After a break of the line one asks again behind what one has; anything else is told. */
  private broke(failure: RpcFailure): void {
    if (failure.code === 'cancelled') return;
    if (failure.code === 'closed') void this.read();
    else this.store.setState({ phase: 'failed', failure });
  }

  /** What was heard before a break has a hole behind it, or was lost with the process that wrote it: each watch begins with nothing. */
  private async watchPieces(): Promise<void> {
    if (!this.store.getState().playing.on) this.pieces.clear();
    if (!this.store.getState().live) return;
    for await (const item of this.client.stream('pieces.watch', { run: this.id }, this.waiting())) {
      if (!item.ok) return;
      if (!this.store.getState().playing.on) this.pieces.add(item.value);
    }
  }
}

/** The turns whose writing is superseded by their end. */
const overIn = (events: readonly WireEvent[]): readonly TurnId[] =>
  events.flatMap(({ type, data }) =>
    type === 'v1.turn.ended' || type === 'v1.turn.abandoned' ? [(data as { turn: TurnId }).turn] : [],
  );

/** Lets input and frames have their turn, and no longer: a timer would wait some milliseconds each time. */
const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
