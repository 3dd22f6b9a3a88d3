import type { AnyEvent, EventOf } from '../events/event.ts';
import type { TurnId } from '../events/ids.ts';
import type { LineageEntry } from '../events/vocabulary.ts';
import { Dict } from './dict.ts';

/** Turns that have started and neither ended nor been abandoned: what other folds need to know of them when they end. */
export type OpenTurns = Dict<TurnId, EventOf<'v1.turn.started'>>;

export const NO_OPEN_TURNS: OpenTurns = Dict.empty();

/** A block of a prompt and the stage that put it there; `prompt` is the ground and tail that all stages stand on. */
export type Block = LineageEntry & { readonly stage: 'prompt' | 'decide' | 'speak' };

/** The turns still open after `event`; an event about no turn leaves the very same value. */
export function trackTurns(open: OpenTurns, event: AnyEvent): OpenTurns {
  if (event.type === 'v1.turn.started') return open.with(event.data.turn, event);
  if (event.type !== 'v1.turn.ended' && event.type !== 'v1.turn.abandoned') return open;
  return open.get(event.data.turn)?.data.attempt === event.data.attempt ? open.without(event.data.turn) : open;
}

/** All that stood before the model in a turn that has ended, in the order in which it was written. */
export function promptOf(open: OpenTurns, ended: EventOf<'v1.turn.ended'>): readonly Block[] {
  const started = open.get(ended.data.turn);
  const prompt = started?.data.attempt === ended.data.attempt ? started.data.lineage : [];
  return [
    ...prompt.map((entry): Block => ({ ...entry, stage: 'prompt' })),
    ...(ended.data.decision.lineage ?? []).map((entry): Block => ({ ...entry, stage: 'decide' })),
    ...(ended.data.speech?.lineage ?? []).map((entry): Block => ({ ...entry, stage: 'speak' })),
  ];
}

/** Whether a block holds the text of its source; a menu, a presence line or a notice only speaks of it. */
export const holdsText = (entry: LineageEntry): boolean =>
  entry.source !== undefined && (entry.form === 'full' || entry.form === 'gist' || entry.form === 'private');
