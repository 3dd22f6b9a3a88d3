import type { Page } from '@playwright/test';
import { fakeHome, type FakeHome } from '../../src/inference/testing/fake-homes.ts';
import { expectAccessible } from '../support/axe.ts';
import { startShell } from '../support/shell.ts';
import { expect, test as base } from '../support/window.ts';

/** A home in which LM Studio and Ollama keep a tiny model each, and one file that is none. */
const test = base.extend<{ readonly others: FakeHome }>({
  others: async ({ baseURL: _ }, use) => {
    const others = fakeHome();
    const tiny = await others.gguf(others.at('tiny.gguf'), { seed: 3 });
    others.copy(tiny, others.at('.lmstudio/models/some/tiny/tiny-f32.gguf'));
    others.write(others.at('.lmstudio/models/some/broken/broken.gguf'), 'no model at all');
    others.ollama(others.at('.ollama/models'), 'registry.ollama.ai/library/tiny/1b', tiny);
    await use(others);
    others.remove();
  },
  shell: async ({ others }, use) => {
    const shell = await startShell({ at: '#/models', env: { HOME: others.home } });
    await use(shell);
    await shell.stop();
  },
});

const section = (room: Page) => room.getByRole('region', { name: 'Of other programs' });
const allow = (room: Page, program: string) =>
  section(room).getByRole('checkbox', { name: new RegExp(`^${program}`, 'u') });

test('nothing of another program is looked into before it is allowed, then its models are there, and nothing of it is changed', async ({
  room,
  others,
}) => {
  const before = others.tree();
  await expect(allow(room, 'LM Studio')).not.toBeChecked();
  await expect(allow(room, 'Ollama')).not.toBeChecked();
  await expect(section(room).getByRole('article')).toHaveCount(0);
  await expect(section(room).getByRole('checkbox')).toHaveCount(2);
  await expectAccessible(room);
  await allow(room, 'LM Studio').check();
  await expect(section(room)).toContainText('1 model');
  await expect(section(room).getByRole('article')).not.toHaveCount(0);
  await expect(section(room).getByRole('article').first()).toContainText('LM Studio');
  await expectAccessible(room);
  await room.reload();
  await expect(allow(room, 'LM Studio')).toBeChecked();
  await expect(section(room).getByRole('article')).not.toHaveCount(0);
  await allow(room, 'LM Studio').uncheck();
  await expect(section(room).getByRole('article')).toHaveCount(0);
  expect(others.tree()).toEqual(before);
});

test('the same file of two programs is one model of both', async ({ room }) => {
  await allow(room, 'LM Studio').check();
  await expect(section(room).getByRole('article').filter({ hasText: 'LM Studio' })).not.toHaveCount(0);
  const alone = await section(room).getByRole('article').count();
  await allow(room, 'Ollama').check();
  await expect(section(room).getByRole('article').filter({ hasText: 'Ollama' })).toHaveCount(1);
  await expect(section(room).getByRole('article').filter({ hasText: 'Ollama' })).toContainText('LM Studio');
  expect(await section(room).getByRole('article').count()).toBe(alone);
});

test('a scenario that names a model that is not here is offered what is, and starts with it', async ({ room }) => {
  await room.evaluate(() => (location.hash = '#/new'));
  await expect(room.getByRole('heading', { level: 1, name: 'New deliberation' })).toBeVisible();
});
