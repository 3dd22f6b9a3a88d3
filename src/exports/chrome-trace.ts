import { jsonLine } from '#shared/base/json-line.ts';
import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import { nameOf, type AgentId, type MessageId, type Seq, type TurnId } from '#shared/events/ids.ts';
import type { EventData, LineageEntry } from '#shared/events/vocabulary.ts';
import { traceInstant } from './trace-instants.ts';

/** `content`: gists of what was said stand in the arguments of slices. */
export type TraceOptions = { readonly content?: 'keep' | 'leave-out' };

/** One entry of "traceEvents"; `ts` and `dur` in microseconds since the run began. */
export type TraceEvent = {
  readonly ph: string;
  readonly ts: number;
  readonly name: string;
  readonly [field: string]: unknown;
};

/** The only process, and its lanes; seats follow in their order. */
const PID = 1;
export const RUN_LANE = 1;
const ARBITER_LANE = 2;
const FIRST_SEAT = 3;

/**
 * A run as a trace in the JSON format that Perfetto and Chrome open ("Trace Event Format"): a lane per seat with its turns as slices, their
 * stages nested; what overlaps on a lane (a seat that was recalled, votes, loads of models) as async pairs; an arrow from each message to
 * each turn whose prompt held it; counters for tokens. One piece per event; memory grows with the messages' positions, not their texts.
 */
export function* exportChromeTrace(events: Iterable<AnyEvent>, options: TraceOptions = {}): Generator<string> {
  yield '{"displayTimeUnit":"ms","traceEvents":[';
  let before = '\n';
  for (const event of traceEvents(events, options)) {
    yield `${before}${jsonLine(event).slice(0, -1)}`;
    before = ',\n';
  }
  yield '\n]}\n';
}

/** The same as values. */
export function* traceEvents(events: Iterable<AnyEvent>, options: TraceOptions = {}): Generator<TraceEvent> {
  const trace = new Trace(options);
  for (const event of events) yield* trace.after(event);
  yield* trace.end();
}

type Spot = { readonly lane: number; readonly ts: number };
type Origin = Spot | { readonly lane: undefined };

class Trace {
  readonly #content: boolean;
  readonly #open = new Map<TurnId, EventOf<'v1.turn.started'>>();
  readonly #seats = new Map<string, number>();
  /** Where a lane's last slice ends: slices of a lane must nest, so one that begins before is an async pair. */
  readonly #busy = new Map<number, number>();
  /** Where a message was said, by message and by the events that hold its words. */
  readonly #said = new Map<MessageId, Origin>();
  readonly #sources = new Map<Seq, MessageId>();
  readonly #votes = new Set<string>();
  readonly #tokens = { evaluated: 0, reused: 0, written: 0 };
  #turnEnd: { readonly turn: TurnId; readonly spot: Origin } | undefined;
  #flows = 0;
  #pairs = 0;
  #last = 0;

  constructor({ content }: TraceOptions) {
    this.#content = content === 'keep';
  }

