import { counted } from '#shared/base/text.ts';

const SECOND = 1_000_000;

/** A time on the ruler, as fine as its step: `0s`, `2.5s`, `1:20`, `1:02:03`. Microseconds. */
export function shortClock(at: number, step: number): string {
  if (at < 60 * SECOND) return `${(at / SECOND).toFixed(step < 100_000 ? 2 : step < SECOND ? 1 : 0)}s`;
  const seconds = Math.floor(at / SECOND);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = `${seconds % 60}`.padStart(2, '0');
  const fine = step < SECOND ? `.${Math.round((at % SECOND) / 100_000) % 10}` : '';
  return hours === 0 ? `${minutes}:${rest}${fine}` : `${hours}:${`${minutes}`.padStart(2, '0')}:${rest}${fine}`;
}

/** A length of time for people: `0.4 s`, `12 s`, `3 min 5 s`, `2 h 4 min`. */
export function lengthInWords(length: number): string {
  const seconds = length / SECOND;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor(whole / 60) % 60} min`;
}

/** A position for the ear: `58.4 seconds`, `3 minutes 5 seconds`. */
export function timeInWords(at: number): string {
  const seconds = at / SECOND;
  if (seconds < 60) return `${seconds.toFixed(1)} seconds`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const fine = [counted(minutes, 'minute'), counted(whole % 60, 'second')];
  return (hours === 0 ? fine : [counted(hours, 'hour'), ...fine]).join(' ');
}

/** `Ada`, `Ada and Ben`, `Ada, Ben and Cleo`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
