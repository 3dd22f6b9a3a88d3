import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import type { MessageId, Seq, TurnId } from '#shared/events/ids.ts';
import type { LineageEntry } from '#shared/events/vocabulary.ts';
import { groundKey } from '#shared/events/visibility.ts';
import { holdsText } from '#shared/projections/open-turns.ts';
import { emptyRun, foldRun } from '#shared/projections/fold-run.ts';
import { agentNamed, type AgentView, type MessageView, type RunView } from '#shared/projections/run.ts';

/** What does not hold, by the number that safety.md section 5 gives the invariant. */
export class Violation extends Error {
  override readonly name = 'Violation';
  constructor(invariant: string, detail: string) {
    super(`${invariant}: ${detail}`);
  }
}

const CUTS: ReadonlySet<string> = new Set(['v1.message.edited', 'v1.message.retracted', 'v1.ground.compacted']);

/**
 * Watches the journal event by event, with a fold of its own, and throws at the first event that breaks an invariant: I1 order, I3 each
 * message in a prompt at most once and never missing, I4 order within a ground, I5 one end for a turn, I6 nothing done twice, I7 budgets.
 */
export class Checker {
  readonly view: RunView = emptyRun();
  readonly #counted: (what: string) => void;
  readonly #ended = new Set<TurnId>();
  readonly #messages = new Set<MessageId>();
  readonly #grounds = new Map<string, { readonly ground: readonly LineageEntry[]; readonly at: Seq }>();
  #cutAt = 0;
  #seen = 0;

  constructor(counted: (what: string) => void) {
    this.#counted = counted;
  }

  /** Looks at what was committed since the last time. */
  check(events: readonly AnyEvent[]): void {
    for (; this.#seen < events.length; this.#seen += 1) {
      const event = events[this.#seen];
      if (event === undefined || event.seq !== this.#seen + 1)
        throw new Violation('I1', `a gap before event ${this.#seen + 1}`);
      if (this.view.status === 'ended') throw new Violation('I1', `${event.type} after the end`);
      this.#before(event);
      foldRun(this.view, event);
      if (CUTS.has(event.type)) this.#cutAt = event.seq;
    }
  }

  #before(event: AnyEvent): void {
    switch (event.type) {
      case 'v1.turn.started':
        this.#turnStarts(event);
        break;
      case 'v1.turn.ended':
        if (this.#ended.has(event.data.turn)) throw new Violation('I5', `turn ${event.data.turn} ended twice`);
        this.#ended.add(event.data.turn);
        this.#isOpen(event);
        break;
      case 'v1.turn.abandoned':
        if (this.#mayBegin(event.data)) this.#counted('attempt lost before it began');
        else this.#isOpen(event);
        break;
      case 'v1.message.sent':
      case 'v1.message.held':
        if (this.#messages.has(event.data.message))
          throw new Violation('I6', `${event.data.message} was written twice`);
        this.#messages.add(event.data.message);
        break;
      case 'v1.message.approved':
        if (this.view.messages.some(({ message }) => message === event.data.message))
          throw new Violation('I6', `${event.data.message} was made public twice`);
        break;
      case 'v1.agent.nudged':
        this.#nudged(event);
        break;
      case 'v1.run.ended':
        this.#ends(event);
        break;
      default:
        break;
    }
  }

  /** The first attempt of a turn, or the next one after an attempt that was lost. */
  #mayBegin({ turn, attempt }: { readonly turn: TurnId; readonly attempt: number }): boolean {
    const known = this.view.turns[turn - 1];
    return attempt === (known?.attempt ?? 0) + 1 && (known === undefined || known.state === 'abandoned');
  }

  #isOpen({ data: { turn, attempt } }: EventOf<'v1.turn.ended'> | EventOf<'v1.turn.abandoned'>): void {
    const known = this.view.turns[turn - 1];
    if (known?.state !== 'open' || known.attempt !== attempt)
      throw new Violation('I5', `turn ${turn} attempt ${attempt} ended and was not open`);
  }

  #turnStarts({ seq, data }: EventOf<'v1.turn.started'>): void {
    const agent = agentNamed(this.view, data.agent);
    const { setup } = this.view;
    if (agent === undefined || setup === undefined) throw new Violation('I6', `turn ${data.turn} of nobody`);
    if (agent.state === 'left') throw new Violation('I6', `turn ${data.turn} of ${data.agent}, who has left`);
    this.#withinBudget(data.turn, data.attempt, agent);
    if (this.view.turns.some((turn) => turn.agent === data.agent && turn.state === 'open'))
      throw new Violation('I5', `${data.agent} has two turns at once`);
    if (this.view.turns.some((turn) => turn.state === 'open')) this.#counted('turns overlap');
    if (!this.#mayBegin(data)) throw new Violation('I5', `turn ${data.turn} began as attempt ${data.attempt} again`);
    if (data.attempt > 1) this.#counted('turn tried again');
    const held = data.lineage.filter(holdsText);
    this.#oncePerPrompt(held, data, agent);
    this.#nothingMissing(held, { agent, start: data, seq });
    this.#prefix(data, agent, seq);
  }

  #withinBudget(turn: TurnId, attempt: number, agent: AgentView): void {
    const budget = this.view.setup?.budget;
    if (budget === undefined) return;
    if (turn > budget.turns) throw new Violation('I7', `turn ${turn} of ${budget.turns}`);
    if (attempt > 1) return;
    if (budget.tokens !== undefined && this.view.tokens >= budget.tokens && this.view.turns[turn - 1] === undefined)
      throw new Violation('I7', `turn ${turn} began after ${this.view.tokens} of ${budget.tokens} tokens`);
    const limit = budget.perAgent?.turns;
    if (limit !== undefined && agent.turns >= limit)
      throw new Violation('I7', `${agent.agent} began turn ${agent.turns + 1} of ${limit}`);
  }

  /** A full text that was asked for stands beside its gist; nothing else stands twice. */
  #oncePerPrompt(held: readonly LineageEntry[], { turn }: EventOf<'v1.turn.started'>['data'], agent: AgentView): void {
    const pulled = new Set(
      this.view.messages.filter(({ message }) => agent.pulled.includes(message)).map(({ source }) => source),
    );
    const sources = held
      .filter(({ form, source }) => !(form === 'gist' && source !== undefined && pulled.has(source)))
      .map((entry) => entry.source);
    if (new Set(sources).size !== sources.length) throw new Violation('I3', `turn ${turn} holds a message twice`);
    const public_ = new Map(this.view.messages.map((message) => [message.source, message]));
    let last = 0;
    for (const { source, part } of held) {
      if (source === this.view.created?.seq) continue;
      const message = source === undefined ? undefined : public_.get(source);
      if (message === undefined)
        throw new Violation('I3', `turn ${turn} holds event ${source}, which is no public text`);
      if (message.retracted) throw new Violation('I3', `turn ${turn} holds ${message.message}, which is retracted`);
      if (part !== 'ground') continue;
      if (message.seq < last) throw new Violation('I4', `turn ${turn} holds ${message.message} out of order`);
      last = message.seq;
    }
  }

