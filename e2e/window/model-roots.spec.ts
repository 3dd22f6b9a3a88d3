import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { fakeHome, type FakeHome } from '../../src/inference/testing/fake-homes.ts';
import { expectAccessible } from '../support/axe.ts';
import { scenarioFile } from '../support/parley.ts';
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
  await expect(section(room)).toContainText('2 models');
  await expect(section(room).getByRole('article').filter({ hasText: 'broken' })).toContainText('Cannot be used');
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

test('a scenario that names a model that is not here is offered what is, and starts with it', async ({
  room,
  shell,
}) => {
  mkdirSync(join(shell.home, 'scenarios'), { recursive: true });
  renameSync(
    scenarioFile(shell.home, { model: 'tiny-f16', extra: 'budget: { turns: 1 }\n' }),
    join(shell.home, 'scenarios', 'gone.yaml'),
  );
  await allow(room, 'LM Studio').check();
  await expect(section(room)).toContainText('2 models');
  await room.evaluate(() => (location.hash = '#/new?from=gone'));
  await expect(room.getByRole('textbox', { name: 'Question' })).toHaveValue(/library/);
  await room.getByRole('button', { name: /^Start( anyway)?$/ }).click();
  const refused = room.getByRole('region', { name: 'Start' });
  await expect(refused.getByRole('alert')).toContainText('tiny-f16');
  await expectAccessible(room);
  const offers = refused.getByRole('group', { name: 'Models that are here' });
  await expect(offers).toContainText('Give Ada, Ben, Cleo');
  await offers.getByRole('button', { name: /tiny-f32/ }).click();
  await expect(offers).toBeHidden();
  await room.getByRole('button', { name: /^Start( anyway)?$/ }).click();
  await expect(room).toHaveURL(/#\/run\//);
});
