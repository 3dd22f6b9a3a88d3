import { expect, test } from 'vitest';
import type { ModelRow } from '#shared/rpc/model-methods.ts';
import { modelChoices, modelNames } from './model-choices.ts';

const row = (id: string, own: Partial<ModelRow> = {}): ModelRow => ({
  id,
  name: id.toUpperCase(),
  file: `${id}.gguf`,
  size: 1e6,
  kind: 'chat',
  licence: '',
  context: 1000,
  quantisation: 'Q4',
  present: true,
  origin: 'found',
  terms: false,
  note: '',
  ...own,
});

test('offered are the models that are here and can be used, the scripted one, and what was typed, each once', () => {
  const models = [row('here'), row('far', { present: false }), row('broken', { problem: 'cut off' })];
  expect(modelChoices(models, ['here', '/weights/mine.gguf']).map(({ id, name }) => [id, name])).toEqual([
    ['here', 'HERE'],
    ['scripted', 'Scripted'],
    ['/weights/mine.gguf', 'mine.gguf'],
  ]);
});

test('two files that have the same name are told apart by their files, in the form and in the table', () => {
  const models = [row('tiny-q4', { name: 'Tiny' }), row('tiny-q8', { name: 'Tiny' }), row('here')];
  expect(models.map(({ id }) => modelNames(models)(id))).toEqual(['Tiny (tiny-q4)', 'Tiny (tiny-q8)', 'HERE']);
  expect(modelChoices(models, []).map(({ name }) => name)).toEqual([
    'Tiny (tiny-q4)',
    'Tiny (tiny-q8)',
    'HERE',
    'Scripted',
  ]);
});

test('a model has the name that people know, a path that of its file', () => {
  const nameOf = modelNames([row('here')]);
  expect(['here', '/weights/mine.gguf', 'scripted-b'].map(nameOf)).toEqual(['HERE', 'mine.gguf', 'scripted-b']);
});
