import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Dict } from './dict.ts';
import { List } from './list.ts';

type Item = { readonly n: number };
const listOf = (count: number): List<Item> => {
  let list = List.empty<Item>();
  for (let n = 0; n < count; n += 1) list = list.append({ n });
  return list;
};

test.each([0, 1, 32, 33, 1024, 1025, 33_000])('a list of %d items gives them back in order', (count) => {
  const list = listOf(count);
  expect(list.length).toBe(count);
  expect([...list].every((item, index) => item.n === index)).toBe(true);
  expect([...list].length).toBe(count);
  expect(list.at(count)).toBeUndefined();
  expect(list.at(-1)?.n).toBe(count === 0 ? undefined : count - 1);
});

test('two lists grown from one do not see what the other appended or changed', () => {
  const stem = listOf(40);
  const left = stem.append({ n: 100 });
  const right = stem.append({ n: 200 }).with(3, { n: 300 });
  expect([stem.length, left.at(40)?.n, right.at(40)?.n]).toEqual([40, 100, 200]);
  expect([stem.at(3)?.n, left.at(3)?.n, right.at(3)?.n]).toEqual([3, 3, 300]);
});

test('a place that a list does not have cannot be changed', () => {
  expect(() => listOf(2).with(2, { n: 0 })).toThrow('broken invariant');
});

test('a dict does what a Map does, with names and with positions', () => {
  const key = fc.oneof(fc.nat(50), fc.nat(100_000));
  const steps = fc.array(fc.tuple(fc.boolean(), key, fc.nat()), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (list) => {
      const map = new Map<string | number, number>();
      let dict = Dict.empty<string | number, number>();
      for (const [keep, number, value] of list) {
        const key = number % 2 === 0 ? number : `k${number}`;
        if (keep) map.set(key, value);
        else map.delete(key);
        dict = keep ? dict.with(key, value) : dict.without(key);
      }
      expect(dict.size).toBe(map.size);
      expect(new Set(dict.values())).toEqual(new Set(map.values()));
      for (const [own, value] of map) expect(dict.get(own)).toBe(value);
      expect(dict.has('nobody')).toBe(false);
    }),
  );
});

test('keys that fall into one bucket are told apart', () => {
  const dict = Dict.empty<number, string>().with(1, 'one').with(32_769, 'far');
  expect([dict.get(1), dict.get(32_769), dict.size]).toEqual(['one', 'far', 2]);
  expect(dict.without(1).get(32_769)).toBe('far');
  expect(dict.get(1)).toBe('one');
});
