import type { Page } from '@playwright/test';
import { storeRun } from '../support/stored-run.ts';
import { expect, test } from '../support/window.ts';

/** Longer than what is shown rests before the address is written. */
const LATE = 400;

/** Picks a turn out by the address and goes elsewhere in the task before the one that was to write what is shown into the address. */
const leaveLate = (room: Page, picked: string, elsewhere: string): Promise<void> =>
  room.evaluate(
    async ([from, to, late]) => {
      location.hash = from;
      await new Promise((resolve) => setTimeout(resolve, 200));
      const { port1, port2 } = new MessageChannel();
      const next = new Promise((resolve) => port1.addEventListener('message', resolve, { once: true }));
      port1.start();
      port2.postMessage(undefined);
      // Busy until the time at which it was to write is over: the message comes next, then the writing, then what the address tells of itself.
      for (const until = performance.now() + late; performance.now() < until;);
      await next;
      location.hash = to;
    },
    [picked, elsewhere, LATE] as const,
  );

test('whoever goes elsewhere gets there, also where the page was about to write what it shows into the address', async ({
  room,
  shell,
}) => {
  for (const name of ['one', 'other']) {
    const voice = { name: 'Ada', role: 'One who speaks.', model: 'scripted', body: `This is ${name}.` };
    storeRun(shell.home, name, { title: `The ${name}`, question: 'Where?', voices: [voice] });
  }
  await room.evaluate(() => (location.hash = '#/run/one'));
  await expect(room.getByRole('heading', { name: 'The one', exact: true })).toBeVisible();

  await leaveLate(room, '#/run/one?sel=turn:1', '#/run/other');
  await expect(room.getByRole('heading', { name: 'The other', exact: true })).toBeVisible({ timeout: 5000 });
  await expect(room).toHaveURL(/#\/run\/other$/u);

  // To another place of the same run as well.
  await leaveLate(room, '#/run/other?sel=turn:1', '#/run/other?sel=event:1');
  await room.waitForTimeout(LATE);
  await expect(room).toHaveURL(/#\/run\/other\?sel=event%3A1$/u);
});
