import { expect, test } from 'vitest';
import { brushOf, dragged, gripAt, LEAST_BRUSH } from './minimap.ts';

const half = { whole: 1000, width: 500, from: 200, span: 400 };

test('the brush lies over what is in view, and can be taken hold of however little that is', () => {
  expect(brushOf(half)).toEqual([100, 300]);
  const [left, right] = brushOf({ ...half, from: 999, span: 1 });
  expect(right - left).toBe(LEAST_BRUSH);
  expect(right).toBeLessThanOrEqual(500);
});

test('its edges, its middle and what lies beside it are told apart', () => {
  expect([97, 200, 303, 400, 20].map((x) => gripAt(half, x))).toEqual([
    'left',
    'middle',
    'right',
    'outside',
    'outside',
  ]);
});

test('the middle moves the window, an edge makes it longer or shorter, and the other edge stays', () => {
  expect(dragged(half, 'middle', { start: 200, x: 250 })).toEqual({ from: 300, span: 400 });
  expect(dragged(half, 'left', { start: 100, x: 150 })).toEqual({ from: 300, span: 300 });
  expect(dragged(half, 'right', { start: 300, x: 250 })).toEqual({ from: 200, span: 300 });
  expect(dragged(half, 'left', { start: 100, x: 490 }).span).toBeGreaterThan(0);
});

test('beside the brush the window comes to where it was pressed', () => {
  expect(dragged(half, 'outside', { start: 400, x: 400 })).toEqual({ from: 600, span: 400 });
});
