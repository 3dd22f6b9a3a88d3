import { counted } from '#shared/base/text.ts';
import type { RunRow } from '#shared/rpc/methods.ts';
import { endWords } from '../ui/end-words.ts';
import { dayOf } from './day.ts';
import { importedWords } from './imported-words.ts';

/** How a run stands, in words: `going on · 3 seats · 7 turns`, `decided by vote · 5 seats · 21 turns`; `brief`: without its size. */
export function outcomeWords(
  { state, reason, seats, turns, imported }: Pick<RunRow, 'state' | 'reason' | 'seats' | 'turns' | 'imported'>,
  { brief = false }: { readonly brief?: boolean } = {},
): string {
  const ended = imported === undefined || reason !== undefined ? [endWords(reason)] : [];
  const outcome = [
    ...(imported === undefined ? [] : [importedWords(imported)]),
    ...(state === 'ended' ? ended : [STATES[state]]),
  ];
  const size = [
    counted(seats.length, 'seat'),
    ...(imported?.missing.includes('lineage') === true ? [] : [counted(turns, 'turn')]),
  ];
  return [...outcome, ...(brief ? [] : size)].join(' · ');
}

const STATES: Readonly<Record<Exclude<RunRow['state'], 'ended'>, string>> = {
  running: 'going on',
  paused: 'paused',
  interrupted: 'interrupted, can be resumed',
};

export type Group = { readonly words: string; readonly runs: readonly RunRow[] };

/**
 * The runs as a list reads: what goes on, what was pinned, what is of today, the rest, the recordings. Empty groups are left out; `today` is
 * written as `dayOf` does. A sweep that went on past midnight is of the day on which it ended.
 */
export function grouped(runs: readonly RunRow[], today: string): readonly Group[] {
  const isOfToday = ({ startedAt }: RunRow): boolean => dayOf(new Date(startedAt)) === today;
  const sweeps = new Set(runs.filter(isOfToday).flatMap(({ sweep }) => sweep?.sweep ?? []));
  const of = (run: RunRow): string => {
    if (run.source === 'recording') return 'Recordings';
    if (run.state === 'running' || run.state === 'paused') return 'Live';
    if (run.pinned) return 'Pinned';
    return isOfToday(run) || sweeps.has(run.sweep?.sweep ?? '') ? 'Today' : 'Earlier';
  };
  return ['Live', 'Pinned', 'Today', 'Earlier', 'Recordings'].flatMap((words) => {
    const own = runs.filter((run) => of(run) === words);
    return own.length === 0 ? [] : [{ words, runs: own }];
  });
}
