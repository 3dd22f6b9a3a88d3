import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Draft } from '#shared/events/event.ts';
import { runId } from '#shared/events/ids.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { createJournal } from '#store/journal.ts';
import { valueOf } from '#store/testing/scratch.ts';
import { expect, test } from '../support/window.ts';

test('what a model thought is folded away under its message, and a message without any has nothing to unfold', async ({
  room,
  shell,
}) => {
  const run = runId('thinking');
  mkdirSync(join(shell.home, 'runs'), { recursive: true });
  const journal = valueOf(createJournal({ file: join(shell.home, 'runs', `${run}.db`), run }));
  for (const { type, data, at } of longRun(60)) {
    const thought = type === 'v1.turn.ended' && data.turn === 1 ? { reasoning: 'Numbers **leak**.' } : {};
    valueOf(journal.append([{ type, data, ...thought } as Draft], at));
  }
  journal.close();
  await room.evaluate(() => (location.hash = '#/run/thinking?sel=message:m1'));
  const log = room.getByRole('log', { name: 'Transcript' });
  const fold = log.getByText('Reasoning, which no peer has seen');
  await expect(fold).toBeVisible();
  await expect(log.getByText('Numbers leak.')).toBeHidden();
  await fold.click();
  await expect(log.getByText('Numbers leak.')).toBeVisible();
  await room.evaluate(() => (location.hash = '#/run/thinking?sel=message:m2'));
  await expect(log.locator('[aria-current="true"]')).toBeVisible();
  await expect(fold).toHaveCount(0);
});
