import type { Act } from '#shared/events/setup.ts';
import { activeAgents, type MessageView, type RunView, type TurnView } from '#shared/projections/run.ts';

/** A turn that was committed, with what it said; a pass has no message. */
export type RecentTurn = { readonly turn: TurnView; readonly message: MessageView | undefined };

/** Acts that change the board whatever their words are; a refusal changes nothing. */
const BOARD_ACTS: ReadonlySet<Act> = new Set<Act>(['agree', 'vote', 'withdraw', 'claim', 'done']);

/** Whether a message got somewhere by its act alone: "I agree" on a proposal is a step, said into the air it is a courtesy. */
export const changesBoard = (view: RunView, { act, message }: MessageView): boolean =>
  BOARD_ACTS.has(act) && !view.board.refused.some((refused) => refused.message === message);

/** How many turns are one round of the agents that are there; one agent alone still has a second turn to say more. */
export const roundOf = (view: RunView): number => Math.max(2, activeAgents(view).length);

/**
 * The last `count` ordinary turns that came to an end since the arbiter last spoke or a fork changed something, newest first; fewer where there were fewer.
 * A turn that asked to read, or whose message is held or was taken back, is neither progress nor a lack of it and is left out.
 */
export function recentTurns(view: RunView, count: number): readonly RecentTurn[] {
  const spoke = view.messages.findLast((message) => message.from === 'arbiter')?.seq ?? 0;
  const since = Math.max(spoke, changedAt(view));
  const recent: RecentTurn[] = [];
  for (let index = view.turns.length - 1; index >= 0 && recent.length < count; index -= 1) {
    const turn = view.turns[index];
    if (turn === undefined || turn.purpose !== undefined) continue;
    if (turn.startedAt < since) break;
    if (turn.state === 'passed') recent.push({ turn, message: undefined });
    if (turn.state !== 'spoke') continue;
    const message = view.messages.findLast((other) => other.turn === turn.turn);
    if (message !== undefined && !message.retracted) recent.push({ turn, message });
  }
  return recent;
}

/** Where a fork changed something, as an arbiter's word does; one that changed nothing is the same talk as before. */
export const changedAt = ({ forked }: RunView): number =>
  forked?.data.kind === 'fork' && forked.data.changes.length > 0 ? forked.seq : 0;

/** Where the last word was said that is not a last word before the end: whatever is older than that has been heard since. */
export const lastWordAt = (view: RunView): number => lastWord(view, () => true);

/** The same, ballots aside: who votes does not talk on. */
export const lastTalkAt = (view: RunView): number => lastWord(view, ({ act }) => act !== 'vote');

function lastWord(view: RunView, counts: (message: MessageView) => boolean): number {
  const isOrdinary = ({ turn }: MessageView): boolean =>
    turn === undefined || view.turns[turn - 1]?.purpose === undefined;
  return view.messages.findLast((message) => isOrdinary(message) && counts(message))?.seq ?? 0;
}

/**
 * Whether the newest change to the turns is an end and not a start: once new turns were started after it, what it brought has been
 * looked at.
 */
export function endedLast(view: RunView): boolean {
  let newest: TurnView | undefined;
  for (const turn of view.turns) if (newest === undefined || turn.changedAt > newest.changedAt) newest = turn;
  return newest !== undefined && newest.state !== 'open';
}

/** `Ada`, `Ada and Ben`, `Ada, Ben and Cleo`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
