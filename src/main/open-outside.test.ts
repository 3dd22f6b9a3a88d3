import fc from 'fast-check';
import { expect, test } from 'vitest';
import { httpsAddress, openOutside } from './open-outside.ts';
import { createFakeElectron } from './testing/fake-electron.ts';
import { NEVER_OPENED } from './testing/hostile-addresses.ts';

function outside(response: number): ReturnType<typeof createFakeElectron> {
  const fake = createFakeElectron();
  fake.user.response = response;
  return fake;
}

test.each(NEVER_OPENED.map((address) => [address.slice(0, 60), address]))(
  '%j never reaches the system, and the user is not even asked',
  async (_name, address) => {
    const fake = outside(1);
    expect(await openOutside(address, fake.parts)).toBe(false);
    expect(fake.calls).toEqual([]);
  },
);

test('an https address is opened after the user has seen it whole and agreed', async () => {
  const fake = outside(1);
  const address = 'https://example.com/a?b=c#d';
  expect(await openOutside(address, fake.parts)).toBe(true);
  expect(fake.calls.map(([name]) => name)).toEqual(['dialog.showMessageBox', 'shell.openExternal']);
  expect(fake.callsOf('dialog.showMessageBox')[0]?.[1]).toMatchObject({ detail: address, defaultId: 0, cancelId: 0 });
  expect(fake.callsOf('shell.openExternal')).toEqual([['shell.openExternal', address]]);
});

test('without the user’s word nothing is opened', async () => {
  const fake = outside(0);
  expect(await openOutside('https://example.com/', fake.parts)).toBe(false);
  expect(fake.callsOf('shell.openExternal')).toEqual([]);
});

test('what is shown is what is opened, whatever is asked for', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.webUrl(),
        fc.string(),
        fc.string().map((text) => `https://${text}`),
      ),
      async (address) => {
        const fake = outside(1);
        await openOutside(address, fake.parts);
        const shown = fake
          .callsOf('dialog.showMessageBox')
          .map(([, options]) => (options as { detail: string }).detail);
        const opened = fake.callsOf('shell.openExternal').map(([, url]) => url);
        expect(opened).toEqual(shown);
        for (const url of shown) expect(url).toMatch(/^https:\/\/[\x21-\x7e]+$/u);
      },
    ),
    { numRuns: 300 },
  );
});

test('the table has teeth: a check of the beginning alone would let some of it through', () => {
  expect(NEVER_OPENED.filter((address) => /^https:/iu.test(address.trim())).length).toBeGreaterThan(8);
  expect(NEVER_OPENED.filter((address) => httpsAddress(address) !== undefined)).toEqual([]);
});
