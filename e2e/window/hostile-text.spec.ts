import type { Page } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostileTexts, type HostileText } from '../support/hostile-texts.ts';
import { startListener, type Listener } from '../support/listener.ts';
import { storeRun } from '../support/stored-run.ts';
import { expect, test } from '../support/window.ts';

/**
 * Rows R1 to R3: what a run's file, a scenario and a model's name say is shown as the text that it is, on every page. The fixtures of
 * `support/window.ts` fail each of these tests where the page throws, the policy refuses something, or a request leaves for elsewhere.
 */
const VOICES = 16;

let elsewhere: Listener;
let texts: readonly HostileText[];
test.beforeAll(async () => {
  elsewhere = await startListener('<!doctype html><title>Control</title>');
  texts = hostileTexts(elsewhere.origin);
});
test.afterAll(() => elsewhere.close());
// High, so that no row is left out because it is not to be seen.
test.use({ viewport: { width: 1500, height: 9000 } });

/** Numbers of the texts that ran in this page. */
const ran = (page: Page): Promise<readonly number[]> =>
  page.evaluate(() => (window as unknown as { __pwned?: number[] }).__pwned ?? []);

/** What stands in the page that no page of ours has: as markup it could only have come out of a text. */
const foreign = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const ours = (element: Element): boolean => element.matches('a[href^="#/"]:not([target], [ping]), a[href="#main"]');
    const asked =
      'a, img, picture, source, iframe, object, embed, video, audio, track, base, style, math, marquee, body script';
    const odd = [...document.querySelectorAll(`${asked}, form[action], [srcdoc], [background], meta[http-equiv]`)];
    const handlers = [...document.querySelectorAll('*')].filter((element) =>
      element.getAttributeNames().some((name) => name.startsWith('on')),
    );
    return [...odd.filter((element) => !ours(element)), ...handlers].map((element) => element.outerHTML.slice(0, 200));
  });

const goTo = (page: Page, hash: string): Promise<void> => page.evaluate((to) => void (location.hash = to), hash);

async function expectInert(page: Page, origin: string): Promise<void> {
  expect(await ran(page)).toEqual([]);
  expect(await foreign(page)).toEqual([]);
  expect(new URL(page.url()).origin).toBe(origin);
  expect(page.context().pages()).toHaveLength(1);
  expect(elsewhere.seen()).toEqual([]);
}

/** The texts in runs of sixteen: each is a name, a role, a model, a message and an error; together they are title and question. */
function storeTexts(home: string): readonly (readonly HostileText[])[] {
  const chunks = Array.from({ length: Math.ceil(texts.length / VOICES) }, (_, at) =>
    texts.slice(at * VOICES, (at + 1) * VOICES),
  );
  for (const [at, chunk] of chunks.entries()) {
    const together = chunk.map(({ text }) => text).join(' ');
    const voices = chunk.map(({ text }) => ({ name: text, role: text, model: text, body: text, failure: text }));
    storeRun(home, `hostile-${at}`, { title: together, question: together, voices });
  }
  return chunks;
}

test('R1, R2, R3: more than 400 hostile texts as message, name, title, question, role, model and error do nothing and are shown', async ({
  room,
  shell,
}) => {
  test.setTimeout(480_000);
  expect(texts.length).toBeGreaterThan(400);
  let dialogs = 0;
  room.on('dialog', (dialog) => void ((dialogs += 1), dialog.dismiss()));
  for (const [at, chunk] of storeTexts(shell.home).entries()) {
    await goTo(room, `#/run/hostile-${at}`);
    const log = room.getByRole('log');
    // Shown, word for word: each text carries a number of its own, wherever it does not name an address alone.
    for (const { id, text } of chunk) {
      const sign = text.includes(`push(${id})`) ? `push(${id})` : `/x${id}`;
      if (text.includes(sign)) await expect(log).toContainText(sign);
    }
    for (const place of ['turn:1', 'message:m2', `turn:${VOICES + 1}`]) {
      await goTo(room, `#/run/hostile-${at}?sel=${place}`);
      await expect(room.getByTestId('inspector').or(room.getByRole('tabpanel')).first()).toBeVisible();
    }
    await expectInert(room, shell.origin);
  }
  expect(dialogs).toBe(0);
});

test('R1, R3: the same on every page, in every panel, in the form and beside its fields', async ({ room, shell }) => {
  test.setTimeout(180_000);
  const chunks = storeTexts(shell.home).slice(0, 3);
  const quoted = (text = ''): string => JSON.stringify(text.replace(/\p{Cc}/gu, ' '));
  const [one, two, three] = texts.slice(40).map(({ text }) => quoted(text));
  const seats = `  - name: Ada\n    role: ${two}\n    model: ${three}\n  - name: Ben\n    role: ${one}\n`;
  const good = `title: ${one}\nquestion: ${two}\nmodel: scripted\nseats:\n${seats}`;
  writeFileSync(join(shell.home, 'scenarios', 'hostile.yaml'), good);
  for (const place of ['#/', '#/runs', '#/runs?q=pwned', '#/models', '#/new?from=hostile']) {
    await room.reload();
    await goTo(room, place);
    await expect(room.getByRole('main')).toBeVisible();
    await room.waitForTimeout(700);
    await expectInert(room, shell.origin);
  }
  const name = room.getByRole('textbox', { name: 'Name' }).first();
  for (const { text } of texts.slice(40, 48)) {
    await name.fill(text);
    await name.blur();
    await expect(room.getByText(/name (?:begins with|is longer)/u).first()).toBeVisible();
    await expectInert(room, shell.origin);
  }
  for (const at of chunks.keys()) {
    await goTo(room, `#/run/hostile-${at}?sel=turn:1`);
    await expect(room.getByRole('log')).toContainText(`push(${at * VOICES})`);
    const tabs = room.getByRole('tab');
    await expect(tabs.first()).toBeVisible();
    expect(await tabs.count()).toBeGreaterThan(5);
    for (let tab = 0; tab < (await tabs.count()); tab += 1) {
      await tabs.nth(tab).click();
      await expectInert(room, shell.origin);
    }
    await room.keyboard.press('Escape');
    await room.keyboard.press('ControlOrMeta+k');
    await expect(room.getByRole('dialog')).toBeVisible();
    await room.keyboard.type('push');
    await expectInert(room, shell.origin);
    await room.keyboard.press('Escape');
  }
});

test('the control: as markup, in a page without our policy, the same texts run and ask for addresses', async ({
  page,
}) => {
  const listener = await startListener('<!doctype html><title>Control</title>');
  const own = hostileTexts(listener.origin);
  await page.goto(listener.origin);
  const before = listener.seen().length;
  await page.evaluate(
    (all) => {
      const base = document.createElement('base');
      for (const text of all) {
        const place = document.body.appendChild(document.createElement('div'));
        // What leads the whole page away would end the control.
        if (/http-equiv|<base/u.test(text)) continue;
        place.append(document.createRange().createContextualFragment(text));
      }
      base.remove();
    },
    own.map(({ text }) => text),
  );
  await expect.poll(async () => new Set(await ran(page)).size).toBeGreaterThan(150);
  const asked = () =>
    new Set(
      listener
        .seen()
        .slice(before)
        .filter((path) => /^\/x\d+/u.test(path)),
    ).size;
  await expect.poll(asked).toBeGreaterThan(12);
  expect((await foreign(page)).length).toBeGreaterThan(300);
  listener.close();
});
