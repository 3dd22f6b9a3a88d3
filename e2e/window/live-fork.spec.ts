import type { Page } from '@playwright/test';
import { transcript, twoTurns } from '../support/room.ts';
import { dataOf, logOf, runIn, storedLog } from '../support/run-log.ts';
import { expect, startTalk, test } from '../support/window.ts';

test.setTimeout(90_000);
test.use({ talk: { delay: 3000, extra: 'cadence: floor\nbudget: { turns: 4 }\n' } });

const unhashed = (event: object): object => ({ ...event, hash: undefined });
const underWay = (room: Page) =>
  transcript(room)
    .getByRole('listitem')
    .filter({ has: room.getByRole('article', { name: /under way/ }) });

test('a run is forked in the middle of a turn while it goes on: it stays as it is and comes to its own end', async ({
  room,
  shell,
}) => {
  await startTalk(room);
  const parent = runIn(room);
  await twoTurns(room);
  const open = underWay(room).first();
  await open.click();
  await expect(open).toHaveAttribute('aria-current', 'true');
  // What has no end yet cannot be said again.
  await expect(open.getByRole('button', { name: 'Re-run from here…' })).toHaveCount(0);
  await open.getByRole('button', { name: 'Fork here…' }).click();
  const dialog = room.getByRole('dialog', { name: 'Fork here' });
  await expect(dialog.getByRole('radio', { name: /^At the playhead/ })).toBeChecked();
  await expect(dialog.getByText(/^Under way there: turn \d+\. The branch takes it anew/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Fork and start' }).click();
  await expect.poll(() => runIn(room)).not.toBe(parent);
  const branch = runIn(room);
  const left = Number(/seq=(\d+)/u.exec(room.url())?.[1]);
  expect(left).toBeGreaterThan(0);
  // At that moment the parent goes on.
  const then = await storedLog(parent, shell);
  expect(then.at(-1)?.type).not.toBe('v1.run.ended');

  const ended = async (run: string) => (await storedLog(run, shell)).at(-1)?.type;
  await expect.poll(() => ended(parent), { timeout: 40_000 }).toBe('v1.run.ended');
  await expect.poll(() => ended(branch), { timeout: 40_000 }).toBe('v1.run.ended');
  const [own, theirs] = [await storedLog(branch, shell), await storedLog(parent, shell)];
  // The branch has its past, and takes the turn anew that was under way; the parent has lost nothing and knows of no branch.
  expect(own.slice(1, left).map(unhashed)).toEqual(theirs.slice(1, left).map(unhashed));
  expect(theirs.slice(0, then.length)).toEqual(then);
  expect(theirs.length).toBeGreaterThan(left);
  const [lost] = dataOf(own, 'v1.turn.abandoned');
  expect(own.filter(({ type }) => type === 'v1.turn.abandoned').map(({ seq }) => seq)).toEqual([left + 2]);
  const anew = own.filter(({ type, data }) => type === 'v1.turn.started' && data['turn'] === lost?.['turn']);
  expect(anew.map(({ data }) => data['attempt'])).toEqual([1, 2]);
  for (const type of ['v1.run.forked', 'v1.turn.abandoned', 'v1.run.paused']) expect(dataOf(theirs, type)).toEqual([]);
  const texts = (log: typeof own) => dataOf(log, 'v1.turn.ended').map(({ turn, text }) => [turn, text]);
  expect(texts(theirs).length).toBeGreaterThan(Number(lost?.['turn']));
  // Without a change the branch comes to the same end by itself.
  expect(texts(own)).toEqual(texts(theirs));
  expect(dataOf(await logOf(room, shell), 'v1.run.forked')).toMatchObject([{ parent: { run: parent, seq: left } }]);
});

test('before any turn of a run has ended there is nothing to run again, and that is said', async ({ room }) => {
  await startTalk(room);
  await expect(underWay(room).first()).toBeVisible();
  await room.keyboard.press('r');
  await expect(room.getByText('Nothing to run again yet')).toBeVisible();
  await expect(room.getByRole('dialog', { name: 'Re-run from here' })).toHaveCount(0);
  // The control: behind the end of a turn there is.
  await expect(
    transcript(room)
      .getByRole('article', { name: /^(Ada|Ben|Cleo), / })
      .first(),
  ).toBeVisible();
  await room.keyboard.press('r');
  await expect(room.getByRole('dialog', { name: 'Re-run from here' })).toBeVisible();
});
