import { expect, test } from 'vitest';
import { recording } from '../inspector/testing/logs.ts';
import { rulerOf } from './ruler-bars.ts';

const events = recording('users-endpoint-rounds.jsonl');
const bars = (path: string): number => path.split('M').length - 1;

test('a bar for each turn, in the row of its seat, and a mark over those that differ', () => {
  const ruler = rulerOf(events, new Set([2, 5]));
  expect(ruler.seats).toEqual(['Frontend', 'Backend', 'Test']);
  expect(ruler.paths.map(bars)).toEqual([3, 3, 3]);
  expect(bars(ruler.differing)).toBe(2);
  expect(ruler.width).toBe(events.length);
  expect(bars(rulerOf(events, new Set()).differing)).toBe(0);
});

test('a run that has only begun has seats and no bars, and nothing has neither', () => {
  const first = rulerOf(events.slice(0, 6), new Set());
  expect(first.paths.map(bars).reduce((total, own) => total + own, 0)).toBe(0);
  expect(rulerOf([], new Set())).toEqual({ seats: [], paths: [], differing: '', width: 1 });
});