  /** All mail that was public before the turn is in its prompt, unless the prompt says that some was left out. */
  #nothingMissing(
    held: readonly LineageEntry[],
    {
      agent,
      start,
    }: { readonly agent: AgentView; readonly start: EventOf<'v1.turn.started'>['data']; readonly seq: Seq },
  ): void {
    const sources = new Set(held.map((entry) => entry.source));
    const mail = agent.unread
      .map((id) => this.view.messages.find(({ message }) => message === id))
      .filter((message): message is MessageView => message !== undefined && message.seq < (start.before ?? 0));
    if (agent.unread.length > mail.length) this.#counted('mail comes in the middle of a turn');
    const missing = mail.filter((message) => !sources.has(message.source));
    if (missing.length === 0) return;
    const omitted = start.lineage.some((entry) => entry.text?.includes('omitted') === true);
    if (omitted) this.#counted('mail is left out, and said so');
    else
      throw new Violation(
        'I3',
        `turn ${start.turn} of ${agent.agent} misses ${missing.map(({ message }) => message).join(', ')}`,
      );
  }

  /** Of two grounds of one view without a cut between, one is the beginning of the other. */
  #prefix({ turn, lineage }: EventOf<'v1.turn.started'>['data'], agent: AgentView, seq: Seq): void {
    const ground = lineage.filter((entry) => entry.part === 'ground');
    const key = groundKey(this.view.sight, agent.seat);
    const known = this.#grounds.get(key);
    if (known !== undefined && known.at > this.#cutAt) {
      const [short, long] = known.ground.length <= ground.length ? [known.ground, ground] : [ground, known.ground];
      const differs = short.findIndex(
        (entry, at) => entry.source !== long[at]?.source || entry.form !== long[at]?.form,
      );
      if (differs !== -1)
        throw new Violation('cut', `the ground of turn ${turn} differs at block ${differs} without a cut`);
    }
    if (known === undefined || known.at <= this.#cutAt || ground.length >= known.ground.length)
      this.#grounds.set(key, { ground, at: seq });
  }

  #nudged({ data }: EventOf<'v1.agent.nudged'>): void {
    const limit = Math.max(1, this.view.setup?.brakes?.nudges ?? 2);
    if (data.message !== undefined && data.count > limit)
      throw new Violation('M6', `${data.agent} was nudged ${data.count} times about ${data.message}`);
  }

  #ends({ data }: EventOf<'v1.run.ended'>): void {
    if (data.detail.trim() === '') throw new Violation('I8', 'the run ended without saying why');
    const open = this.view.turns.filter((turn) => turn.state === 'open');
    if (open.length > 0) throw new Violation('M4', `the run ended while turn ${open[0]?.turn ?? 0} was open`);
    this.#counted(`ended: ${data.reason}`);
  }
}

/** A view as text, so that two of them can be compared whatever they are made of. */
export const written = (view: unknown): string =>
  JSON.stringify(view, (_key, value: unknown) => {
    if (value instanceof Set) return [...value].map(String).toSorted();
    if (value instanceof Map) return [...value].toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1));
    return value;
  });
