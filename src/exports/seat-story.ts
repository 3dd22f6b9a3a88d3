import { IntColumn } from '#shared/base/int-column.ts';
import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import { nameOf, seq as seqOf, type MessageId, type Seq, type TurnId } from '#shared/events/ids.ts';
import { sightTable } from '#shared/events/visibility.ts';
import type { EventData, LineageEntry, Sender } from '#shared/events/vocabulary.ts';
import { wordsIn, type EventLog } from './event-log.ts';

/** One thing in a seat's own order: what it was told, what it heard from whom, what it said. */
export type StoryLine = {
  readonly kind: 'told' | 'heard' | 'said';
  /** Of what was heard: the seat, or `arbiter`; absent for the question. */
  readonly from?: string;
  readonly text: string;
};

export type SeatStories = {
  /** Every name of the setup in its order. */
  readonly seats: readonly string[];
  /** The seats that said something, in that order. */
  readonly speaking: readonly SeatStory[];
};

export interface SeatStory {
  readonly seat: string;
  /** Texts are read from the log as they are told. */
  lines(): Iterable<StoryLine>;
}

/**
 * A run as each seat lived it: its role, the question, and then, turn by turn, the messages that newly stood in its prompt, in the form in
 * which they stood there, and what it said itself. What it never had in front is not in it. Where no prompts were recorded (a log from
 * another program) all that was public before stands in for them. All seats in one pass, which keeps where the texts stand and no text.
 */
export function seatStories(log: EventLog): SeatStories {
  const cast = new Cast();
  for (const event of log) cast.take(event);
  const words = wordsIn(log);
  const { seats } = cast;
  return {
    seats: seats.map(({ seat }) => seat),
    speaking: seats
      .filter(({ spoke }) => spoke)
      .map((story) => ({ seat: story.seat, lines: () => told(story, words, cast.writers) })),
  };
}

function* told(
  { opening, heard, seat }: Story,
  words: ReturnType<typeof wordsIn>,
  writers: Writers,
): Generator<StoryLine> {
  yield* opening;
  for (let place = 0; place < heard.length; place += 1) {
    const { source, isGist } = unpacked(heard.at(place));
    const { gist, body } = words(source);
    const from = writers.of(source);
    if (from === seat) yield { kind: 'said', text: body };
    else yield { kind: 'heard', from, text: isGist ? gist : body };
  }
}

/** An event that holds words and whether they stood as a gist, in one number. */
const packed = (source: Seq, isGist: boolean): number => source * 2 + Number(isGist);
const unpacked = (number: number) => ({ source: seqOf(number >>> 1), isGist: number % 2 === 1 });

type Message = EventData<'v1.message.sent'>;

class Cast {
  seats: readonly Story[] = [];
  readonly writers = new Writers();
  #named: ReadonlyMap<string, Story> = new Map();

  take(event: AnyEvent): void {
    switch (event.type) {
      case 'v1.run.created':
        this.seats = event.data.setup.seats.map(({ name }) => new Story(name, event));
        this.#named = new Map(this.seats.map((story) => [story.seat, story]));
        break;
      case 'v1.turn.started':
        this.#named.get(nameOf(event.data.agent))?.began(event.data);
        break;
      case 'v1.turn.ended':
        this.#named.get(nameOf(event.data.agent))?.ended(event.data);
        break;
      case 'v1.message.edited': {
        const from = this.writers.edited(event);
        if (from !== undefined) for (const story of this.seats) story.reworded(event.seq, from);
        break;
      }
      case 'v1.message.sent':
      case 'v1.message.held': {
        const from = this.writers.wrote(event);
        for (const story of this.seats) story.written(event, from);
        break;
      }
      default:
    }
  }
}

/** Who wrote what an event holds, by name; `arbiter` is one. */
class Writers {
  readonly #names: string[] = [];
  readonly #numbers = new Map<string, number>();
  /** By position: the number of the name, and 0 for an event without words. */
  readonly #bySource = new IntColumn();
  readonly #byMessage = new Map<MessageId, number>();

  of(source: Seq): string {
    return this.#names[this.#bySource.at(source) - 1] ?? '';
  }

