import { expect, type Page } from '@playwright/test';

const facts = (room: Page) => room.getByRole('list', { name: 'About this run' });
export const transcript = (room: Page) => room.getByRole('log', { name: 'Transcript' });
export const message = (room: Page, name: string) => transcript(room).getByRole('article', { name });
export const bar = (room: Page) => room.getByRole('group', { name: 'What the arbiter can do' });

/** Pauses once so many turns have begun, and waits for those under way to come to their end. */
export async function pauseAfter(room: Page, turns: number): Promise<void> {
  await expect.poll(async () => turnsBegun(room)).toBeGreaterThanOrEqual(turns);
  await bar(room).getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(facts(room).getByText('Paused')).toBeVisible();
  await expect(message(room, 'is under way')).toHaveCount(0);
}

const turnsBegun = async (room: Page): Promise<number> =>
  Number(/of (\d+)$/u.exec((await room.getByText(/^turn \d+ of \d+$/).textContent()) ?? '')?.[1]);

/** Waits until two turns of the talk stand in the transcript, though the second may be under way. */
export const twoTurns = (room: Page): Promise<void> =>
  expect(
    transcript(room)
      .getByRole('article', { name: /^(Ada|Ben|Cleo), / })
      .nth(1),
  ).toBeVisible();
