import { expect, test } from 'vitest';
import { fileNameOf } from './file-name.ts';

test('a file is named after the title, else after the question, and is always a plain file name', () => {
  expect(fileNameOf({ title: 'Two models on one price', question: 'x' })).toBe('two-models-on-one-price.yaml');
  expect(fileNameOf({ title: ' ', question: 'Wohin mit dem Café? ../..' })).toBe('wohin-mit-dem-cafe.yaml');
  expect(fileNameOf({ title: '李雷', question: '' })).toBe('scenario.yaml');
  expect(fileNameOf({ title: 'long '.repeat(30), question: '' }).length).toBeLessThanOrEqual(45);
});
