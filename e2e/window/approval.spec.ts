import { bar, message, pauseAfter } from '../support/room.ts';
import { dataOf, logOf } from '../support/run-log.ts';
import { expect, startTalk, test } from '../support/window.ts';

test.use({ talk: { delay: 3000, extra: 'hold: all\nbudget: { turns: 30 }\n' } });

test('of three messages that wait for approval one is approved, one edited and one dropped, and only what was approved is public', async ({
  room,
  shell,
}) => {
  await startTalk(room);
  await pauseAfter(room, 3);
  await expect(room.getByText('3 messages wait for your approval.')).toBeVisible();
  const [ada, ben, cleo] = ['Ada, propose', 'Ben, propose', 'Cleo, propose'].map((name) => message(room, name));
  if (ada === undefined || ben === undefined || cleo === undefined) throw new Error('three have spoken');
  for (const one of [ada, ben, cleo]) await expect(one.getByText('held for approval')).toBeVisible();
  await ada.getByRole('button', { name: 'Approve' }).click();
  await expect(ada.getByText('held for approval')).toHaveCount(0);
  await expect(room.getByText('2 messages wait for your approval.')).toBeVisible();

  await ben.getByRole('button', { name: 'Edit…' }).click();
  const dialog = room.getByRole('dialog', { name: /Edit what Ben said/ });
  await dialog.getByRole('textbox', { name: 'Its words' }).fill('Build it in the old station.');
  await dialog.getByRole('button', { name: 'Save these words' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(ben.getByText('Build it in the old station.')).toBeVisible();
  await expect(ben.getByText('edited by the arbiter')).toBeVisible();
  await ben.getByRole('button', { name: 'Approve' }).click();
  await expect(ben.getByText('held for approval')).toHaveCount(0);

  await cleo.getByRole('button', { name: 'Drop' }).click();
  await expect(cleo.getByText('dropped, never public')).toBeVisible();
  await expect(cleo.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  await expect(room.getByText(/for your approval/)).toHaveCount(0);
  await bar(room).getByRole('button', { name: 'End…' }).click();
  const end = room.getByRole('dialog', { name: 'End the run now' });
  await end.getByRole('textbox').fill('Enough was said.');
  await end.getByRole('button', { name: 'End the run' }).click();
  await expect(room.getByRole('heading', { name: 'Minutes' })).toBeVisible();
  await expect(bar(room).getByRole('button', { name: 'End…' })).toHaveCount(0);

  const log = await logOf(room, shell);
  const heldBy = new Map(dataOf(log, 'v1.message.held').map(({ from, message: id }) => [from, id]));
  expect(dataOf(log, 'v1.message.sent')).toEqual([]);
  expect(dataOf(log, 'v1.message.approved').map((data) => data['message'])).toEqual([
    heldBy.get('Ada#1'),
    heldBy.get('Ben#1'),
  ]);
  expect(dataOf(log, 'v1.message.edited')).toMatchObject([
    { message: heldBy.get('Ben#1'), body: 'Build it in the old station.' },
  ]);
  expect(dataOf(log, 'v1.message.dropped')).toMatchObject([{ message: heldBy.get('Cleo#1') }]);
  const ended = { reason: 'arbiter', detail: 'Enough was said.' };
  expect(log.at(-1)).toMatchObject({ type: 'v1.run.ended', data: ended });
});
