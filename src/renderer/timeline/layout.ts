import { visibleLine } from '#shared/base/visible-text.ts';
import type { AnyEvent, EventIn, EventOf } from '#shared/events/event.ts';
import { seq as seqOf, type AgentId, type MessageId, type Seq, type TurnId } from '#shared/events/ids.ts';
import type { EventData, LineageEntry } from '#shared/events/vocabulary.ts';
import { isRecorded } from '#shared/events/imported.ts';
import { holdsText } from '#shared/projections/open-turns.ts';
import { countUpTo } from '../state/log-index.ts';
import type { AxisKind, Point } from './axis.ts';
import { folds, IDLE_FROM, type Folds } from './folds.ts';
import type { Bar, Lane, Mark, Node } from './lane-model.ts';
import { markOf, type Whose } from './marks.ts';
import { waits } from './waits.ts';

/** The whole run as bars, marks and links, in the order of the log. It grows at its end; nothing is laid out twice. */
export interface Layout {
  /** The arbiter's first, then one for each agent as they joined, the system's last. */
  readonly lanes: readonly Lane[];
  readonly nodes: readonly Node[];
  readonly folds: Folds;
  /** Turns that are open after the last event. */
  readonly open: readonly Bar[];
  readonly end: Point & { readonly seq: Seq };
  /** Takes in what the log has more than was laid out; says whether there was anything. */
  sync(events: readonly AnyEvent[]): boolean;
  /** The last attempt of a turn. */
  bar(turn: TurnId): Bar | undefined;
  node(message: MessageId): number | undefined;
  lane(agent: AgentId): number | undefined;
  /** Turns that have begun at a position and in all, and those that are open there. */
  turnsAt(seq: Seq): { readonly turn: number; readonly turns: number; readonly open: readonly Bar[] };
  /** The point at which an event stands. */
  pointOf(seq: Seq): Point;
  /** The last event that stands at or before a point of the sequence; 0 before the first turn. */
  seqAtStep(step: number): Seq;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type GrowingEdges = { from: number[]; to: number[]; before: number[] };
type GrowingLane = Omit<Mutable<Lane>, 'bars' | 'marks' | 'edges'> & {
  bars: Mutable<Bar>[];
  marks: Mark[];
  edges: Record<AxisKind, GrowingEdges>;
};

export function layout(foldIdle: boolean): Layout {
  return new Growing(foldIdle);
}

class Growing implements Layout {
  readonly lanes: GrowingLane[] = [laneOf('arbiter', 'Arbiter'), laneOf('system', 'System')];
  readonly nodes: Mutable<Node>[] = [];
  readonly folds: Folds;
  open: Mutable<Bar>[] = [];
  end: Layout['end'] = { at: 0, step: 0, seq: seqOf(0) };
  private events: readonly AnyEvent[] = [];
  /** A log that another program wrote. */
  private turnless = false;
  /** Where the starts and ends of turns stand: the step of an event is how many of them it has at or before it. */
  private readonly steps: Seq[] = [];
  /** Where each turn was first started. */
  private readonly firsts: Seq[] = [];
  private readonly bars = new Map<TurnId, Mutable<Bar>>();
  private readonly places = new Map<MessageId, number>();
  private readonly laneByAgent = new Map<AgentId, number>();
  private readonly textOf = new Map<Seq, MessageId>();
  private readonly held = new Map<MessageId, EventData<'v1.message.sent'>>();
  /** How many of the nodes each agent has had in front of an ended turn, or could have had. */
  private readonly seen = new Map<AgentId, number>();
  private readonly waits = waits();

  constructor(foldIdle: boolean) {
    this.folds = folds(foldIdle);
  }

  sync(events: readonly AnyEvent[]): boolean {
    this.events = events;
    if (events.length === this.end.seq) return false;
    for (let index: number = this.end.seq; index < events.length; index += 1) {
      const event = events[index];
      if (event !== undefined) this.take(event);
    }
    return true;
  }

  bar = (turn: TurnId): Bar | undefined => this.bars.get(turn);
  node = (message: MessageId): number | undefined => this.places.get(message);
  lane = (agent: AgentId): number | undefined => this.laneByAgent.get(agent);

  turnsAt(seq: Seq): { turn: number; turns: number; open: readonly Bar[] } {
    const open: Bar[] = [];
    for (const { bars } of this.lanes) {
      const bar = bars[countUpTo(bars, (own) => own.startSeq <= seq) - 1];
      if (bar !== undefined && (bar.endSeq ?? Infinity) > seq) open.push(bar);
    }
    return { turn: countUpTo(this.firsts, (own) => own <= seq), turns: this.firsts.length, open };
  }

  pointOf(seq: Seq): Point {
    return { at: this.events[seq - 1]?.at ?? 0, step: countUpTo(this.steps, (own) => own <= seq) };
  }

