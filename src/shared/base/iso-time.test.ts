import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isoOfMillis, millisOfIso } from './iso-time.ts';

test('a moment is read and written as the platform does it', () => {
  const moment = fc.date({
    min: new Date('1600-01-01T00:00:00Z'),
    max: new Date('9999-12-31T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(moment, fc.integer({ min: -839, max: 839 }), (date, zone) => {
      expect(isoOfMillis(date.getTime())).toBe(date.toISOString());
      expect(millisOfIso(date.toISOString())).toBe(date.getTime());
      const hours = String(Math.floor(Math.abs(zone) / 60)).padStart(2, '0');
      const there = `${date.toISOString().slice(0, -1)}${zone < 0 ? '-' : '+'}${hours}:${String(Math.abs(zone) % 60).padStart(2, '0')}`;
      expect(millisOfIso(there)).toBe(Date.parse(there));
    }),
  );
});

test.each(['2026-03-05', '2026-03-05T09:30:00', '2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', 'March 5, 2026', ''])(
  '%s is no moment by itself',
  (text) => {
    expect(millisOfIso(text)).toBe(undefined);
  },
);
