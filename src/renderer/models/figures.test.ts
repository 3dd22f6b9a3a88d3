import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesText, countText, fitWord, parametersText, percentOf, speedText, timeLeftText } from './figures.ts';

test('bytes are told in the unit that needs fewest figures', () => {
  const cases = [0, 999, 1000, 98_362_432, 999_999, 253_113_024, 1_234_567_890, 7.5e12];
  expect(cases.map(bytesText)).toEqual(['0 B', '999 B', '1 KB', '98.4 MB', '1 MB', '253 MB', '1.2 GB', '7.5 TB']);
});

test('speed and time left are said to be unknown where they are', () => {
  expect(speedText(12_300_000)).toBe('12.3 MB/s');
  expect(speedText(0)).toBe('–');
  expect(timeLeftText(50, 10)).toBe('5 s left');
  expect(timeLeftText(2000, 10)).toBe('3 min 20 s left');
  expect(timeLeftText(75_000, 10)).toBe('2 h 5 min left');
  expect(timeLeftText(1e9, 0)).toBe('time left unknown');
  expect(timeLeftText(0, 0)).toBe('time left unknown');
});

test('a share is only whole once all is there', () => {
  expect([percentOf(0, 10), percentOf(999, 1000), percentOf(10, 10), percentOf(5, 0)]).toEqual([0, 99, 100, 0]);
});

test('parameters and counts', () => {
  expect([135e6, 7.24e9, 9500].map(parametersText)).toEqual(['135 M', '7.2 B', '9.5 thousand']);
  expect([8192, 131_072, 512].map(countText)).toEqual(['8\u202f192', '131\u202f072', '512']);
});

test('the fit is a word with its numbers, and barely is said before it fails', () => {
  expect(fitWord({ total: 400e6, free: 3.2e9 })).toEqual({ word: 'Fits', detail: '400 MB of 3.2 GB free' });
  expect(fitWord({ total: 900e6, free: 1e9 }).word).toBe('Fits barely');
  expect(fitWord({ total: 1e9, free: 1e9 }).word).toBe('Fits barely');
  expect(fitWord({ total: 1.5e9, free: 1e9 })).toEqual({
    word: 'Does not fit',
    detail: '1.5 GB of 1 GB free; 500 MB too much',
  });
  expect(fitWord({ total: Number.NaN, free: 1e9 })).toEqual({ word: 'Does not fit', detail: '– of 1 GB free' });
});

test('no figure is ever NaN, undefined or infinite, whatever comes in', () => {
  fc.assert(
    fc.property(fc.double(), fc.double(), (one, other) => {
      const texts = [bytesText(one), speedText(one), timeLeftText(one, other), parametersText(one), countText(one)];
      const said = [...texts, String(percentOf(one, other)), fitWord({ total: one, free: other }).detail].join(' ');
      expect(said).not.toMatch(/NaN|undefined|Infinity|e\+/);
    }),
    { numRuns: 500 },
  );
});