  seqAtStep(step: number): Seq {
    const next = this.steps[Math.max(0, Math.floor(step + 1e-9))];
    return next === undefined ? this.end.seq : ((next - 1) as Seq);
  }

  private take(event: AnyEvent): void {
    if (this.open.length === 0 && event.at - this.end.at >= IDLE_FROM) {
      this.folds.add({ from: this.end.at, to: event.at });
    }
    if (event.type === 'v1.run.created') this.turnless = !isRecorded(event.data, 'lineage');
    const isStep =
      event.type === 'v1.turn.started' || event.type === 'v1.turn.ended' || event.type === 'v1.turn.abandoned';
    if (isStep) this.steps.push(event.seq);
    // Where no turns were recorded, each message is a unit of the sequence.
    if (this.turnless && event.type === 'v1.message.sent') this.steps.push(event.seq, event.seq);
    this.end = { at: event.at, step: this.steps.length, seq: event.seq };
    const point: Point = { at: event.at, step: this.steps.length };
    this.takeRun(event, point);
    this.waits.take(event, point);
    const mark = markOf(event);
    if (mark !== undefined) {
      const { whose, text, ...rest } = mark;
      const lane = this.place(whose);
      const own = this.turnless && event.type === 'v1.message.sent' ? ofMessage(event, point) : { text, at: point };
      this.lanes[lane]?.marks.push({ ...rest, ...own, text: visibleLine(own.text), lane, seq: event.seq });
    }
  }

  private takeRun(event: AnyEvent, point: Point): void {
    switch (event.type) {
      case 'v1.agent.joined':
        return this.join(event);
      case 'v1.turn.started':
        return this.start(event, point);
      case 'v1.turn.ended':
      case 'v1.turn.abandoned':
        return this.close(event, point);
      case 'v1.message.sent':
        this.textOf.set(event.seq, event.data.message);
        return this.publish(event.data, event.seq, point);
      case 'v1.message.held': {
        this.textOf.set(event.seq, event.data.message);
        this.held.set(event.data.message, event.data);
        this.spoke(event.data);
        return;
      }
      case 'v1.message.approved': {
        const data = this.held.get(event.data.message);
        if (data === undefined) return;
        this.waits.publish(data, point);
        return this.publish(data, event.seq, point);
      }
      case 'v1.message.edited':
        this.textOf.set(event.seq, event.data.message);
        return;
      case 'v1.message.retracted':
        return this.retract(event);
      default:
    }
  }

  private join({ data }: EventOf<'v1.agent.joined'>): void {
    const { agent, name, seat, model } = data;
    const place = this.lanes.length - 1;
    const waiting = this.waits;
    const lane: GrowingLane = {
      ...laneOf('agent', name),
      agent,
      seat,
      model,
      get waits() {
        return waiting.of(agent);
      },
    };
    this.lanes.splice(place, 0, lane);
    this.laneByAgent.set(agent, place);
    // Marks of the system know their lane by its place.
    const system = this.lanes.at(-1);
    if (system !== undefined) system.marks = system.marks.map((mark) => ({ ...mark, lane: place + 1 }));
  }

  private start({ seq, data }: EventOf<'v1.turn.started'>, point: Point): void {
    const { turn, attempt, agent } = data;
    const lane = this.laneByAgent.get(agent);
    if (lane === undefined) return;
    const front = this.front(data.lineage);
    const bar: Mutable<Bar> = {
      ...{ lane, agent, turn, attempt, startSeq: seq, outcome: 'open' },
      // A bar takes its own step in from the left, so that a turn by itself is one unit long.
      from: { at: point.at, step: point.step - 1 },
      ...{ to: undefined, endSeq: undefined, act: undefined, stages: undefined, message: undefined },
      front,
      news: this.newsOf(agent, front),
    };
    const own = this.lanes[lane];
    own?.bars.push(bar);
    if (own !== undefined) {
      pushEdge(own.edges.time, bar.from.at);
      pushEdge(own.edges.sequence, bar.from.step / 2);
    }
    if (!this.bars.has(turn)) this.firsts.push(seq);
    this.bars.set(turn, bar);
    this.open.push(bar);
  }

