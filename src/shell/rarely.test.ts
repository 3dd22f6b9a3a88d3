import { expect, test } from 'vitest';
import { rarely } from './rarely.ts';

test('a line is said at its 1st, 10th, 100th time, each line for itself', () => {
  const said: string[] = [];
  const log = rarely((line) => said.push(line));
  for (let time = 0; time < 150; time += 1) log('a');
  log('b');
  expect(said).toEqual(['a', 'a (10 times so far)', 'a (100 times so far)', 'b']);
});
