import { expect, test } from 'vitest';
import { pixelOf, timeAxis } from './axis.ts';
import { hitIn, type Aim } from './hit.ts';
import { layoutOf, recording } from './testing/seen.ts';

const own = layoutOf(recording('users-endpoint-free'));
const axis = timeAxis(own.folds);
const now = own.end.at;
const window = { from: 0, span: axis.unit(now), width: 1200 };
const aim = (x: number): Aim => ({ x, axis, window, now });
const xOf = (at: number): number => pixelOf(window, axis.unit(at));

test('every turn is hit in its middle, unless a mark stands there', () => {
  for (const lane of own.lanes) {
    for (const bar of lane.bars) {
      const hit = hitIn(lane, aim((xOf(bar.from.at) + xOf(bar.to?.at ?? now)) / 2));
      expect(hit).toEqual(hit.kind === 'mark' ? hit : { kind: 'bar', bar });
    }
  }
});

test('a mark is hit before the bar that it stands on', () => {
  const lane = own.lanes.find(({ kind, marks }) => kind === 'agent' && marks.length > 0);
  const mark = lane?.marks[0];
  if (lane === undefined || mark === undefined) throw new Error('the recording has a brake');
  expect(hitIn(lane, aim(xOf(mark.at.at) - 3))).toEqual({ kind: 'mark', mark });
});

test('a hair beside a bar still is the bar, and far from all is nothing', () => {
  const lane = own.lanes[1];
  const bar = lane?.bars[0];
  if (lane === undefined || bar === undefined) throw new Error('the recording has turns');
  expect(hitIn(lane, aim(xOf(bar.from.at) - 2))).toEqual({ kind: 'bar', bar });
  expect(hitIn(lane, aim(xOf(bar.from.at) - 9))).toEqual({ kind: 'empty' });
});

test('of a lane with thousands of thin bars the one under the pointer is found', () => {
  const edge = { at: 0, step: 0 };
  const lane = own.lanes[1];
  const one = lane?.bars[0];
  if (lane === undefined || one === undefined) throw new Error('the recording has turns');
  const bars = Array.from({ length: 5000 }, (_, index) => ({
    ...one,
    from: { ...edge, at: index * 1000 },
    to: { ...edge, at: index * 1000 + 900 },
  }));
  const thin = { from: 0, span: 5_000_000, width: 5000 };
  const plain = { ...axis, unit: (raw: number) => raw, back: (unit: number) => unit };
  const hit = hitIn({ ...lane, bars, marks: [] }, { x: 3210.4, axis: plain, window: thin, now });
  expect(hit).toEqual({ kind: 'bar', bar: bars[3210] });
});
