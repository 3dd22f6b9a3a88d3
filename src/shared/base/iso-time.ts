const ISO = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)$/u;

/**
 * Milliseconds since 1970 of an ISO 8601 moment with a zone; undefined of any other text, one without a zone among them, for nobody knows
 * whose it would be. Without the clock or the zone of this machine. Days by Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
 */
export function millisOfIso(text: string): number | undefined {
  const found = ISO.exec(text);
  if (found === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59)
    return undefined;
  const fraction = Math.trunc(Number(`0.${found[7] ?? '0'}`) * 1000);
  const days = daysSince1970(year, month, day);
  return ((days * 24 + hour) * 60 + minute - offsetOf(found[8] ?? 'Z')) * 60_000 + second * 1000 + fraction;
}

/** The same the other way round, in UTC: `2026-03-05T09:30:00.000Z`. For whole milliseconds of the years 0 to 9999. */
export function isoOfMillis(millis: number): string {
  const days = Math.floor(millis / DAY);
  const rest = millis - days * DAY;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const date = `${padded(year + era * 400 + (month <= 2 ? 1 : 0), 4)}-${padded(month, 2)}-${padded(day, 2)}`;
  const [hour, minute, second] = [rest / 3_600_000, (rest / 60_000) % 60, (rest / 1000) % 60].map(Math.floor);
  return `${date}T${padded(hour ?? 0, 2)}:${padded(minute ?? 0, 2)}:${padded(second ?? 0, 2)}.${padded(rest % 1000, 3)}Z`;
}

const DAY = 86_400_000;

function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Minutes that a zone is ahead of UTC. */
function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number);
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

const padded = (count: number, digits: number): string => String(count).padStart(digits, '0');
