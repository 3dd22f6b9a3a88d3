import type { Output } from '#shared/rpc/methods.ts';
import { counted } from '#shared/base/text.ts';

/** How many turns a retraction marks: each message of an agent is a turn of its own, and one reached in both ways counts once. */
export function reachedTurns({ answered, inFront }: Output<'run.reach'>): number {
  const messages = new Set([...answered, ...inFront].map(({ message }) => message));
  return [...messages].filter((message) => message.startsWith('m')).length;
}

/** What the button does; undefined: not known yet. */
export const retractWords = (turns: number | undefined): string =>
  turns === undefined || turns === 0 ? 'Retract' : `Retract and mark ${counted(turns, 'turn')}`;
