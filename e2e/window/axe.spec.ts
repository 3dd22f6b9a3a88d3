import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../support/window.ts';

const RUN = '2026-11-22-1932-the-users-endpoint-0wo0';
const PLACES = {
  home: '#/',
  runs: '#/runs?q=users',
  models: '#/models',
  'new deliberation': '#/new?from=users-endpoint',
  'a run': `#/run/${RUN}?seq=20&sel=turn:3`,
};

for (const theme of ['dark', 'light'] as const) {
  for (const [name, place] of Object.entries(PLACES)) {
    test(`${name} in the ${theme} theme is without a violation that axe can see`, async ({ room }) => {
      await room.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await room.evaluate((hash) => (location.hash = hash), place);
      await expect(room.getByRole('heading', { level: 1 })).toBeVisible();
      await room.waitForTimeout(500);
      const found = await new AxeBuilder({ page: room }).analyze();
      expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))])).toEqual([]);
    });
  }
}

for (const [name, words] of Object.entries({ 'with something to choose': '', 'with nothing to choose': 'zzzzqqq' })) {
  test(`the palette ${name} is without a violation that axe can see`, async ({ room }) => {
    await room.emulateMedia({ reducedMotion: 'reduce' });
    await expect(room.getByRole('heading', { level: 1 })).toBeVisible();
    await room.keyboard.press('Control+k');
    await room.getByRole('combobox').fill(words);
    if (words !== '') await expect(room.getByText('Nothing goes by these words.')).toBeVisible();
    await room.waitForTimeout(500);
    const found = await new AxeBuilder({ page: room }).analyze();
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))])).toEqual([]);
  });
}
