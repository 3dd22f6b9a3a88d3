import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { startShell } from '../support/shell.ts';
import { sweptHome, type Swept } from '../support/sweep.ts';
import { expect, test as base } from '../support/window.ts';

/** A window at the blind judgement of a sweep that is over. */
const test = base.extend<{ readonly swept: Swept }>({
  swept: async ({ baseURL: _ }, use) => {
    await use(await sweptHome({ modes: 'peers', seeds: '1,2,3,4' }));
  },
  shell: async ({ swept }, use) => {
    const shell = await startShell({ home: swept.home, at: `#/sweeps/${swept.sweep}/judge` });
    await use(shell);
    await shell.stop();
  },
});

/** What would tell whose an outcome is: the models by their ids and names, and the runs. */
const tells = (swept: Swept): readonly string[] => [
  'scripted',
  'Scripted',
  ...swept.cells.flatMap(({ run }) => (run === undefined ? [] : [run])),
];

/** Those of the words that stand anywhere in the page: texts, attributes, addresses, its title. */
async function toldBy(room: Page, words: readonly string[]): Promise<readonly string[]> {
  const page = `${await room.title()}\n${await room.content()}`;
  return words.filter((word) => page.includes(word));
}

const judged = (room: Page, count: number) => expect(room.getByText(`${count} of 4 pairs judged.`)).toBeVisible();

test('nothing in the page tells whose the outcomes are until the verdict, and then it is told', async ({
  room,
  swept,
}) => {
  await expect(room.getByRole('article', { name: 'Left' })).toBeVisible();
  await expect(room.getByRole('article', { name: 'Right' })).toBeVisible();
  await judged(room, 0);
  // Whatever else the window fetches has come by then.
  await room.waitForTimeout(1000);
  expect(await toldBy(room, tells(swept))).toEqual([]);

  await room.getByRole('button', { name: 'Left is better' }).click();
  await expect(room.getByText('You said that left is better.')).toBeVisible();
  await expect(room.getByRole('article', { name: 'Left' })).toContainText('✓ Better:');
  await judged(room, 1);
  // The control: the same look sees both models and both runs now.
  const told = await toldBy(room, tells(swept));
  expect(told).toContain('scripted');
  expect(told.filter((word) => word.toLowerCase() !== 'scripted')).toHaveLength(2);

  await expect(room.getByRole('button', { name: 'Next two' })).toBeFocused();
  await room.keyboard.press('Enter');
  await expect(room.getByRole('button', { name: 'Left is better' })).toBeVisible();
  expect(await toldBy(room, tells(swept))).toEqual([]);
});

test('by keys alone to the last pair, each counted once; then it says that none is left, and the table has an Elo with its n', async ({
  room,
  swept,
}) => {
  const said = [
    ['1', 'left'],
    ['ArrowRight', 'right'],
    ['0', 'neither'],
    ['ArrowLeft', 'left'],
  ] as const;
  for (const [at, [key, side]] of said.entries()) {
    await expect(room.getByRole('button', { name: 'Left is better' })).toBeVisible();
    await judged(room, at);
    await room.keyboard.press(key);
    await expect(room.getByText(`You said that ${side} is better.`)).toBeVisible();
    // A key more changes nothing.
    await room.keyboard.press('2');
    await judged(room, at + 1);
    await expect(room.getByText(`You said that ${side} is better.`)).toBeVisible();
    await room.keyboard.press('Enter');
  }
  await expect(room.getByText('None is left: all 4 that can be judged now are.')).toBeVisible();
  await room.reload();
  await expect(room.getByText('None is left: all 4 that can be judged now are.')).toBeVisible();
  await room.getByRole('link', { name: 'Back to the sweep' }).click();
  await expect(room).toHaveURL(new RegExp(`#/sweeps/${swept.sweep}$`));
  const table = room.getByRole('table', { name: 'What each model reached' });
  await expect(table.getByRole('columnheader', { name: 'Elo, judged blind' })).toBeVisible();
  const elos = table.getByRole('cell').filter({ hasText: /^\d{3,4}\s*n 4$/ });
  await expect(elos).toHaveCount(2);
  const ratings = (await elos.allInnerTexts()).map((text) => Number.parseInt(text, 10));
  // As many points above the middle as the other is below.
  expect((ratings[0] ?? 0) + (ratings[1] ?? 0)).toBe(3000);
});

const PLACES = {
  'all sweeps': () => '#/sweeps',
  'a sweep': ({ sweep }: Swept) => `#/sweeps/${sweep}`,
  'blind judgement': ({ sweep }: Swept) => `#/sweeps/${sweep}/judge`,
};

for (const theme of ['dark', 'light'] as const) {
  for (const [name, place] of Object.entries(PLACES)) {
    test(`${name} in the ${theme} theme: no violation that axe can see`, async ({ room, swept }) => {
      await room.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await room.evaluate((hash) => (location.hash = hash), place(swept));
      await expect(room.getByRole('heading', { level: 1 })).toBeVisible();
      if (name === 'all sweeps') {
        await room.getByRole('button', { name: 'New sweep' }).click();
        await room.getByRole('combobox', { name: 'Scenario' }).click();
        await room.getByRole('option', { name: /town library/ }).click();
        await room.getByRole('checkbox', { name: 'Vary single seats' }).check();
        await room.getByLabel('Seeds').fill('x');
      }
      await room.waitForTimeout(500);
      const found = await new AxeBuilder({ page: room }).analyze();
      expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))])).toEqual([]);
    });
  }
}
