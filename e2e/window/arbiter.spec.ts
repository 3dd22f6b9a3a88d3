import type { Page } from '@playwright/test';
import type { WireEvent } from '../support/parley.ts';
import { bar, message, pauseAfter, transcript } from '../support/room.ts';
import { dataOf, logOf } from '../support/run-log.ts';
import { expect, startTalk, test } from '../support/window.ts';

test.use({ talk: { delay: 1500, extra: 'budget: { turns: 60 }\n' } });

test('a seat is muted and unmuted, dismissed and recalled, held and let go, and a word goes to one alone', async ({
  room,
  shell,
}) => {
  await startTalk(room);
  await pauseAfter(room, 3);
  await toSeat(room, 'Ada', 'Mute: it takes no turns');
  await expect(transcript(room).getByText('Ada is muted.')).toBeVisible();
  await toSeat(room, 'Ada', 'Unmute: it takes turns again');
  await expect(transcript(room).getByText('Ada may speak again.')).toBeVisible();

  await toSeat(room, 'Ben', 'Dismiss from the table');
  await expect(transcript(room).getByText(/^Ben leaves/)).toBeVisible();
  await toSeat(room, 'Ben', 'Recall to its seat');
  await expect(transcript(room).getByText(/^Ben joins again/)).toBeVisible();

  await bar(room).getByRole('button', { name: 'Agents' }).click();
  await room.getByRole('menuitemcheckbox', { name: 'Hold all messages for approval' }).click();
  await expect(
    transcript(room).getByText(/^Messages of Ada, Cleo, Ben wait for approval|^Messages of Ada, Ben/),
  ).toBeVisible();
  await room.getByRole('menuitemcheckbox', { name: 'Hold all messages for approval' }).click();
  await expect(transcript(room).getByText('Messages no longer wait for approval.')).toBeVisible();
  await room.keyboard.press('Escape');

  await room.getByRole('combobox', { name: 'To: To all' }).click();
  await room.getByRole('option', { name: 'To Cleo' }).click();
  await room.getByRole('textbox', { name: 'Your words' }).fill('You alone: what does it cost?');
  await room.getByRole('button', { name: 'Say', exact: true }).click();
  await expect(transcript(room).getByText('You alone: what does it cost?')).toBeVisible();
  await expect(transcript(room).getByText(/Arbiter said to Cleo/)).toBeVisible();

  const log = await logOf(room, shell);
  const changes = log.filter(({ type }) => /^v1\.(?:agent\.(?:muted|unmuted|left)|hold\.changed)$/u.test(type));
  expect(changes.map(({ type }) => type)).toEqual([
    'v1.agent.muted',
    'v1.agent.unmuted',
    'v1.agent.left',
    'v1.hold.changed',
    'v1.hold.changed',
  ]);
  expect(dataOf(log, 'v1.agent.joined').at(-1)).toMatchObject({ agent: 'Ben#2', incarnation: 2 });
  expect(dataOf(log, 'v1.message.sent').at(-1)).toMatchObject({
    from: 'arbiter',
    to: ['Cleo#1'],
    body: 'You alone: what does it cost?',
  });
});

test('a retraction shows beforehand what it reached, and what it reached is marked afterwards', async ({
  room,
  shell,
}) => {
  await startTalk(room);
  await pauseAfter(room, 7);
  // Somebody answers it: a press there goes to it, wherever it stands.
  await transcript(room)
    .getByRole('button', { name: /^answers / })
    .last()
    .click();
  const chosen = transcript(room).locator('[aria-current="true"]').getByRole('article');
  await chosen.getByRole('button', { name: 'Retract…' }).click();
  const dialog = room.getByRole('dialog', { name: /^Retract what \w+ said in m\d+$/ });
  const id = /m\d+$/u.exec((await dialog.getByRole('heading', { name: /^Retract/ }).textContent()) ?? '')?.[0] ?? '';
  await expect(dialog.getByRole('heading', { name: /^(?:Answers it|Written with it)/ }).first()).toBeVisible();
  const before = await logOf(room, shell);
  expect(dataOf(before, 'v1.message.retracted')).toEqual([]);
  const reached = reachedFrom(before, id);
  expect(reached.length).toBeGreaterThan(0);
  expect(reached.length).toBeLessThan(dataOf(before, 'v1.message.sent').length);
  const counts = (await dialog.getByRole('heading', { level: 3 }).allTextContents()).map((words) =>
    /: (\d+) /u.exec(words),
  );
  expect(counts.reduce((total, count) => total + Number(count?.[1]), 0)).toBe(reached.length);
  const shown = (await dialog.getByRole('listitem').allTextContents()).flatMap((line) => /^m\d+/u.exec(line) ?? []);
  expect(reached).toEqual(expect.arrayContaining(shown));
  await expect(dialog.getByRole('button', { name: `Retract and mark ${reached.length} turn` })).toBeVisible();

  await dialog.getByRole('textbox').fill('It was a guess.');
  await dialog.getByRole('button', { name: /^Retract/ }).click();
  await expect(dialog).toHaveCount(0);
  await expect(chosen.getByText('⌀ retracted')).toBeVisible();
  await expect(transcript(room).getByText('reached by a retracted message').first()).toBeVisible();
  expect(dataOf(await logOf(room, shell), 'v1.message.retracted')).toEqual([
    { message: id, reason: 'It was a guess.' },
  ]);
});

