import { IntColumn } from '#shared/base/int-column.ts';
import type { EventOf } from '#shared/events/event.ts';
import { seq as seqOf, turnId, type MessageId, type Seq, type TurnId } from '#shared/events/ids.ts';

/** Of each event that holds words: where its message was first written, and the turn that wrote it. A few bytes an event. */
export class Sources {
  readonly #first = new IntColumn();
  readonly #turns = new IntColumn();
  /** Of turns that were written in another attempt than the first. */
  readonly #attempts = new Map<Seq, number>();
  readonly #byMessage = new Map<MessageId, Seq>();

  written(
    { seq, data }: EventOf<'v1.message.sent'> | EventOf<'v1.message.held'>,
    attempts: ReadonlyMap<TurnId, number>,
  ): void {
    this.#first.set(seq, seq);
    this.#turns.set(seq, data.turn ?? 0);
    const attempt = data.turn === undefined ? undefined : attempts.get(data.turn);
    if (attempt !== undefined) this.#attempts.set(seq, attempt);
    this.#byMessage.set(data.message, seq);
  }

  edited({ seq, data }: EventOf<'v1.message.edited'>): void {
    this.#first.set(seq, this.#byMessage.get(data.message) ?? seq);
  }

  firstOf(source: Seq): Seq | undefined {
    const first = this.#first.at(source);
    return first === 0 ? undefined : seqOf(first);
  }

  turnOf(source: Seq): { readonly turn: TurnId; readonly attempt: number } | undefined {
    const first = this.#first.at(source);
    const turn = this.#turns.at(first);
    return turn === 0 ? undefined : { turn: turnId(turn), attempt: this.#attempts.get(seqOf(first)) ?? 1 };
  }
}
