import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contrast, mixed, paletteOf, shadesOf } from './palette.ts';

/** The variables of both themes as the style sheet has them. */
const css = readFileSync(new URL('../app/theme.css', import.meta.url), 'utf8');
const themes = [...css.matchAll(/:root[^{]*\{([^}]*)\}/g)].map(([, body = '']) => {
  const values = new Map(
    [...body.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6})/gi)].map(([, name = '', value = '']) => [name, value]),
  );
  return (name: string): string => values.get(name) ?? '';
});

test('a label on a bar can be read in both themes, in every lane', () => {
  expect(themes.length).toBeGreaterThanOrEqual(2);
  for (const read of themes.slice(0, 2)) {
    const palette = paletteOf(read);
    for (const shades of [...palette.lanes, palette.quiet])
      expect(contrast(shades.label, shades.speak)).toBeGreaterThanOrEqual(4.5);
    for (const shades of palette.lanes) expect(contrast(palette.text, shades.prefill)).toBeGreaterThanOrEqual(4.5);
  }
});

test('the three shades of a bar differ from each other and from the ground', () => {
  const { prefill, decide, speak } = shadesOf('#6cb6ff', '#0f1115', ['#0f1115', '#ffffff']);
  expect(new Set([prefill, decide, speak, '#0f1115']).size).toBe(4);
  expect(prefill).toBe(mixed('#6cb6ff', '#0f1115', 0.18));
  expect(speak).toBe(mixed('#6cb6ff', '#0f1115', 0.85));
});

test('a share that cannot be read is raised until it can', () => {
  const { speak, label } = shadesOf('#1f6fc4', '#fbfbfa', ['#ffffff']);
  expect(contrast('#ffffff', mixed('#1f6fc4', '#fbfbfa', 0.85))).toBeLessThan(4.5);
  expect(contrast(label, speak)).toBeGreaterThanOrEqual(4.5);
});

test('contrast is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});
