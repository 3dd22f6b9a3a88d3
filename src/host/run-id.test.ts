import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { runIdSchema } from '#shared/events/ids.ts';
import { newRunId } from './run-id.ts';

const NOW = new Date('2026-11-22T14:33:59Z');

test('an id says when and about what, and ends in four letters of its own', () => {
  expect(newRunId('Users endpoint: GET /users/{id}', NOW)).toMatch(
    /^2026-11-22-1433-users-endpoint-get-users-[0-9a-z]{4}$/,
  );
  expect(newRunId('Čeština, prosím', NOW)).toMatch(/^2026-11-22-1433-cestina-prosim-[0-9a-z]{4}$/);
  expect(newRunId('李雷', NOW)).toMatch(/^2026-11-22-1433-[0-9a-z]{4}$/);
});

test('any title makes an id that is a file name on every system', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (title) => {
      const id = newRunId(title, NOW);
      expect(runIdSchema.safeParse(id).success).toBe(true);
      expect(id).not.toMatch(/--|-$/);
    }),
  );
});

test('two runs of one title and one minute do not clash', () => {
  const ids = new Set(Array.from({ length: 20 }, () => newRunId('A title', NOW)));
  expect(ids.size).toBe(20);
});
