import type { Page } from '@playwright/test';
import type { WireEvent } from '../support/parley.ts';
import { dataOf, logOf } from '../support/run-log.ts';
import { expect, startTalk, test } from '../support/window.ts';

const facts = (room: Page) => room.getByRole('list', { name: 'About this run' });
const transcript = (room: Page) => room.getByRole('log', { name: 'Transcript' });
const message = (room: Page, name: string) => transcript(room).getByRole('article', { name });
const bar = (room: Page) => room.getByRole('group', { name: 'What the arbiter can do' });

/** Pauses once so many turns have begun, and waits for those under way to come to their end. */
async function pauseAfter(room: Page, turns: number): Promise<void> {
  await expect.poll(async () => turnsBegun(room)).toBeGreaterThanOrEqual(turns);
  await bar(room).getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(facts(room).getByText('Paused')).toBeVisible();
  await expect(message(room, 'is under way')).toHaveCount(0);
}

const turnsBegun = async (room: Page): Promise<number> =>
  Number(/of (\d+)$/u.exec((await room.getByText(/^turn \d+ of \d+$/).textContent()) ?? '')?.[1]);

/** Picks one thing of one seat's menu. */
async function toSeat(room: Page, seat: string, what: string): Promise<void> {
  await bar(room).getByRole('button', { name: 'Agents' }).click();
  await room.getByRole('menuitem', { name: seat }).click();
  await room.getByRole('menuitem', { name: what }).click();
  await expect(room.getByRole('menu')).toHaveCount(0);
}

test.describe('with every message held', () => {
  test.use({ talk: { delay: 2000, extra: 'hold: all\nbudget: { turns: 30 }\n' } });

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
});

test.describe('at the table', () => {
  test.use({ talk: { delay: 300, extra: 'budget: { turns: 60 }\n' } });

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
});

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