  private close(event: EventIn<'v1.turn.ended' | 'v1.turn.abandoned'>, point: Point): void {
    const { turn, attempt } = event.data;
    const bar = this.bars.get(turn);
    if (bar === undefined || bar.attempt !== attempt || bar.to !== undefined) return;
    bar.to = point;
    bar.endSeq = event.seq;
    // An agent has one open turn at most, so the bar that ends is the last of its lane.
    const edges = this.lanes[bar.lane]?.edges;
    if (edges !== undefined) {
      edges.time.to[edges.time.to.length - 1] = point.at;
      edges.sequence.to[edges.sequence.to.length - 1] = point.step / 2;
    }
    this.open = this.open.filter((other) => other !== bar);
    if (event.type === 'v1.turn.abandoned') {
      bar.outcome = 'abandoned';
      return;
    }
    const { outcome, stages, decision, speech } = event.data;
    bar.outcome = outcome;
    bar.stages = stages;
    bar.act = outcome === 'passed' ? 'pass' : decision.menu[decision.chosen]?.act;
    const more = this.front([...(decision.lineage ?? []), ...(speech?.lineage ?? [])]);
    if (more.length > 0) bar.front = [...new Set([...bar.front, ...more])];
    bar.news = this.newsOf(bar.agent, bar.front);
    const newest = bar.front.reduce((most, place) => Math.max(most, place + 1), this.seen.get(bar.agent) ?? 0);
    this.seen.set(bar.agent, newest);
  }

  /** Messages whose words stand in a prompt, each once. */
  private front(lineage: readonly LineageEntry[]): readonly number[] {
    const places: number[] = [];
    for (const entry of lineage) {
      if (entry.source === undefined || !holdsText(entry)) continue;
      const message = this.textOf.get(entry.source);
      const place = message === undefined ? undefined : this.places.get(message);
      if (place !== undefined && !places.includes(place)) places.push(place);
    }
    return places;
  }

  private newsOf(agent: AgentId, front: readonly number[]): readonly number[] {
    const seen = this.seen.get(agent) ?? 0;
    return front.filter((place) => place >= seen && this.nodes[place]?.from !== agent);
  }

  private spoke({ turn, message, act }: EventData<'v1.message.sent'>): Mutable<Bar> | undefined {
    const bar = turn === undefined ? undefined : this.bars.get(turn);
    if (bar === undefined) return undefined;
    bar.message = message;
    bar.act = act;
    return bar;
  }

  private publish(data: EventData<'v1.message.sent'>, seq: Seq, point: Point): void {
    const { message, from, act, inReplyTo } = data;
    const bar = this.spoke(data);
    const answers = inReplyTo === undefined ? -1 : (this.places.get(inReplyTo) ?? -1);
    const node: Mutable<Node> = {
      ...{ message, seq, at: point, from, act, bar, answers },
      retracted: undefined,
      taint: undefined,
    };
    node.taint = this.taintOf(node);
    this.places.set(message, this.nodes.length);
    this.nodes.push(node);
  }

  private retract({ seq, data }: EventOf<'v1.message.retracted'>): void {
    const place = this.places.get(data.message);
    const gone = place === undefined ? undefined : this.nodes[place];
    if (place === undefined || gone === undefined || gone.retracted !== undefined) return;
    gone.retracted = seq;
    for (let index = place + 1; index < this.nodes.length; index += 1) {
      const node = this.nodes[index];
      if (node !== undefined) node.taint = this.taintOf(node, seq);
    }
  }

  /** What it has from what it answers and from what stood in front of it; what it has already stays. `now`: where the newest retraction stands. */
  private taintOf(node: Node, now: Seq = node.seq): Node['taint'] {
    const above = this.nodes[node.answers];
    const isHit = (own: Node | undefined): boolean => own?.retracted !== undefined;
    if (node.taint?.grade === 'answered') return node.taint;
    if (isHit(above) || above?.taint?.grade === 'answered') return { at: node.taint?.at ?? now, grade: 'answered' };
    if (node.taint !== undefined) return node.taint;
    const reached = (node.bar?.front ?? []).some(
      (place) => isHit(this.nodes[place]) || this.nodes[place]?.taint !== undefined,
    );
    return reached ? { at: now, grade: 'inFront' } : undefined;
  }

  private place(whose: Whose): number {
    if (whose === 'arbiter') return 0;
    return whose === 'system' ? this.lanes.length - 1 : (this.laneByAgent.get(whose) ?? this.lanes.length - 1);
  }
}

/** Where nothing but the words was recorded, a message stands at the beginning of its unit and says no more than them. */
const ofMessage = ({ data }: EventOf<'v1.message.sent'>, { at, step }: Point): { text: string; at: Point } => ({
  text: data.gist,
  at: { at, step: step - 2 },
});

/** A bar that is open until it is closed; one that never was ends where the next begins. */
function pushEdge({ from, to, before }: GrowingEdges, at: number): void {
  const last = from.length - 1;
  const length = last < 0 ? 0 : Math.min(to[last] ?? at, at) - (from[last] ?? at);
  before.push((before[last] ?? 0) + Math.max(0, length));
  from.push(at);
  to.push(Infinity);
}

const laneOf = (kind: Lane['kind'], name: string): GrowingLane => ({
  ...{ kind, name, agent: undefined, seat: undefined, model: undefined },
  bars: [],
  edges: { time: { from: [], to: [], before: [] }, sequence: { from: [], to: [], before: [] } },
  marks: [],
  waits: { owes: [], awaits: [] },
});
