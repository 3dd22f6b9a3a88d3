import { expect, test } from 'vitest';
import { addressIn } from './window-address.ts';

function barOf(hash: string) {
  const bar = { now: hash, replaced: [] as string[] };
  const address = addressIn({
    hash: () => bar.now,
    replace: (to) => {
      bar.now = to;
      bar.replaced.push(to);
    },
  });
  return { bar, address };
}

test('what is shown is written in the place of what was read, once', () => {
  const { bar, address } = barOf('#/run/one');
  expect(address.read()).toBe('#/run/one');
  expect(address.write('#/run/one?seq=3')).toBe(true);
  expect(address.write('#/run/one?seq=3')).toBe(true);
  expect(address.write('#/run/one?seq=4')).toBe(true);
  expect(bar.replaced).toEqual(['#/run/one?seq=3', '#/run/one?seq=4']);
});

test('an address that was set since is not written over before it has been read', () => {
  const { bar, address } = barOf('#/run/one');
  address.read();
  bar.now = '#/run/other';
  expect(address.write('#/run/one?seq=3')).toBe(false);
  expect(bar.now).toBe('#/run/other');
  expect(address.read()).toBe('#/run/other');
  expect(address.write('#/run/other?seq=3')).toBe(true);
  expect(bar.replaced).toEqual(['#/run/other?seq=3']);
});

test('nothing is written before anything was read', () => {
  const { bar, address } = barOf('#/run/one');
  expect(address.write('#/runs')).toBe(false);
  expect(bar.replaced).toEqual([]);
});
