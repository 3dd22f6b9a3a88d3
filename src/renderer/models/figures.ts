/** Figures of models for people. What is no finite number is a dash: no one ever reads "NaN". */
const NOTHING = '–';

/** `98 MB`, `1.2 GB`: powers of a thousand, as disks and downloads are counted. */
export function bytesText(count: number): string {
  if (!isCount(count)) return NOTHING;
  const { value, unit } = scaled(count, ['B', 'KB', 'MB', 'GB', 'TB']);
  return `${value} ${unit}`;
}

export const speedText = (bytesPerSecond: number): string =>
  isCount(bytesPerSecond) && bytesPerSecond > 0 ? `${bytesText(bytesPerSecond)}/s` : NOTHING;

/** "42 s left", "3 min 20 s left"; what nobody can know yet is said so. */
export function timeLeftText(bytesLeft: number, bytesPerSecond: number): string {
  const seconds = Math.ceil(bytesLeft / bytesPerSecond);
  if (!isCount(seconds) || bytesPerSecond <= 0) return 'time left unknown';
  if (seconds < 60) return `${seconds} s left`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s left`;
  const hours = Math.floor(seconds / 3600);
  return hours < 100 ? `${hours} h ${Math.floor((seconds % 3600) / 60)} min left` : 'more than four days left';
}

/** 0 to 100, whole and never rounded up to what is not there yet. */
export const percentOf = (part: number, whole: number): number =>
  isCount(part) && whole > 0 ? Math.min(100, Math.floor((part / whole) * 100)) : 0;

/** `135 M`, `7.2 B` parameters. */
export function parametersText(count: number): string {
  if (!isCount(count)) return NOTHING;
  const { value, unit } = scaled(count, ['', 'thousand', 'M', 'B']);
  return `${value} ${unit}`.trim();
}

/** A whole number with thin groups: `4 096`. */
export const countText = (count: number): string =>
  isCount(count) ? String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/g, '\u202f') : NOTHING;

export type FitWord = { readonly word: 'Fits' | 'Fits barely' | 'Does not fit'; readonly detail: string };

/** The fit of `total` bytes into `free` ones as a word and in numbers; barely is with less than a fifth of the room to spare. */
export function fitWord({ total, free }: { readonly total: number; readonly free: number }): FitWord {
  const figures = `${bytesText(total)} of ${bytesText(free)} free`;
  if (!isCount(total) || !isCount(free) || total > free) {
    const missing = isCount(total - free) ? `; ${bytesText(total - free)} too much` : '';
    return { word: 'Does not fit', detail: `${figures}${missing}` };
  }
  return { word: total > free * 0.8 ? 'Fits barely' : 'Fits', detail: figures };
}

const isCount = (value: number): boolean => value >= 0 && value <= Number.MAX_SAFE_INTEGER;

function scaled(count: number, units: readonly string[]): { readonly value: string; readonly unit: string } {
  let value = count;
  let at = 0;
  // 999.6 would be written as 1000 of its unit.
  while (Math.round(value) >= 1000 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  const tenths = Math.round(value * 10) / 10;
  return { value: at === 0 || value >= 99.95 ? String(Math.round(value)) : String(tenths), unit: units[at] ?? '' };
}
