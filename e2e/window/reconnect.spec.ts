import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectSame, flaws, listenTo, seqsOf, storedIn } from '../support/heard.ts';
import { runIn } from '../support/run-log.ts';
import { enter, eventsOf, lineInto, post } from '../support/shell-line.ts';
import { startShell, type Shell } from '../support/shell.ts';
import { expect, startTalk, test, watch } from '../support/window.ts';

/** A run that is in the middle for long enough, and shells that follow one another over one home. */
test.use({ talk: { delay: 500, extra: 'budget: { turns: 40 }\n' } });
test.describe.configure({ timeout: 120_000 });

const kill = async ({ child }: Shell, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
};
const startAgain = ({ home }: Shell): Promise<Shell> => startShell({ home, env: { PARLEY_SCRIPTED_DELAY: '20' } });
const standing = (room: Page, words: string) =>
  room.getByRole('list', { name: 'About this run' }).getByText(words, { exact: false });
const inTheMiddle = (room: Page): Promise<void> =>
  expect(room.getByText(/^seq \d+ of \d+$/)).toHaveText(/of ([2-9]\d|\d{3})$/);

test('a shell that is killed in the middle of a run and started again: the window comes back by itself, without a gap and without a repeat, and the run goes on', async ({
  room,
  shell,
  context,
  complaints,
  strangers,
}) => {
  const heard = listenTo(room);
  // Who reloads while the link is being exchanged has used it up.
  await expect(room.getByRole('heading', { level: 1 })).toBeVisible();
  await room.reload();
  await startTalk(room);
  const run = runIn(room);
  await inTheMiddle(room);
  await kill(shell);
  const lost = room.getByRole('alert').filter({ hasText: 'Parley is not running any more' });
  await expect(lost).toBeVisible();
  const next = await startAgain(shell);
  try {
    expect(next.origin).toBe(shell.origin);
    await expect(lost).toBeHidden();
    const resume = room.getByRole('button', { name: 'Resume the run' });
    await expect(resume).toBeVisible();
    await expect(standing(room, 'Interrupted')).toBeVisible();

    const stored = await storedIn(shell.home, run);
    const [first, ...later] = heard.filter((one) => one.run === run);
    expect(first?.after).toBe(0);
    expect(later.at(-1)?.after).toBe(stored.length - (later.at(-1)?.events.length ?? 0));
    const before = [first, ...later].flatMap((one) => one?.events ?? []);
    expect(flaws(seqsOf(before))).toEqual([]);
    expect(before).toEqual(stored);
    await expect(room.getByText(`seq ${stored.length} of ${stored.length}`)).toBeVisible();

    // A window that reads the whole run anew shows the very same.
    const other = await context.newPage();
    watch(other, { shell: next, complaints, strangers });
    await other.goto(room.url());
    await expect(other.getByRole('button', { name: 'Resume the run' })).toBeVisible();
    await expectSame(room, other);
    await other.close();

    await resume.click();
    await expect(room.getByText('The run has ended', { exact: false }).first()).toBeVisible({ timeout: 80_000 });
    const whole = await storedIn(shell.home, run);
    expect(whole.slice(0, stored.length)).toEqual(stored);
    expect(whole.at(-1)?.type).toBe('v1.run.ended');
    expect(flaws(seqsOf(whole))).toEqual([]);
    expect(heard.filter((one) => one.run === run).at(-1)?.events).toEqual(whole);
    await expect(room.getByText(`seq ${whole.length} of ${whole.length}`)).toBeVisible();
  } finally {
    await next.stop();
  }
});

test('the control: a reader that asks from the beginning again, or skips one, is found out by the same look', async ({
  room,
  shell,
}) => {
  await startTalk(room);
  const run = runIn(room);
  await inTheMiddle(room);
  await kill(shell);
  const next = await startAgain(shell);
  const reader = await lineInto(await enter(next.link));
  const stored = seqsOf(await storedIn(shell.home, run));
  const behind = async (after: number): Promise<readonly number[]> =>
    seqsOf(eventsOf(await reader.items('events.subscribe', { run, after })));
  const had = stored.slice(0, 7);
  expect(flaws([...had, ...(await behind(7))])).toEqual([]);
  expect(flaws([...had, ...(await behind(0))])).toEqual(had.map((seq) => `${seq} again`));
  expect(flaws([...had, ...(await behind(8))])).toEqual(['8 to 8 missing']);
  reader.close();
  await next.stop();
});

