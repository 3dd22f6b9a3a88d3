/** The day of a time where this machine is: `2026-03-05`. */
export const dayOf = (time: Date): string =>
  [time.getFullYear(), twoDigits(time.getMonth() + 1), twoDigits(time.getDate())].join('-');

/** A time where this machine is, as lists show it: `today 14:05`, else `5 Mar, 14:05`, with the year where it is another. */
export function timeWords(time: Date, today: string): string {
  if (Number.isNaN(time.getTime())) return '';
  const clock = `${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}`;
  if (dayOf(time) === today) return `today ${clock}`;
  const year = `${time.getFullYear()}`;
  return `${time.getDate()} ${MONTHS[time.getMonth()] ?? ''}${today.startsWith(year) ? '' : ` ${year}`}, ${clock}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const twoDigits = (count: number): string => `${count}`.padStart(2, '0');