  *after(event: AnyEvent): Generator<TraceEvent> {
    this.#last = Math.max(this.#last, event.at);
    switch (event.type) {
      case 'v1.run.created':
        yield* this.#begin(event);
        return;
      case 'v1.model.loaded':
        yield* this.#pair(`load ${event.data.model}`, {
          cat: 'model',
          from: Math.max(0, event.at - event.data.loadTime),
          to: event.at,
        });
        return;
      case 'v1.turn.started':
        this.#open.set(event.data.turn, event);
        return;
      case 'v1.turn.ended':
        yield* this.#ended(event);
        return;
      case 'v1.turn.abandoned':
        yield* this.#lost(event);
        return;
      case 'v1.message.sent':
      case 'v1.message.held':
        yield* this.#wrote(event);
        return;
      case 'v1.message.edited':
        this.#sources.set(event.seq, event.data.message);
        break;
      case 'v1.vote.opened':
      case 'v1.vote.closed':
        yield this.#vote(event);
        return;
      default:
    }
    const lane = 'agent' in eventData(event) ? this.#laneOf(eventData(event)['agent'] as AgentId) : RUN_LANE;
    yield* traceInstant(event, { pid: PID, tid: lane });
  }

  /** What was still open when the recording stopped. */
  *end(): Generator<TraceEvent> {
    for (const { at, data } of this.#open.values()) {
      const args = { turn: data.turn, round: data.round, outcome: 'unfinished' };
      yield* this.#slice({ lane: this.#laneOf(data.agent), from: at, to: this.#last, name: `turn ${data.turn}`, args });
    }
    for (const id of this.#votes) yield this.#async('e', { cat: 'vote', id, name: `vote ${id}`, ts: this.#last });
  }

  *#begin({ data }: EventOf<'v1.run.created'>): Generator<TraceEvent> {
    yield meta('process_name', 0, { name: `Parley: ${data.setup.title}` });
    yield* lane(RUN_LANE, 'run', 0);
    yield* lane(ARBITER_LANE, 'arbiter', 1);
    for (const [at, { name }] of data.setup.seats.entries()) {
      this.#seats.set(name, FIRST_SEAT + at);
      yield* lane(FIRST_SEAT + at, name, 2 + at);
    }
  }

  *#ended({ at, data, seq }: EventOf<'v1.turn.ended'>): Generator<TraceEvent> {
    const started = this.#open.get(data.turn);
    this.#open.delete(data.turn);
    if (started === undefined) return;
    const { speech, counts, decision, outcome } = data;
    const act = decision.menu[decision.chosen]?.act;
    const speed =
      data.stages.speak === 0
        ? {}
        : { 'tokens per second': Math.round((counts.written * 1e7) / data.stages.speak) / 10 };
    const args = {
      turn: data.turn,
      attempt: data.attempt,
      round: started.data.round,
      model: started.data.model,
      outcome,
      ...(act === undefined ? {} : { act }),
      ...counts,
      ...speed,
      ...(speech === undefined ? {} : { 'first token ms': speech.firstToken / 1000 }),
      seq,
    };
    const slot = { lane: this.#laneOf(data.agent), from: started.at, to: Math.max(at, started.at) };
    const spot = yield* this.#slice({ ...slot, name: `turn ${data.turn}${act === undefined ? '' : ` ${act}`}`, args });
    this.#turnEnd = { turn: data.turn, spot };
    if (spot.lane !== undefined) yield* stagesOf(data, slot);
    yield* this.#arrows([...started.data.lineage, ...(decision.lineage ?? []), ...(speech?.lineage ?? [])], {
      spot,
      ...slot,
    });
    this.#tokens.evaluated += counts.evaluated;
    this.#tokens.reused += counts.reused;
    this.#tokens.written += counts.written;
    yield { ph: 'C', name: 'tokens', pid: PID, tid: RUN_LANE, ts: slot.to, args: { ...this.#tokens } };
  }

  *#lost({ at, data }: EventOf<'v1.turn.abandoned'>): Generator<TraceEvent> {
    const started = this.#open.get(data.turn);
    this.#open.delete(data.turn);
    const from = started?.at ?? at;
    const args = { turn: data.turn, attempt: data.attempt, outcome: 'abandoned', failure: data.failure.kind };
    yield* this.#slice({
      lane: this.#laneOf(data.agent),
      from,
      to: Math.max(at, from),
      name: `turn ${data.turn} lost`,
      args,
    });
  }

  /** A slice where the lane is free, else an async pair, to which no arrow can hold on. Answers where its arrows begin. */
  *#slice({ lane: tid, from, to, name, args }: Slice): Generator<TraceEvent, Origin> {
    if (from < (this.#busy.get(tid) ?? 0)) {
      yield* this.#pair(name, { cat: 'overlap', from, to, tid, args });
      return { lane: undefined };
    }
    this.#busy.set(tid, to);
    yield { ph: 'X', name, cat: 'turn', pid: PID, tid, ts: from, dur: to - from, args };
    return { lane: tid, ts: Math.max(from, to - 1) };
  }

  *#wrote({ at, seq, data }: EventOf<'v1.message.sent'> | EventOf<'v1.message.held'>): Generator<TraceEvent> {
    this.#sources.set(seq, data.message);
    if (data.from !== 'arbiter') {
      const own = this.#turnEnd?.turn === data.turn ? this.#turnEnd?.spot : undefined;
      this.#said.set(data.message, own ?? { lane: undefined });
      if (!this.#content) return;
      yield {
        ph: 'i',
        s: 't',
        name: data.message,
        pid: PID,
        tid: this.#laneOf(data.from),
        ts: at,
        args: { gist: data.gist },
      };
      return;
    }
    // A microsecond of its own, so that an arrow can hold on to it.
    const ts = Math.max(at, this.#busy.get(ARBITER_LANE) ?? 0);
    this.#busy.set(ARBITER_LANE, ts + 1);
    const args = { act: data.act, seq, ...(this.#content ? { gist: data.gist } : {}) };
    yield {
      ph: 'X',
      name: `${data.message} ${data.act}`,
      cat: 'message',
      pid: PID,
      tid: ARBITER_LANE,
      ts,
      dur: 1,
      args,
    };
    this.#said.set(data.message, { lane: ARBITER_LANE, ts });
  }

  *#arrows(
    prompt: readonly LineageEntry[],
    { spot, lane: tid, from, to }: Slot & { readonly spot: Origin },
  ): Generator<TraceEvent> {
    if (spot.lane === undefined) return;
    const drawn = new Set<MessageId>();
    for (const { source, form } of prompt) {
      if (source === undefined || (form !== 'full' && form !== 'gist' && form !== 'private')) continue;
      const message = this.#sources.get(source);
      const origin = message === undefined ? undefined : this.#said.get(message);
      if (message === undefined || origin?.lane === undefined || drawn.has(message)) continue;
      drawn.add(message);
      const ts = Math.min(Math.max(from, origin.ts), to);
      // An arrow back in time would be a lie of the clock's: nothing is drawn then.
      if (ts < origin.ts) continue;
      const flow = { cat: 'message', name: message, id: (this.#flows += 1), pid: PID };
      yield { ph: 's', ...flow, tid: origin.lane, ts: origin.ts };
      yield { ph: 'f', bp: 'e', ...flow, tid, ts };
    }
  }

  #vote(event: EventOf<'v1.vote.opened'> | EventOf<'v1.vote.closed'>): TraceEvent {
    const id: string = event.data.vote;
    const opened = event.type === 'v1.vote.opened';
    if (opened) this.#votes.add(id);
    else this.#votes.delete(id);
    return this.#async(opened ? 'b' : 'e', { cat: 'vote', id, name: `vote ${id}`, ts: event.at });
  }

  *#pair(name: string, { cat, from, to, tid = RUN_LANE, args = {} }: Pair): Generator<TraceEvent> {
    const id = `p${(this.#pairs += 1)}`;
    yield { ...this.#async('b', { cat, id, name, ts: from }), tid, args };
    yield { ...this.#async('e', { cat, id, name, ts: to }), tid };
  }

  #async(ph: 'b' | 'e', what: { cat: string; id: string; name: string; ts: number }): TraceEvent {
    return { ph, ...what, pid: PID, tid: RUN_LANE };
  }

  #laneOf(agent: AgentId): number {
    return this.#seats.get(nameOf(agent)) ?? RUN_LANE;
  }
}

type Slot = { readonly lane: number; readonly from: number; readonly to: number };
type Slice = Slot & { readonly name: string; readonly args: object };
type Pair = {
  readonly cat: string;
  readonly from: number;
  readonly to: number;
  readonly tid?: number;
  readonly args?: object;
};

/** The stages of a turn one after the other inside its slice; what clocks measured beyond it is cut. */
function* stagesOf({ stages }: EventData<'v1.turn.ended'>, { lane: tid, from, to }: Slot): Generator<TraceEvent> {
  let ts = from;
  for (const name of ['queued', 'prefill', 'decide', 'speak', 'gist'] as const) {
    const dur = Math.min(stages[name], to - ts);
    if (dur > 0) yield { ph: 'X', name, cat: 'stage', pid: PID, tid, ts, dur };
    ts += Math.max(0, dur);
  }
}

const meta = (name: string, tid: number, args: object): TraceEvent => ({ ph: 'M', name, pid: PID, tid, ts: 0, args });

function* lane(tid: number, name: string, order: number): Generator<TraceEvent> {
  yield meta('thread_name', tid, { name });
  yield meta('thread_sort_index', tid, { sort_index: order });
}

const eventData = ({ data }: AnyEvent): Readonly<Record<string, unknown>> =>
  typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>) : {};
