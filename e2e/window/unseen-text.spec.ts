import type { Page } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storeRun } from '../support/stored-run.ts';
import { expect, test } from '../support/window.ts';

/** Row R6: what would act without being seen is a mark to see, wherever a foreign text stands; names that look alike are refused. */
const UNSEEN = '\u202e\u2066\u200b\u200f\u{e0041}\u{e0062}\u00ad\u061c\u2028\u001b\ufeff\u3164\u{e0141}';
const odd = (words: string): string => `${words.slice(0, 3)}${UNSEEN}${words.slice(3)}`;

/** Characters that act unseen, in the page's words or in what a screen reader is told, each with where it stands. */
const unseenIn = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const acts =
      /(?![\t\n\r])\p{Cc}|[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\u{e0000}-\u{e0fff}]/u;
    const found: string[] = [];
    const look = (text: string | null, where: Element | null): void => {
      if (text === null || !acts.test(text)) return;
      found.push(`${where?.outerHTML.slice(0, 160)}: ${JSON.stringify(text.slice(0, 60))}`);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { nodeValue, parentElement } = walker.currentNode;
      // A field holds what is edited, as it is.
      if (parentElement?.tagName !== 'TEXTAREA') look(nodeValue, parentElement);
    }
    for (const element of document.querySelectorAll('*'))
      for (const name of ['aria-label', 'aria-description', 'aria-valuetext', 'title', 'placeholder', 'alt'])
        look(element.getAttribute(name), element);
    look(document.title, document.head);
    return found;
  });

const goTo = (page: Page, hash: string): Promise<void> => page.evaluate((to) => void (location.hash = to), hash);

test.use({ viewport: { width: 1500, height: 3000 } });

test('R6: on every page and in every panel, what would act unseen is a chip, and text of either direction keeps to itself', async ({
  room,
  shell,
}) => {
  test.setTimeout(180_000);
  const voice = (name: string) => ({
    ...{ name: odd(name), role: odd('one who hides things'), model: odd('scripted') },
    ...{ body: `${odd('hidden words')} and **${odd('strong')}** and \`${odd('code')}\``, failure: odd('failed') },
  });
  const voices = ['Ada', 'Ben', 'Cleo'].map((name) => voice(`${name}x`));
  storeRun(shell.home, 'unseen', { title: odd('Title of it'), question: odd('Question?'), voices });
  const scenario = `title: ${JSON.stringify(odd('Scenario'))}\nquestion: ${JSON.stringify(odd('What?'))}\n`;
  const seats = `seats:\n  - name: Ada\n    role: ${JSON.stringify(odd('critic'))}\n`;
  writeFileSync(join(shell.home, 'scenarios', 'unseen.yaml'), scenario + seats);
  for (const place of ['#/', '#/runs', '#/runs?q=hidden', '#/new?from=unseen', '#/models']) {
    await goTo(room, place);
    await room.waitForTimeout(700);
    expect(await unseenIn(room), place).toEqual([]);
  }
  await goTo(room, '#/run/unseen?sel=turn:1');
  const log = room.getByRole('log');
  await expect(log.getByText('⟨U+202E⟩').first()).toBeVisible();
  // One chip for each: in names, words, strong words and code.
  expect(await log.getByTitle('A character that would not be seen').count()).toBeGreaterThan(30);
  expect(await log.locator('bdi[dir=auto]').count()).toBeGreaterThan(3);
  const found = new Set<string>();
  for (const sel of ['turn:1', 'message:m1', 'turn:4', 'event:5', 'event:20']) {
    await goTo(room, `#/run/unseen?sel=${sel}`);
    const tabs = room.getByRole('tab');
    await expect(tabs.first()).toBeVisible();
    // Which there are may change with what is picked out.
    for (let at = 0; at < (await tabs.count()); at += 1) {
      await tabs.nth(at).click();
      for (const one of await unseenIn(room)) found.add(one);
    }
  }
  expect([...found]).toEqual([]);
  await room.keyboard.press('Escape');
  await room.keyboard.press('ControlOrMeta+k');
  await room.keyboard.type('Tit');
  await expect(room.getByRole('dialog')).toBeVisible();
  expect(await unseenIn(room)).toEqual([]);
});

test('R6, the control: the same characters in the page as they are would be found', async ({ room }) => {
  expect(await unseenIn(room)).toEqual([]);
  await room.evaluate((text) => document.body.append(text), odd('planted'));
  await room.evaluate((text) => document.body.setAttribute('title', text), odd('planted'));
  expect(await unseenIn(room)).toHaveLength(2);
});

test('R6: a name that could be taken for another seat’s or for the house is refused beside its field', async ({
  room,
}) => {
  await goTo(room, '#/new?from=talk');
  const names = room.getByRole('textbox', { name: 'Name' });
  await expect(names.first()).toHaveValue('Ada');
  const start = room.getByRole('button', { name: 'Start', exact: true });
  for (const [written, told] of [
    ['Аda', /'Аda' looks like 'Ada'; give each seat a name of its own/u],
    ['ADA', /'ADA' looks like 'Ada'; give each seat a name of its own/u],
    ['Аrbiter', /'Аrbiter' looks like 'arbiter', a name of the house/u],
    ['B\u200ben', /invisible characters/u],
    ['B\u202een', /invisible characters/u],
  ] as const) {
    await names.nth(1).fill(written);
    await names.nth(1).blur();
    await expect(room.getByText(told).first()).toBeVisible();
  }
  await start.click();
  await expect(room).toHaveURL(/#\/new/u);
  await names.nth(1).fill('Ben');
  await names.nth(1).blur();
  await expect(room.getByText(/looks like|invisible characters/u)).toHaveCount(0);
});
