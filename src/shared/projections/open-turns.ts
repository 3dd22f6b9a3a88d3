import type { AnyEvent, EventOf } from '../events/event.ts';
import type { TurnId } from '../events/ids.ts';
import type { LineageEntry } from '../events/vocabulary.ts';
import { Dict } from './dict.ts';

/** Turns that have started and neither ended nor been abandoned: what other folds need to know of them when they end. */
export type OpenTurns = Dict<TurnId, EventOf<'v1.turn.started'>>;

export const NO_OPEN_TURNS: OpenTurns = Dict.empty();

/** Who put a part of a prompt there; `prompt` is the ground and tail that all stages stand on. */
export type Stage = 'prompt' | 'decide' | 'speak';

/** A block of a prompt and the stage that put it there. */
export type Block = LineageEntry & { readonly stage: Stage };

/** All that stood before the model in a turn, stage by stage and in the order in which it was written: the very lists of the events. */
export type Prompt = Readonly<Record<Stage, readonly LineageEntry[]>>;

/** The turns still open after `event`; an event about no turn leaves the very same value. */
export function trackTurns(open: OpenTurns, event: AnyEvent): OpenTurns {
  if (event.type === 'v1.turn.started') return open.with(event.data.turn, event);
  if (event.type !== 'v1.turn.ended' && event.type !== 'v1.turn.abandoned') return open;
  return open.get(event.data.turn)?.data.attempt === event.data.attempt ? open.without(event.data.turn) : open;
}

const NOTHING: Prompt['prompt'] = [];

/** The prompt of a turn that has ended; `open` is what was open before it did. */
export function promptOf(open: OpenTurns, { data }: EventOf<'v1.turn.ended'>): Prompt {
  const started = open.get(data.turn)?.data;
  return {
    prompt: started?.attempt === data.attempt ? started.lineage : NOTHING,
    decide: data.decision.lineage ?? NOTHING,
    speak: data.speech?.lineage ?? NOTHING,
  };
}

export const STAGES: readonly Stage[] = ['prompt', 'decide', 'speak'];

export const blocksIn = (prompt: Prompt): readonly Block[] =>
  STAGES.flatMap((stage) => prompt[stage].map((entry): Block => ({ ...entry, stage })));

/** Whether a block holds the text of its source; a menu, a presence line or a notice only speaks of it. */
export const holdsText = (entry: LineageEntry): boolean =>
  entry.source !== undefined && (entry.form === 'full' || entry.form === 'gist' || entry.form === 'private');