test('the arbiter rejects a proposal, calls a vote over the others, and has the run wrapped up', async ({
  room,
  shell,
}) => {
  await startTalk(room);
  await pauseAfter(room, 3);
  await expect(message(room, 'Cleo, propose')).toBeVisible();
  await bar(room).getByRole('button', { name: 'Rule…' }).click();
  const dialog = room.getByRole('dialog', { name: 'Rule on a proposal' });
  await dialog.getByRole('radio').first().check();
  await dialog.getByRole('textbox').fill('Too dear.');
  await dialog.getByRole('button', { name: 'Reject it' }).click();
  await expect(dialog).toHaveCount(0);
  await bar(room).getByRole('button', { name: 'Call a vote' }).click();
  await expect(transcript(room).getByText(/^A vote is called over/)).toBeVisible();
  await expect(bar(room).getByRole('button', { name: 'Call a vote' })).toHaveCount(0);
  await bar(room).getByRole('button', { name: 'Wrap up' }).click();
  await expect(room.getByText(/^The run has ended/).first()).toBeVisible({ timeout: 30_000 });
  await expect(room.getByRole('heading', { name: 'Minutes' })).toBeVisible();
  await expect(room.getByTestId('minutes').getByText('Too dear.')).toBeVisible();
  await expect(bar(room).getByRole('button', { name: 'End…' })).toHaveCount(0);

  const log = await logOf(room, shell);
  const [ruled] = dataOf(log, 'v1.proposal.ruled');
  expect(ruled).toMatchObject({ ruling: 'rejected', note: 'Too dear.' });
  expect(dataOf(log, 'v1.vote.opened')).toMatchObject([{ by: 'arbiter' }]);
  expect(dataOf(log, 'v1.vote.opened')[0]?.['options']).not.toContain(ruled?.['proposal']);
  expect(dataOf(log, 'v1.run.wrapping')).toMatchObject([{ by: 'arbiter' }]);
  expect(dataOf(log, 'v1.turn.started').filter(({ purpose }) => purpose === 'closing')).toHaveLength(3);
  expect(log.at(-1)).toMatchObject({ type: 'v1.run.ended' });
});

/** Picks one thing of one seat's menu. */
async function toSeat(room: Page, seat: string, what: string): Promise<void> {
  await bar(room).getByRole('button', { name: 'Agents' }).click();
  await room.getByRole('menuitem', { name: seat }).click();
  await room.getByRole('menuitem', { name: what }).click();
  await expect(room.getByRole('menu')).toHaveCount(0);
}

type Entry = { readonly source?: number };
type Written = { readonly lineage?: readonly Entry[] };

/** Messages of turns that had this one in their prompt, or one that it had reached before, out of the log alone. */
function reachedFrom(log: readonly WireEvent[], id: string): readonly string[] {
  const sent = log.filter(({ type }) => type === 'v1.message.sent');
  const tainted = new Set(sent.filter(({ data }) => data['message'] === id).map(({ seq }) => seq));
  const holds = (part: unknown): boolean =>
    (part as Written | undefined)?.lineage?.some(({ source }) => source !== undefined && tainted.has(source)) === true;
  const reached = new Set<string>();
  for (const { seq, data } of sent) {
    const turn = log.filter((event) => event.data['turn'] === data['turn'] && data['turn'] !== undefined);
    if (!turn.some((event) => [event.data, event.data['decision'], event.data['speech']].some(holds))) continue;
    tainted.add(seq);
    reached.add(String(data['message']));
  }
  return [...reached];
}
