import { expect, test } from '../support/window.ts';

test('the first minute: what this is, recordings that open at a click, scenarios, and nothing is fetched', async ({
  room,
}) => {
  await expect(room.getByRole('heading', { level: 1, name: 'Parley' })).toBeVisible();
  await expect(room.getByRole('heading', { name: 'Recordings' }).first()).toBeVisible();
  await expect(room.getByRole('link', { name: /Open the recording/ })).toHaveCount(9);
  await expect(room.getByRole('link', { name: /The users endpoint/ }).first()).toBeVisible();
  await expect(room.getByText('Nothing leaves this machine')).toBeVisible();
});

test('a recording opens at its end and plays from its beginning, as it was written', async ({ room }) => {
  await room
    .getByRole('link', { name: /Open the recording/ })
    .first()
    .click();
  await expect(room.getByText(/Recording/).first()).toBeVisible();
  const position = room.getByText(/^seq \d+ of \d+$/);
  const whole = await position.textContent();
  expect(whole).toMatch(/^seq (\d+) of \1$/);
  await room.getByRole('button', { name: 'Play the recording' }).click();
  await expect(position).not.toHaveText(whole ?? '');
  // Not faster from the start: it could be over before one looks.
  await room.getByLabel('Speed').selectOption('32');
  await expect(position).toHaveText(whole ?? '', { timeout: 30_000 });
});
