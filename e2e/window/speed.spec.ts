import type { Page } from '@playwright/test';
import { expect, test } from '../support/window.ts';

const PLACE = '#/run/2026-11-22-1932-the-users-endpoint-0wo0?seq=30';

/** Asking for one of these makes the browser lay the page out at once, in the middle of whatever goes on. */
async function countLayouts(page: Page): Promise<void> {
  await page.evaluate(() => {
    const counted = window as unknown as { layouts: number };
    counted.layouts = 0;
    const count = (owner: object, name: string): void => {
      const own = Object.getOwnPropertyDescriptor(owner, name);
      if (own?.get === undefined) throw new Error(`there is no ${name} to count`);
      Object.defineProperty(owner, name, {
        ...own,
        get(this: unknown): unknown {
          counted.layouts += 1;
          return own.get?.call(this);
        },
      });
    };
    for (const name of ['scrollTop', 'scrollHeight', 'clientHeight', 'clientWidth']) count(Element.prototype, name);
    for (const name of ['offsetHeight', 'offsetWidth', 'offsetTop']) count(HTMLElement.prototype, name);
  });
}

/** How often a key asks for the layout until React has committed what it changed; `more` is done in the same task. */
const layoutsOf = (page: Page, key: string, more: 'nothing' | 'a reading' = 'nothing'): Promise<number> =>
  page.evaluate(
    async ([key, more]) => {
      const counted = window as unknown as { layouts: number };
      const before = counted.layouts;
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      await Promise.resolve();
      if (more === 'a reading') document.querySelector('[data-testid=transcript]')?.scrollHeight.toString();
      return counted.layouts - before;
    },
    [key, more] as const,
  );

const settled = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  });

test('a jump of the playhead asks for no layout until it is committed, and shows the end of what was said then in its frame', async ({
  room,
}) => {
  await room.evaluate((place) => (location.hash = place), PLACE);
  const playhead = room.getByRole('region', { name: 'Playhead' });
  await expect(playhead).toContainText('seq 30 of');
  await settled(room);
  await countLayouts(room);
  for (const key of ['3', '8', '[', '.', ',', 'ArrowLeft', '5', '9']) {
    const before = await playhead.textContent();
    expect(await layoutsOf(room, key), `layouts of ${key}`).toBe(0);
    expect(await playhead.textContent(), `${key} moves`).not.toBe(before);
    await settled(room);
    const below = await room
      .getByTestId('transcript')
      .evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
    expect(below, `pixels below what is seen after ${key}`).toBeLessThan(2);
  }
  // Without this the counting could have come to nothing.
  expect(await layoutsOf(room, '4', 'a reading')).toBe(1);
});

test('what stands beside the transcript is drawn once for all jumps between two frames', async ({ room }) => {
  await room.evaluate((place) => (location.hash = place), PLACE);
  await expect(room.getByRole('region', { name: 'Playhead' })).toContainText('seq 30 of');
  await settled(room);
  const drawn = await room.evaluate(async () => {
    const changes = { panels: 0, words: 0 };
    const count = (kind: keyof typeof changes, selector: string): void => {
      const place = document.querySelector(selector);
      if (place === null) throw new Error(`there is no ${selector}`);
      new MutationObserver(() => (changes[kind] += 1)).observe(place, {
        ...{ subtree: true, childList: true, characterData: true },
      });
    };
    count('panels', '[data-testid=inspector]');
    count('words', 'section[aria-label="Playhead"]');
    await new Promise((resolve) => requestAnimationFrame(resolve));
    for (const key of ['3', '8', '2', '9']) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      await new Promise((resolve) => queueMicrotask(() => queueMicrotask(() => resolve(undefined))));
    }
    for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    return changes;
  });
  // The words of the playhead are drawn with every jump: what is drawn once is so because it waits.
  expect(drawn).toEqual({ panels: 1, words: 4 });
});
