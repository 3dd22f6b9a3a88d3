import { expect, test } from 'vitest';
import { ACTS } from '#shared/events/setup.ts';
import { GLYPHS } from './glyphs.ts';

test('every act and every marker of the room has a shape of its own', () => {
  const names = [...ACTS, 'arbiter', 'brake', 'crash', 'retry', 'retracted'] as const;
  for (const name of names) expect(GLYPHS[name].path).toMatch(/^M/);
  const paths = Object.values(GLYPHS).map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
});

test('every shape is a path within its box of 16 by 16', () => {
  for (const [name, { path, draw }] of Object.entries(GLYPHS)) {
    expect(path, name).toMatch(/^(?:[MLCZ]|[\d.]+|\s)+$/);
    const numbers = [...path.matchAll(/[\d.]+/g)].map(([number]) => Number(number));
    expect(numbers.length % 2, name).toBe(0);
    expect(Math.max(...numbers), name).toBeLessThanOrEqual(16);
    if (draw === 'fill') expect(path, name).toMatch(/Z$/);
  }
});
