import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import { nameOf, type AgentId, type Seq, type TurnId } from '#shared/events/ids.ts';
import { sightTable } from '#shared/events/visibility.ts';
import type { EventData, LineageEntry, Sender } from '#shared/events/vocabulary.ts';

/** One thing in a seat's own order: what it was told, what it heard from whom, what it said. */
export type StoryLine = {
  readonly kind: 'told' | 'heard' | 'said';
  /** Of what was heard: the seat, or `arbiter`; absent for the question. */
  readonly from?: string;
  readonly text: string;
};

/** Seats that said something, in the order of the setup. */
export function speakingSeats(events: Iterable<AnyEvent>): readonly string[] {
  const spoke = new Set<string>();
  let seats: readonly string[] = [];
  for (const event of events) {
    if (event.type === 'v1.run.created') seats = event.data.setup.seats.map(({ name }) => name);
    else if (isWritten(event) && event.data.from !== 'arbiter') spoke.add(nameOf(event.data.from));
  }
  return seats.filter((seat) => spoke.has(seat));
}

/**
 * A run as one seat lived it: its role, the question, and then, turn by turn, the messages that newly stood in its prompt, in the form in
 * which they stood there, and what it said itself. What it never had in front is not in it. Where no prompts were recorded (a log from
 * another program) all that was public before stands in for them.
 */
export function* seatStory(events: Iterable<AnyEvent>, seat: string): Generator<StoryLine> {
  const story = new Story(seat);
  for (const event of events) yield* story.after(event);
}

type Message = EventData<'v1.message.sent'>;
type Words = Pick<Message, 'from' | 'gist' | 'body'>;

const isWritten = (event: AnyEvent): event is EventOf<'v1.message.sent'> | EventOf<'v1.message.held'> =>
  event.type === 'v1.message.sent' || event.type === 'v1.message.held';

class Story {
  readonly #seat: string;
  readonly #prompts = new Map<TurnId, readonly LineageEntry[]>();
  /** Texts that may still come before this seat, by the event that holds them; of a message that is edited who wrote it. */
  readonly #texts = new Map<Seq, Words>();
  readonly #writers = new Map<string, Sender>();
  readonly #asGist = new Set<Seq>();
  #role = '';
  #told = false;
  #question = '';
  #hears: (writer: Sender) => boolean = () => true;
  #unrecorded = false;

  constructor(seat: string) {
    this.#seat = seat;
  }

  *after(event: AnyEvent): Generator<StoryLine> {
    switch (event.type) {
      case 'v1.run.created':
        this.#begin(event);
        break;
      case 'v1.turn.started':
        if (this.#isOwn(event.data.agent)) this.#prompts.set(event.data.turn, event.data.lineage);
        break;
      case 'v1.turn.ended':
        if (this.#isOwn(event.data.agent)) yield* this.#read(event.data);
        break;
      case 'v1.message.edited': {
        const from = this.#writers.get(event.data.message);
        if (from !== undefined) this.#keep(event.seq, { ...event.data, from });
        break;
      }
      case 'v1.message.sent':
      case 'v1.message.held':
        yield* this.#written(event);
        break;
      default:
    }
  }

  #begin({ data: { setup, imported } }: EventOf<'v1.run.created'>): void {
    const at = setup.seats.findIndex(({ name }) => name === this.#seat);
    const row = sightTable(setup)[at] ?? [];
    const hidden = new Set(setup.seats.filter((_, of) => row[of] === 'none').map(({ name }) => name));
    this.#hears = (writer) => writer === 'arbiter' || !hidden.has(nameOf(writer));
    this.#role = setup.seats[at]?.role ?? '';
    this.#question = setup.question;
    this.#unrecorded = imported?.missing.includes('lineage') === true;
    if (imported?.missing.includes('question') === true) this.#question = '';
    if (imported?.missing.includes('roles') === true) this.#role = '';
  }

  *#written({ seq, data }: EventOf<'v1.message.sent'> | EventOf<'v1.message.held'>): Generator<StoryLine> {
    this.#writers.set(data.message, data.from);
    if (data.from !== 'arbiter' && this.#isOwn(data.from)) {
      yield* this.#opening([]);
      yield { kind: 'said', text: data.body };
    } else if (this.#unrecorded) {
      yield* this.#opening([]);
      yield heardFrom(data, data.body);
    } else if (this.#hears(data.from) || isAddressed(data, this.#seat)) this.#keep(seq, data);
  }

  *#read({ turn, decision, speech }: EventData<'v1.turn.ended'>): Generator<StoryLine> {
    const prompt = [...(this.#prompts.get(turn) ?? []), ...(decision.lineage ?? []), ...(speech?.lineage ?? [])];
    this.#prompts.delete(turn);
    yield* this.#opening(prompt);
    for (const { source, form } of prompt) {
      if (source === undefined || (form !== 'full' && form !== 'gist' && form !== 'private')) continue;
      const words = this.#texts.get(source);
      const whole = form !== 'gist';
      // What was read whole is not read again; what was a gist may be read whole later.
      if (words === undefined || (!whole && this.#asGist.has(source))) continue;
      if (whole) this.#texts.delete(source);
      else this.#asGist.add(source);
      yield heardFrom(words, whole ? words.body : words.gist);
    }
  }

  /** Once, before all else: what the first prompt said about this seat, else what the setup does; then the question. */
  *#opening(prompt: readonly LineageEntry[]): Generator<StoryLine> {
    if (this.#told) return;
    this.#told = true;
    const frame = prompt.filter(({ form, text = '' }) => (form === 'system' || form === 'role') && text.trim() !== '');
    const text = frame.length > 0 ? frame.map((block) => (block.text ?? '').trim()).join('\n') : this.#role;
    if (text !== '') yield { kind: 'told', text };
    if (this.#question !== '') yield { kind: 'heard', text: this.#question };
  }

  #keep(at: Seq, words: Words): void {
    if (words.from === 'arbiter' || !this.#isOwn(words.from)) {
      this.#texts.set(at, { from: words.from, gist: words.gist, body: words.body });
    }
  }

  #isOwn(agent: AgentId): boolean {
    return nameOf(agent) === this.#seat;
  }
}

const heardFrom = ({ from }: Pick<Words, 'from'>, text: string): StoryLine => ({
  kind: 'heard',
  from: from === 'arbiter' ? 'arbiter' : nameOf(from),
  text,
});

const isAddressed = ({ to }: Message, seat: string): boolean =>
  to !== 'all' && to.some((agent) => nameOf(agent) === seat);
