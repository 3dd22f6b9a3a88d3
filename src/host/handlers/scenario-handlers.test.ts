import { spawnSync } from 'node:child_process';
import { constants, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { NEVER } from '#shared/base/abort.ts';
import { YAML_LIMITS } from '#shared/scenario/yaml-tree.ts';
import { failureIn, valueOf } from '#store/testing/scratch.ts';
import { ownScenarios, readyScenarios } from '../places.ts';
import { hostBench } from '../testing/host-bench.ts';
import { scenarioHandlers } from './scenario-handlers.ts';

const { places, folder, remove } = hostBench();
afterAll(remove);
const handlers = scenarioHandlers(places);
const signal = { signal: NEVER };

function saved(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const GOOD = 'question: Why?\nseats: [{name: Ada, role: Critic}]\n';

test('a scenario is read; one that is wrong names file, line and field', async () => {
  const good = saved('good.yaml', GOOD);
  expect(valueOf(await handlers['scenario.load']({ path: good }, signal)).setup.question).toBe('Why?');
  const wrong = saved('wrong.yaml', `${GOOD}seed: -1\n`);
  expect(failureIn(await handlers['scenario.load']({ path: wrong }, signal))).toMatchObject({
    code: 'usage',
    message: expect.stringContaining(`${wrong}:3:1: seed`) as unknown,
  });
  mkdirSync(join(folder, 'a-folder'));
  for (const path of [join(folder, 'a-folder'), join(folder, 'absent.yaml')]) {
    expect(failureIn(await handlers['scenario.load']({ path }, signal))).toMatchObject({ code: 'usage' });
  }
});

test('a scenario that is too large is refused by its size before it is read', async () => {
  // A sparse file of 64 GiB: to read it would take the memory of the machine.
  const path = join(folder, 'huge.yaml');
  const file = await open(path, constants.O_CREAT | constants.O_WRONLY);
  await file.truncate(64 * 1024 ** 3);
  await file.close();
  const refused = failureIn(await handlers['scenario.load']({ path }, signal));
  expect(refused).toMatchObject({ code: 'usage', message: expect.stringContaining('68719476736 bytes') as unknown });
  // The limit is what refuses: up to it the file is read and judged by what it holds.
  const full = saved('full.yaml', `${GOOD}#${'x'.repeat(YAML_LIMITS.chars - GOOD.length - 1)}`);
  expect((await handlers['scenario.load']({ path: full }, signal)).ok).toBe(true);
  const over = saved('over.yaml', `${GOOD}#${'x'.repeat(YAML_LIMITS.chars - GOOD.length)}`);
  expect((await handlers['scenario.load']({ path: over }, signal)).ok).toBe(false);
});

const pipes = process.platform !== 'win32' && spawnSync('mkfifo', [join(folder, 'pipe')]).status === 0;

test.skipIf(!pipes)('a pipe is no scenario: it is not waited for', async () => {
  expect(failureIn(await handlers['scenario.load']({ path: join(folder, 'pipe') }, signal)).message).toContain(
    'is not a file',
  );
});

const listed = async () =>
  valueOf(await handlers['scenario.list']({}, signal)).scenarios.map(({ source, name }) => `${source} ${name}`);
const save = (name: string, text = GOOD) => handlers['scenario.save']({ name, text }, signal);

test('ready scenarios come first in alphabetical order, then the own ones; what is no scenario is left out', async () => {
  const ready = readyScenarios(places);
  for (const name of ['b.yaml', 'a.yml', 'C.yaml']) writeFileSync(join(ready, name), GOOD);
  writeFileSync(join(ready, 'broken.yaml'), 'question: [');
  writeFileSync(join(ready, 'notes.txt'), GOOD);
  mkdirSync(join(ready, 'folder.yaml'));
  valueOf(await save('zz'));
  valueOf(await save('My scenario 2'));
  expect(await listed()).toEqual(['ready a', 'ready b', 'ready C', 'own My scenario 2', 'own zz']);
  const { scenarios } = valueOf(await handlers['scenario.list']({}, signal));
  expect(scenarios[2]).toEqual({
    name: 'C',
    title: 'Why?',
    question: 'Why?',
    seats: ['Ada'],
    source: 'ready',
    text: GOOD,
  });
  for (const name of ['b.yaml', 'a.yml', 'C.yaml', 'broken.yaml', 'notes.txt', 'folder.yaml']) {
    rmSync(join(ready, name), { recursive: true });
  }
});

test('a saved scenario is the text as it was given, replaces one of its name, and leaves nothing else behind', async () => {
  const { path } = valueOf(await save(' Über uns_1-2 '));
  expect(path).toBe(join(ownScenarios(places), 'Über uns_1-2.yaml'));
  expect(readFileSync(path, 'utf8')).toBe(GOOD);
  valueOf(await save('Über uns_1-2', `${GOOD}seed: 7\n`));
  expect(readFileSync(path, 'utf8')).toContain('seed: 7');
  expect(readdirSync(ownScenarios(places)).filter((name) => !name.endsWith('.yaml'))).toEqual([]);
});

test('a text that is no scenario is refused with the place of the mistake, and the old file stays', async () => {
  const { path } = valueOf(await save('kept'));
  const refused = failureIn(await save('kept', `${GOOD}seed: -1\n`));
  expect(refused).toMatchObject({ code: 'usage', message: expect.stringContaining('kept.yaml:3:1: seed') as string });
  expect(readFileSync(path, 'utf8')).toBe(GOOD);
});

const BAD = [
  '',
  ' ',
  '../up',
  'a/b',
  'a\\b',
  '.hidden',
  'a.b',
  '-x',
  'con',
  'LPT1',
  'a\nb',
  'a\0b',
  '~',
  'x'.repeat(61),
];

for (const name of BAD) {
  test(`${JSON.stringify(name.slice(0, 10))} is no name of a scenario`, async () => {
    const before = await listed();
    expect(failureIn(await save(name)).code).toBe('usage');
    expect(await listed()).toEqual(before);
  });
}

test('the longest name, in letters of four bytes, can be written', async () => {
  expect((await save('𠀀'.repeat(60))).ok).toBe(true);
});

test('a folder that cannot be written to is one sentence', async () => {
  const other = hostBench();
  writeFileSync(other.places.home, 'a file');
  const refused = failureIn(await scenarioHandlers(other.places)['scenario.save']({ name: 'a', text: GOOD }, signal));
  expect(refused.code).toBe('storage');
  expect(refused.message).toContain(other.places.home);
  other.remove();
});
