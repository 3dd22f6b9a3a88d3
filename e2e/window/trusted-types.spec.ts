import { startListener } from '../support/listener.ts';
import { expect, test } from '../support/window.ts';

/** Row R4 in a real browser: where code of the window did put text into markup or run it, the policy would stop it. */
function trySinks(): readonly string[] {
  const page = globalThis as unknown as { __pwned?: unknown };
  const code = 'window.__pwned = 1';
  const markup = `<img src=x onerror="${code}">`;
  const place = document.body.appendChild(document.createElement('div'));
  const ways: Readonly<Record<string, () => unknown>> = {
    innerHTML: () => (place.innerHTML = markup),
    outerHTML: () => (place.appendChild(document.createElement('p')).outerHTML = markup),
    insertAdjacentHTML: () => place.insertAdjacentHTML('beforeend', markup),
    fragment: () => place.append(document.createRange().createContextualFragment(markup)),
    parser: () => new DOMParser().parseFromString(markup, 'text/html'),
    write: () => document.write(markup),
    srcdoc: () => (place.appendChild(document.createElement('iframe')).srcdoc = markup),
    script: () => (place.appendChild(document.createElement('script')).textContent = code),
    attribute: () => place.setAttribute('onclick', code),
    policy: () =>
      (
        globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }
      ).trustedTypes.createPolicy('any', { createHTML: (text: string) => text }),
  };
  const passed = Object.entries(ways).flatMap(([name, way]) => {
    try {
      way();
      return [name];
    } catch {
      return [];
    }
  });
  return page.__pwned === undefined ? passed : [...passed, 'ran'];
}

test('R4: no text becomes markup and none becomes code, by any sink of the page', async ({ context, shell }) => {
  // Not by the fixture that watches for refusals: here they are what is wanted.
  const page = await context.newPage();
  await page.goto(shell.link);
  await expect(page.getByRole('main')).toBeVisible();
  expect(await page.evaluate(trySinks)).toEqual([]);
  expect(await page.evaluate(() => (window as unknown as { __pwned?: unknown }).__pwned)).toBeUndefined();
});

test('R4, the control: a page without our policy lets nearly all of them through', async ({ page }) => {
  const bare = await startListener('<!doctype html><title>Control</title><body>');
  await page.goto(bare.origin);
  expect((await page.evaluate(trySinks)).length).toBeGreaterThan(7);
  bare.close();
});
