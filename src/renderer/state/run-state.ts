import { micros, seq, type AgentId, type Micros, type RunId, type Seq, type TurnId } from '#shared/events/ids.ts';
import type { CommandInput } from '#shared/events/commands.ts';
import type { Result } from '#shared/base/result.ts';
import { moment, type Moment } from '#shared/projections/moment.ts';
import type { RpcFailure, RunRow } from '#shared/rpc/methods.ts';
import type { StoreApi } from 'zustand/vanilla';
import type { LogIndex, Stops } from './log-index.ts';
import type { Selection } from './route.ts';

/** What a turn has written so far: live, or as it was written where a recording plays. */
export type Writing = {
  readonly turn: TurnId;
  readonly agent: AgentId;
  readonly text: string;
  /** A brake may have a turn write anew; counts from 1, absent where a recording plays. */
  readonly attempt?: number;
};

/** How a recording is played. */
export type Playing = {
  readonly on: boolean;
  /** Times as fast as it was. */
  readonly speed: number;
  /** Gaps in which nobody had a turn pass quickly. */
  readonly skipIdle: boolean;
  readonly loop: { readonly from: Seq; readonly to: Seq } | undefined;
};

/** One run in one window. Everything shown of it is a function of this; `now` is the fold at the playhead. */
export type RunState = {
  readonly phase: 'opening' | 'open' | 'failed';
  readonly failure: RpcFailure | undefined;
  readonly row: RunRow | undefined;
  /** The newest event that has come. */
  readonly last: Seq;
  /** How many there were when the run was asked for: more than `last` while a long one is still being read. */
  readonly expected: Seq;
  /** Whether more may come: a run that goes on somewhere. A recording never is. */
  readonly live: boolean;
  /** The playhead goes with the newest event. */
  readonly following: boolean;
  /** The playhead: the last event that is shown. */
  readonly head: Seq;
  /** The playhead's time; between two events while it plays, else that of `head`. */
  readonly headAt: Micros;
  readonly now: Moment;
  /** The fold at `last`: what lies right of the playhead. */
  readonly latest: Moment;
  readonly selection: Selection | undefined;
  readonly playing: Playing;
};

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16, 32] as const;

export const OPENING: RunState = {
  phase: 'opening',
  failure: undefined,
  row: undefined,
  last: seq(0),
  expected: seq(0),
  live: false,
  following: true,
  head: seq(0),
  headAt: micros(0),
  now: moment.initial(),
  latest: moment.initial(),
  selection: undefined,
  playing: { on: false, speed: 1, skipIdle: true, loop: undefined },
};

/** A run that is open in the window. Whoever opens one disposes it. */
export interface RunSession {
  readonly run: RunId;
  readonly store: StoreApi<RunState>;
  /** By turn; turns that write nothing just now are absent. Apart from `store`, for it changes with every frame. */
  readonly writing: StoreApi<ReadonlyMap<TurnId, Writing>>;
  readonly log: LogIndex;
  /** Puts the playhead there and stops following and playing; past the newest event of a live run it follows again. */
  seek(to: Seq): void;
  seekTime(at: number): void;
  /** The fold at an event, wherever the playhead is. */
  momentAt(seq: Seq): Moment;
  /** To the newest event, and on with it. */
  follow(): void;
  /** To the next or the previous event, turn, message or marker. */
  step(kind: Stops | 'event', by: 1 | -1): void;
  select(selection: Selection | undefined): void;
  play(on: boolean): void;
  change(playing: Partial<Playing>): void;
  /** A command of the arbiter; a refusal is a sentence for the place where it was given. */
  command(command: CommandInput): Promise<Result<Seq, RpcFailure>>;
  dispose(): void;
}
