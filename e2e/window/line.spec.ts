import { test, expect, watch } from '../support/window.ts';

test('the link opens the window once: its token is gone from the address, and a second use is told so', async ({
  room,
  shell,
  browser,
  complaints,
  strangers,
}) => {
  await expect(room.getByRole('heading', { level: 1 })).toBeVisible();
  expect(room.url()).toBe(`${shell.origin}/#/`);
  const other = await browser.newContext();
  const page = await other.newPage();
  watch(page, { shell, complaints, strangers });
  await page.goto(shell.link);
  await expect(page.getByText('This link was used already')).toBeVisible();
  await other.close();
  const token = new URL(shell.link).hash.replace('#link=', '');
  expect(shell.output().split(token).length).toBe(2);
});
