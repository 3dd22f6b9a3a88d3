import type { AnyEvent } from '#shared/events/event.ts';
import type { MessageId, Seq } from '#shared/events/ids.ts';
import { lifeReader, type Held, type LifeReader, type MessageLife } from '#shared/projections/message-life.ts';
import type { LogIndex } from '../state/log-index.ts';
import type { Job } from './slices.ts';

/** A life that is being read: it goes on where it left off when the log has grown. */
export type LifeReading = { readonly message: MessageId; readonly reader: LifeReader; taken: number };

export const readingOf = (message: MessageId): LifeReading => ({ message, reader: lifeReader(message), taken: 0 });

/** Reads to the end of `events`, which may have grown since the last time and otherwise are the same. */
export function* lifeSteps(
  reading: LifeReading,
  events: readonly AnyEvent[],
): Generator<undefined, MessageLife | undefined, undefined> {
  for (let event = events[reading.taken]; event !== undefined; event = events[reading.taken]) {
    reading.reader.take(event);
    reading.taken += 1;
    yield undefined;
  }
  return reading.reader.life();
}

export type LifeJob = Job<MessageLife | undefined>;

/**
 * A life as it was at `head`, out of the life over the whole log: nothing that happens later changes what was told before, so a playhead that
 * moves reads no event again. Undefined where the message did not exist yet.
 */
export function lifeAt(life: MessageLife, log: LogIndex, head: Seq): MessageLife | undefined {
  const steps = life.steps.filter(({ seq }) => seq <= head);
  if (steps.length === 0) return undefined;
  return { ...life, steps, held: life.held.flatMap((own) => heldAt(own, log, head)) };
}

/** What a stage put in front of a turn, and what came of the turn, is known where it ends. */
function heldAt(held: Held, log: LogIndex, head: Seq): readonly Held[] {
  const { turn, attempt } = held;
  const known = log.turn(turn);
  const startedAt = known?.started.find(({ data }) => data.attempt === attempt)?.seq ?? 0;
  if (startedAt > head) return [];
  const over = [known?.ended, ...(known?.abandoned ?? [])].find((event) => event?.data.attempt === attempt);
  if (over !== undefined && over.seq <= head) return [held];
  const blocks = held.blocks.filter(({ stage }) => stage === 'prompt');
  return blocks.length === 0 ? [] : [{ ...held, blocks, outcome: 'open' }];
}
