import { IntColumn } from '../base/int-column.ts';
import type { AnyEvent } from '../events/event.ts';
import type { MessageId, Seq, TurnId } from '../events/ids.ts';
import { cost, type Cost } from './cost.ts';
import { emptyRun, foldRun } from './fold-run.ts';
import { List } from './list.ts';
import { note, nothingNoted, type Noted } from './minutes-log.ts';
import { holdsText, NO_OPEN_TURNS, promptOf, STAGES, trackTurns, type OpenTurns, type Prompt } from './open-turns.ts';
import type { Owned, RunView } from './run.ts';
import { forgetPrompt } from './run-turns.ts';
import type { Links } from './taint.ts';
import { messagesIn, type Written } from './texts.ts';
import { NOTHING_TRACKED } from './tracked.ts';

/**
 * What minutes need of a log and no more: who said what to whom and in which event, the board, and which events stood in which prompt, in
 * a few bytes each. No text is kept, and nothing of a turn that is over but its sums.
 */
export class MinutesMemory {
  readonly noted: Noted = nothingNoted();
  /** Committed turns. */
  turns = 0;
  #view = emptyRun();
  #spent = cost.initial();
  #open: OpenTurns = NO_OPEN_TURNS;
  readonly #writers = new Writers();
  readonly #prompts = new Prompts();

  /** Its messages have neither gist nor body. */
  get view(): RunView {
    return this.#view;
  }

  /** Without the single turns. */
  get spent(): Cost {
    return this.#spent;
  }

  take(event: AnyEvent): void {
    this.#view = foldRun(this.#view, withoutWords(event));
    if (event.type === 'v1.turn.ended') {
      const prompt = promptOf(this.#open, event);
      const inFront = messagesIn({ bySource: this.#writers }, prompt);
      const told = { event, tracked: NOTHING_TRACKED, published: undefined, prompt, inFront };
      this.#spent = { ...cost.step(this.#spent, told), turns: List.empty() };
      this.turns += 1;
      this.#prompts.add(event.data.turn, prompt);
    }
    this.#open = trackTurns(this.#open, event);
    if (event.type === 'v1.turn.ended' || event.type === 'v1.turn.abandoned') {
      forgetPrompt(this.#view as Owned, event.data.turn);
    }
    this.#writers.take(event);
    note(this.noted, event);
  }

  /** Who wrote a message, also one that never became public. */
  readonly writerOf = (message: MessageId): Written['from'] | undefined => this.#writers.of(message);

  /** How the messages hang together as of now. */
  links(): Links {
    const { messages } = this.#view;
    const places = new Map(messages.map(({ message }, place) => [message, place]));
    const placeOf = (message: MessageId | undefined): number | undefined =>
      message === undefined ? undefined : places.get(message);
    const bySource = new IntColumn();
    for (const [place, { source, earlier = [] }] of messages.entries()) {
      for (const words of [source, ...earlier]) bySource.set(words, place + 1);
    }
    return {
      messages,
      placeOf,
      answersTo: (place) => placeOf(messages[place]?.inReplyTo),
      isInFront: (place, test) =>
        this.#prompts.some(messages[place]?.turn, (source) => {
          const words = bySource.at(source);
          return words > 0 && test(words - 1);
        }),
    };
  }
}

/** The events whose words stood in the prompts of committed turns. */
class Prompts {
  readonly #sources = new IntColumn();
  /** Where the sources of a turn begin, after one that says how many they are. */
  readonly #byTurn = new Map<TurnId, number>();

  add(turn: TurnId, prompt: Prompt): void {
    const head = this.#sources.length;
    this.#sources.push(0);
    for (const stage of STAGES)
      for (const block of prompt[stage])
        if (block.source !== undefined && holdsText(block)) this.#sources.push(block.source);
    this.#sources.set(head, this.#sources.length - head - 1);
    this.#byTurn.set(turn, head);
  }

  some(turn: TurnId | undefined, test: (source: number) => boolean): boolean {
    const head = turn === undefined ? undefined : this.#byTurn.get(turn);
    if (head === undefined) return false;
    const end = head + this.#sources.at(head);
    for (let at = head + 1; at <= end; at += 1) if (test(this.#sources.at(at))) return true;
    return false;
  }
}

/** Whose words an event holds; see `Texts`, which shares what it keeps with its past and takes more for it. */
class Writers {
  readonly #written: Written[] = [];
  readonly #numbers = new Map<MessageId, number>();
  readonly #bySource = new IntColumn();

  get(source: Seq): Written | undefined {
    return this.#written[this.#bySource.at(source) - 1];
  }

  of(message: MessageId): Written['from'] | undefined {
    return this.#written[(this.#numbers.get(message) ?? 0) - 1]?.from;
  }

  take(event: AnyEvent): void {
    switch (event.type) {
      case 'v1.message.sent':
      case 'v1.message.held': {
        const { message, from } = event.data;
        const number = this.#written.push({ message, from });
        this.#numbers.set(message, number);
        this.#bySource.set(event.seq, number);
        break;
      }
      case 'v1.message.edited':
        this.#bySource.set(event.seq, this.#numbers.get(event.data.message) ?? 0);
        break;
      default:
    }
  }
}

function withoutWords(event: AnyEvent): AnyEvent {
  switch (event.type) {
    case 'v1.message.sent':
      return { ...event, data: { ...event.data, gist: '', body: '' } };
    case 'v1.message.held':
      return { ...event, data: { ...event.data, gist: '', body: '' } };
    case 'v1.message.edited':
      return { ...event, data: { ...event.data, gist: '', body: '' } };
    default:
      return event;
  }
}
