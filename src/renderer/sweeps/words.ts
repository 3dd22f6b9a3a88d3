import type { SweepCellRow, SweepListRow, SweepTableRow } from '#shared/rpc/sweep-methods.ts';

/** A sweep's state in words. */
export const STATE_WORDS: Readonly<Record<SweepListRow['state'], string>> = {
  running: 'going on',
  stopped: 'stopped',
  interrupted: 'broken off: the program that ran it ended',
  done: 'done',
};

/** A run's state in words. */
export const CELL_WORDS: Readonly<Record<SweepCellRow['state'], string>> = {
  waiting: 'waits',
  running: 'runs now',
  done: 'done',
  failed: 'failed',
  stopped: 'stopped in the middle',
};

/** "42 s", "3 min 20 s", "2 h 5 min", of seconds. */
export function durationWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** What is left, of microseconds; nobody knows it before a run is over. */
export const leftWords = (left: number | undefined): string =>
  left === undefined ? 'time left not known yet' : `about ${durationWords(left / 1e6)} left`;

export type Figure = NonNullable<SweepTableRow['tokens']>;

/** How a figure is written: a share in per cent, a count, or tenths. */
export type FigureKind = 'share' | 'count' | 'tenths';

/** A figure and behind it what it is worth: its 95 % interval, where there is one, and its n. */
export function figureWords(
  { n, mean, low, high }: Figure,
  kind: FigureKind,
): { readonly mean: string; readonly worth: string } {
  const unit = kind === 'share' ? ' %' : '';
  const written = (value: number): string => WRITTEN[kind](value);
  const range = low === undefined || high === undefined ? '' : `${written(low)} to ${written(high)}${unit}, `;
  return { mean: `${written(mean)}${unit}`, worth: `${range}n ${n}` };
}

const WRITTEN: Readonly<Record<FigureKind, (value: number) => string>> = {
  share: (value) => (value * 100).toFixed(0),
  count: (value) => withoutSign(Math.round(value).toLocaleString('en')),
  tenths: (value) => withoutSign(value.toFixed(1)),
};

/** Nothing is nothing: what is rounded to it has no sign. */
const withoutSign = (written: string): string => written.replace(/^-(?=[0.]+$)/u, '');

/** What a run that is over came to, in a few words. */
export function resultWords({ result }: SweepCellRow): string {
  if (result === undefined) return '';
  const { expect, decided, tokens, time, modelsVote = [] } = result;
  const yes = modelsVote.filter((vote) => vote.yes).length;
  return [
    ...(expect === undefined ? [] : [expect.why ?? (expect.met ? 'as expected' : 'not as expected')]),
    decided ? 'decided' : 'nothing decided',
    ...(modelsVote.length === 0 ? [] : [`${yes} of ${modelsVote.length} models voted good`]),
    `${tokens.toLocaleString('en')} tokens`,
    time < 10e6 ? `${(time / 1e6).toFixed(1)} s` : durationWords(time / 1e6),
  ].join(' · ');
}
