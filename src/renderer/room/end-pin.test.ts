import { expect, test } from 'vitest';
import { endPin, rowsAtEnd, type EndPin } from './end-pin.ts';

function pinned(): { pin: EndPin; paint: () => void; scrolled: () => number } {
  let waiting: (() => void)[] = [];
  let scrolled = 0;
  const pin = endPin({
    beforePaint(next) {
      waiting.push(next);
      return () => (waiting = waiting.filter((own) => own !== next));
    },
    toEnd: () => (scrolled += 1),
    near: 48,
  });
  const paint = (): void => {
    const due = waiting;
    waiting = [];
    for (const next of due) next();
  };
  return { pin, paint, scrolled: () => scrolled };
}

test('what asks to be at the end scrolls once, and before the next frame, not at once', () => {
  const { pin, paint, scrolled } = pinned();
  for (let count = 0; count < 20; count += 1) pin.ask();
  expect(scrolled()).toBe(0);
  paint();
  expect(scrolled()).toBe(1);
  paint();
  expect(scrolled()).toBe(1);
});

test('one who is shown another place stays there, whatever had asked for the end, until it is asked for again', () => {
  const { pin, paint, scrolled } = pinned();
  pin.ask();
  pin.leave();
  paint();
  expect([pin.isOn, scrolled()]).toEqual([false, 0]);
  pin.ask();
  paint();
  expect([pin.isOn, scrolled()]).toEqual([true, 1]);
});

test('one who goes up between the asking and the frame stays where they are', () => {
  const { pin, paint, scrolled } = pinned();
  pin.moved({ scrollTop: 900, scrollHeight: 1400, clientHeight: 500 });
  pin.ask();
  pin.moved({ scrollTop: 300, scrollHeight: 1400, clientHeight: 500 });
  paint();
  expect([pin.isOn, scrolled()]).toEqual([false, 0]);
});

test('content that grows below moves nobody away from the end, and who comes back to it is there again', () => {
  const { pin } = pinned();
  pin.moved({ scrollTop: 900, scrollHeight: 1400, clientHeight: 500 });
  pin.moved({ scrollTop: 900, scrollHeight: 2400, clientHeight: 500 });
  expect(pin.isOn).toBe(true);
  pin.moved({ scrollTop: 880, scrollHeight: 2400, clientHeight: 500 });
  expect(pin.isOn).toBe(false);
  pin.moved({ scrollTop: 1860, scrollHeight: 2400, clientHeight: 500 });
  expect(pin.isOn).toBe(true);
});

test('rows that turn out shorter and then longer than they were taken for move nobody away', () => {
  const { pin } = pinned();
  pin.moved({ scrollTop: 900, scrollHeight: 1400, clientHeight: 500 });
  pin.moved({ scrollTop: 850, scrollHeight: 1440, clientHeight: 500 });
  expect(pin.isOn).toBe(true);
  pin.moved({ scrollTop: 800, scrollHeight: 1440, clientHeight: 500 });
  expect(pin.isOn).toBe(false);
});

test('a pin that is gone scrolls no more', () => {
  const { pin, paint, scrolled } = pinned();
  pin.ask();
  pin.dispose();
  paint();
  expect(scrolled()).toBe(0);
});

test('the rows at the end fill what is seen, with some more above and none below', () => {
  const sizes = [30, 100, 30, 100, 30, 100];
  const rows = (height: number, overscan: number): number[] =>
    rowsAtEnd({ count: sizes.length, overscan, height, sizeOf: (index) => sizes[index] ?? 0 });
  expect(rows(120, 0)).toEqual([4, 5]);
  expect(rows(131, 0)).toEqual([3, 4, 5]);
  expect(rows(120, 1)).toEqual([3, 4, 5]);
  expect(rows(10_000, 5)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(rowsAtEnd({ count: 0, overscan: 5, height: 500, sizeOf: () => 72 })).toEqual([]);
});
