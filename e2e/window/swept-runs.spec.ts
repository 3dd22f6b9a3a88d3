import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { startShell } from '../support/shell.ts';
import { sweptHome, type Swept } from '../support/sweep.ts';
import { expect, test as base } from '../support/window.ts';

/** A window at the list of runs, in a home with a sweep of four runs that is over. */
const test = base.extend<{ readonly swept: Swept }>({
  swept: async ({ baseURL: _ }, use) => {
    await use(await sweptHome({ seeds: '1' }));
  },
  shell: async ({ swept }, use) => {
    const shell = await startShell({ home: swept.home, at: '#/runs' });
    await use(shell);
    await shell.stop();
  },
});

const list = (room: Page): Locator => room.getByRole('region', { name: 'Runs' });
const sidebar = (room: Page): Locator => room.getByRole('navigation', { name: 'Runs' });
const fold = (within: Locator): Locator => within.getByRole('button', { name: /^.?\s*Sweep: Library/ });
/** The runs of the sweep that are shown, by their addresses. */
async function shown(within: Locator, { cells }: Swept): Promise<readonly string[]> {
  const links = await within.getByRole('link').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  return cells.flatMap(({ run }) => (links.some((link) => link.endsWith(`/run/${run}`)) ? [run ?? ''] : []));
}

test('the runs of a sweep are one row, which unfolds by keys and leads to the sweep', async ({ room, swept }) => {
  await expect(fold(list(room))).toContainText('4 runs');
  await expect(fold(list(room))).toHaveAttribute('aria-expanded', 'false');
  expect(await shown(list(room), swept)).toEqual([]);
  await fold(list(room)).focus();
  await room.keyboard.press('Enter');
  await expect(fold(list(room))).toHaveAttribute('aria-expanded', 'true');
  await expect(fold(list(room))).toBeFocused();
  expect(await shown(list(room), swept)).toHaveLength(4);
  // They are told apart by what differs.
  await expect(list(room).getByRole('link', { name: /^scripted-b/ })).toHaveCount(2);
  await room.keyboard.press('Space');
  await expect(fold(list(room))).toHaveAttribute('aria-expanded', 'false');
  expect(await shown(list(room), swept)).toEqual([]);
  await list(room).getByRole('link', { name: 'Open the sweep' }).click();
  await expect(room).toHaveURL(new RegExp(`#/sweeps/${swept.sweep}$`));
});

test('the search finds each run of a sweep by itself', async ({ room, swept }) => {
  await expect(fold(list(room))).toBeVisible();
  await room.getByRole('searchbox', { name: 'Search runs and messages' }).fill('single');
  await expect(fold(list(room))).toHaveCount(0);
  await expect.poll(() => shown(list(room), swept)).toHaveLength(2);
  await room.getByRole('searchbox').fill('');
  await expect(fold(list(room))).toBeVisible();
});

test('beside the page they are one row too, which stands open while one of them is shown', async ({ room, swept }) => {
  await expect(fold(sidebar(room))).toContainText('4 runs');
  expect(await shown(sidebar(room), swept)).toEqual([]);
  await room.evaluate((run) => (location.hash = `#/run/${run}`), swept.cells[0]?.run);
  await expect(fold(sidebar(room))).toHaveAttribute('aria-expanded', 'true');
  expect(await shown(sidebar(room), swept)).toHaveLength(4);
  await expect(sidebar(room).locator('[aria-current="page"]')).toHaveCount(1);
  await fold(sidebar(room)).press('Enter');
  expect(await shown(sidebar(room), swept)).toEqual([]);
});

for (const theme of ['dark', 'light'] as const) {
  test(`unfolded, in the ${theme} theme, they are without a violation that axe can see`, async ({ room }) => {
    await room.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await fold(list(room)).click();
    await fold(sidebar(room)).click();
    const found = await new AxeBuilder({ page: room }).analyze();
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))])).toEqual([]);
  });
}
