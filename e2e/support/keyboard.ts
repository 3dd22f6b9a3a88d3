import { expect, type Page } from '@playwright/test';

type Focus = {
  readonly what: string;
  readonly isBody: boolean;
  /** Its own outline, a caret, or what a popup marks as chosen: something shows where one is. */
  readonly isSeen: boolean;
};

/** What has the focus, and whether one can see that. */
export const focusIn = (page: Page): Promise<Focus> =>
  page.evaluate(() => {
    const own = document.activeElement;
    if (own === null || own === document.body) return { what: 'body', isBody: true, isSeen: false };
    const { outlineStyle, outlineWidth } = getComputedStyle(own);
    const { width, height } = own.getBoundingClientRect();
    const isOutlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
    const isText = own.matches('input, textarea');
    const isList = own.matches('[role="dialog"], [role="menu"], [role="listbox"]');
    const name = own.getAttribute('aria-label') ?? own.textContent?.slice(0, 40) ?? '';
    return {
      what: `${own.tagName.toLowerCase()} ${own.getAttribute('role') ?? ''} ${name}`,
      isBody: false,
      isSeen: width > 0 && height > 0 && (isOutlined || isText || isList),
    };
  });

/** Presses a key until what has the focus is so; everything that gets the focus on the way has to be seen to have it. */
export async function press(page: Page, key: string, until: string | RegExp): Promise<void> {
  const passed: string[] = [];
  for (let times = 0; times < 90; times += 1) {
    await page.keyboard.press(key);
    const focus = await focusIn(page);
    passed.push(focus.what);
    // Behind the last control stands the browser's own frame.
    expect(focus.isBody || focus.isSeen, `${focus.what} has the focus and nothing shows it`).toBe(true);
    if (typeof until === 'string' ? focus.what.includes(until) : until.test(focus.what)) return;
  }
  throw new Error(`${key} never came to ${String(until)}; it passed ${passed.join(' · ')}`);
}

/** Waits until something has the focus that one can see. */
export async function hasFocus(page: Page, what: RegExp): Promise<void> {
  await expect.poll(async () => (await focusIn(page)).what).toMatch(what);
  expect((await focusIn(page)).isSeen, 'the focus is seen').toBe(true);
}

/** Counts what a mouse or a finger does in the page, from now on. */
export async function countPointers(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = { pointers: 0 };
    Object.assign(window, { counted });
    for (const type of ['pointerdown', 'mousedown', 'wheel', 'touchstart'])
      window.addEventListener(type, () => (counted.pointers += 1), { capture: true });
  });
  return () => page.evaluate(() => (window as unknown as { readonly counted: { pointers: number } }).counted.pointers);
}
