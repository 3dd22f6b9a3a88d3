/** A time as people write it: one or more of `2h`, `10m`, `90s`, `500ms`, `250us`, largest first or not, in microseconds; undefined where it is none. */
export function parseTimeSpan(text: string): number | undefined {
  const compact = text.trim().toLowerCase();
  if (!/^(?:\d{1,15}(?:\.\d{1,6})?(?:h|ms|us|m|s))+$/u.test(compact)) return undefined;
  const parts = compact.matchAll(/(\d+(?:\.\d+)?)(h|ms|us|m|s)/gu);
  let total = 0;
  for (const [, count, unit] of parts) total += Number(count) * (MICROS[unit ?? ''] ?? 0);
  const whole = Math.round(total);
  return Number.isSafeInteger(whole) ? whole : undefined;
}

/** Microseconds as `parseTimeSpan` reads them back exactly: the largest unit that divides them. */
export function writeTimeSpan(micros: number): string {
  const unit = ['h', 'm', 's', 'ms'].find((name) => micros % (MICROS[name] ?? 1) === 0) ?? 'us';
  return `${micros / (MICROS[unit] ?? 1)}${unit}`;
}

const MICROS: Readonly<Record<string, number>> = {
  h: 3_600_000_000,
  m: 60_000_000,
  s: 1_000_000,
  ms: 1_000,
  us: 1,
};