  wrote({ seq, data }: EventOf<'v1.message.sent'> | EventOf<'v1.message.held'>): string {
    const name = nameIn(data.from);
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#names.push(name);
      this.#numbers.set(name, number);
    }
    this.#bySource.set(seq, number);
    this.#byMessage.set(data.message, number);
    return name;
  }

  edited({ seq, data }: EventOf<'v1.message.edited'>): string | undefined {
    const number = this.#byMessage.get(data.message);
    if (number === undefined) return undefined;
    this.#bySource.set(seq, number);
    return this.#names[number - 1];
  }
}

class Story {
  readonly seat: string;
  /** What it was told before all else; made once, by what it read or said first. */
  opening: readonly StoryLine[] = [];
  readonly heard = new IntColumn();
  spoke = false;
  readonly #prompts = new Map<TurnId, readonly LineageEntry[]>();
  /** Events whose words may still come before this seat; those that did as gists. */
  readonly #waiting = new Set<Seq>();
  readonly #asGist = new Set<Seq>();
  readonly #hidden: ReadonlySet<string>;
  readonly #role: string;
  readonly #question: string;
  readonly #unrecorded: boolean;
  #opened = false;

  constructor(seat: string, { data: { setup, imported } }: EventOf<'v1.run.created'>) {
    this.seat = seat;
    const at = setup.seats.findIndex(({ name }) => name === seat);
    const row = sightTable(setup)[at] ?? [];
    this.#hidden = new Set(setup.seats.filter((_, of) => row[of] === 'none').map(({ name }) => name));
    this.#role = imported?.missing.includes('roles') === true ? '' : (setup.seats[at]?.role ?? '');
    this.#question = imported?.missing.includes('question') === true ? '' : setup.question;
    this.#unrecorded = imported?.missing.includes('lineage') === true;
  }

  began({ turn, lineage }: EventData<'v1.turn.started'>): void {
    this.#prompts.set(turn, lineage);
  }

  ended({ turn, decision, speech }: EventData<'v1.turn.ended'>): void {
    const prompt = [...(this.#prompts.get(turn) ?? []), ...(decision.lineage ?? []), ...(speech?.lineage ?? [])];
    this.#prompts.delete(turn);
    this.#open(prompt);
    for (const { source, form } of prompt) {
      if (source === undefined || (form !== 'full' && form !== 'gist' && form !== 'private')) continue;
      const isGist = form === 'gist';
      // What was read whole is not read again; what was a gist may be read whole later.
      if (!this.#waiting.has(source) || (isGist && this.#asGist.has(source))) continue;
      if (isGist) this.#asGist.add(source);
      else {
        this.#waiting.delete(source);
        this.#asGist.delete(source);
      }
      this.heard.push(packed(source, isGist));
    }
  }

  written({ seq, data }: { readonly seq: Seq; readonly data: Message }, from: string): void {
    const isOwn = from === this.seat && data.from !== 'arbiter';
    if (isOwn || this.#unrecorded) {
      this.spoke ||= isOwn;
      this.#open([]);
      this.heard.push(packed(seq, false));
    } else if (!this.#hidden.has(from) || data.from === 'arbiter' || isAddressed(data, this.seat)) {
      this.#waiting.add(seq);
    }
  }

  /** Other words of a message may come before it too, whoever sees its writer. */
  reworded(source: Seq, from: string): void {
    if (from !== this.seat) this.#waiting.add(source);
  }

  /** Once, before all else: what the first prompt said about this seat, else what the setup does; then the question. */
  #open(prompt: readonly LineageEntry[]): void {
    if (this.#opened) return;
    this.#opened = true;
    const frame = prompt.filter(({ form, text = '' }) => (form === 'system' || form === 'role') && text.trim() !== '');
    const text = frame.length > 0 ? frame.map((block) => (block.text ?? '').trim()).join('\n') : this.#role;
    this.opening = [
      ...(text === '' ? [] : [{ kind: 'told', text } as const]),
      ...(this.#question === '' ? [] : [{ kind: 'heard', text: this.#question } as const]),
    ];
  }
}

const nameIn = (sender: Sender): string => (sender === 'arbiter' ? sender : nameOf(sender));

const isAddressed = ({ to }: Message, seat: string): boolean =>
  to !== 'all' && to.some((agent) => nameOf(agent) === seat);