for (const [how, end] of [
  ['crashes', crash],
  ['is closed', (room: Page) => room.close()],
] as const) {
  test(`E14: a tab that ${how} in the middle of a run and is opened again shows the same run, which went on meanwhile`, async ({
    room,
    shell,
    context,
    complaints,
    strangers,
  }) => {
    await startTalk(room);
    const run = runIn(room);
    const place = room.url();
    await inTheMiddle(room);
    const left = Number((await room.getByText(/^seq \d+ of \d+$/).innerText()).split(' of ')[1]);
    await end(room);
    await expect.poll(async () => (await storedIn(shell.home, run)).length).toBeGreaterThan(left);

    const again = await context.newPage();
    watch(again, { shell, complaints, strangers });
    const heard = listenTo(again);
    await again.goto(place);
    await expect(again.getByText('The run has ended', { exact: false }).first()).toBeVisible({ timeout: 80_000 });
    const whole = await storedIn(shell.home, run);
    expect(whole.at(-1)?.type).toBe('v1.run.ended');
    expect(flaws(seqsOf(whole))).toEqual([]);
    expect(heard.filter((one) => one.run === run).flatMap((one) => one.events)).toEqual(whole);
    await expect(again.getByText(`seq ${whole.length} of ${whole.length}`)).toBeVisible();
  });
}

async function crash(room: Page): Promise<void> {
  const crashed = room.waitForEvent('crash');
  const devtools = await room.context().newCDPSession(room);
  // Who crashes does not answer.
  void devtools.send('Page.crash').catch(() => undefined);
  await crashed;
}

test('a window whose session is gone says so in one sentence, and does not try for ever', async ({ room, shell }) => {
  await expect(room.getByRole('heading', { level: 1 })).toBeVisible();
  await kill(shell);
  const folder = join(shell.home, 'shells');
  const [name = ''] = readdirSync(folder);
  const remembered = JSON.parse(readFileSync(join(folder, name), 'utf8')) as object;
  writeFileSync(join(folder, name), JSON.stringify({ ...remembered, sessions: [] }));
  const next = await startAgain(shell);
  const over = room.getByRole('alert').filter({ hasText: 'The session of this window is over' });
  await expect(over).toHaveText(/open the link that it prints; every run is kept\.$/);
  const asked: string[] = [];
  room.on('request', (request) => asked.push(request.url()));
  // By the link that the new shell prints the same tab is in again.
  await room.goto(next.link);
  await expect(over).toBeHidden();
  await expect(room.getByRole('heading', { level: 1 })).toBeVisible();
  expect(asked.filter((url) => url.endsWith('/session'))).toHaveLength(1);
  await next.stop();
});

test('a shell that was told to end is remembered nowhere, and its window says what to do', async ({ room, shell }) => {
  await expect(room.getByRole('heading', { level: 1 })).toBeVisible();
  expect(readdirSync(join(shell.home, 'shells'))).toHaveLength(1);
  await kill(shell, 'SIGTERM');
  await expect(room.getByRole('alert')).toContainText('Start it again with npm start');
  expect(readdirSync(join(shell.home, 'shells'))).toEqual([]);
});

test('another program that takes the port of a killed shell is told nothing, and the window says so', async ({
  room,
  shell,
}) => {
  await expect(room.getByRole('heading', { level: 1 })).toBeVisible();
  const key = await room.evaluate(() => localStorage.getItem('parley-key') ?? '');
  expect(key).toMatch(/^[\w-]{43}$/);
  await kill(shell);
  const told: string[] = [];
  let sockets = 0;
  const squatter = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => told.push(text));
    // All that it can know: the form of an answer.
    response.end(JSON.stringify({ ticket: 'A'.repeat(43), proof: 'B'.repeat(43) }));
  });
  squatter.on('upgrade', (_request, socket) => {
    sockets += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => squatter.listen(Number(new URL(shell.origin).port), '127.0.0.1', resolve));
  const alert = room.getByRole('alert');
  await expect(alert).toContainText('Another program answers in the place of Parley');
  squatter.closeAllConnections();
  await new Promise((resolve) => squatter.close(resolve));
  expect(told.length).toBeGreaterThan(0);
  expect([sockets, told.filter((text) => !/^\{"nonce":"[\w-]{43}"\}$/.test(text) || text.includes(key))]).toEqual([
    0,
    [],
  ]);
  // The control: the right shell in that place is believed.
  const next = await startAgain(shell);
  await expect(alert).toBeHidden();
  await next.stop();
});

test('a used link opens the window where the browser was in before, and too many wrong ones make it wait', async ({
  room,
  shell,
  context,
  browser,
}) => {
  await expect(room.getByRole('heading', { level: 1 })).toBeVisible();
  const second = await context.newPage();
  await second.goto(shell.link);
  await expect(second.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(second.getByRole('alert')).toHaveCount(0);
  for (let wait = 0; wait < 4;) {
    const answer = await post(shell.origin, { link: 'x'.repeat(43) });
    wait = Number(answer.headers.get('retry-after') ?? 0);
    if (answer.status === 429 && wait < 4) await new Promise((resolve) => setTimeout(resolve, wait * 1000));
  }
  const stranger = await browser.newContext();
  const third = await stranger.newPage();
  await third.goto(shell.link);
  await expect(third.getByRole('alert')).toContainText(/Too many wrong links .* in \d s/);
  await expect(third.getByRole('alert')).toContainText('This link was used already');
  await stranger.close();
});
