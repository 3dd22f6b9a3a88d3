import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './window.ts';

/** What axe finds wrong with the page as it stands, in both themes. */
export async function expectAccessible(room: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await room.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await room.waitForTimeout(400);
    const { violations } = await new AxeBuilder({ page: room }).analyze();
    expect(violations.map(({ id, nodes }) => [colorScheme, id, nodes.map(({ html }) => html.slice(0, 160))])).toEqual(
      [],
    );
  }
}
