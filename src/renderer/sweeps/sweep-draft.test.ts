import { expect, test } from 'vitest';
import { setupWith } from '#engine/testing/deliberation.ts';
import { draftFor, problemsOf, shapeOf, type SweepDraft } from './sweep-draft.ts';

const SETUP = setupWith();
const draft = (own: Partial<SweepDraft> = {}): SweepDraft => ({ ...draftFor(SETUP), ...own });

test('a form that nobody touched is one run as the scenario has it', () => {
  const shape = shapeOf(SETUP, draft());
  expect(shape).toMatchObject({
    ok: true,
    value: { ask: { modes: [SETUP.mode], repeat: 1 }, runs: 1, factors: '', folded: false, groups: [{ runs: 1 }] },
  });
});

test('models, modes, seeds and repeats multiply, and runs of the same models stand together', () => {
  const shape = shapeOf(
    SETUP,
    draft({ models: ['a', 'b'], modes: ['single', 'peers'], seeds: ' 1, 2 ,3', repeat: '2' }),
  );
  expect(shape).toMatchObject({
    ok: true,
    value: {
      ask: { models: ['a', 'b'], modes: ['peers', 'single'], seeds: [1, 2, 3], repeat: 2 },
      runs: 24,
      factors: '2 models × 2 modes × 3 seeds × 2 repeats',
      groups: [
        { models: ['a'], runs: 12 },
        { models: ['b'], runs: 12 },
      ],
    },
  });
});

test('a seat that is varied is asked for by its name, and what a mode plays alike is run once', () => {
  const shape = shapeOf(SETUP, draft({ seats: { Ben: ['a', 'b'], Ada: [] }, modes: ['peers', 'single'] }));
  expect(shape).toMatchObject({
    ok: true,
    value: {
      ask: { seats: [{ seat: 'Ben', models: ['a', 'b'] }] },
      runs: 3,
      factors: '2 ways to give models × 2 modes',
      folded: true,
    },
  });
});

test.for<[string, Partial<SweepDraft>, object]>([
  ['no mode', { modes: [] }, { modes: 'Pick at least one.' }],
  ['a seed that is none', { seeds: '1, x' }, { seeds: expect.stringContaining('“x” is none') }],
  ['a seed that is too large', { seeds: '4294967296' }, { seeds: expect.stringContaining('4294967295') }],
  ['a seed twice', { seeds: '7,7' }, { seeds: '7 stands here twice; repeats run the same again.' }],
  ['no repeat', { repeat: '0' }, { repeat: '1 to 100.' }],
  ['half a repeat', { repeat: '1.5' }, { repeat: '1 to 100.' }],
  ['two fields at once', { modes: [], repeat: '' }, { modes: 'Pick at least one.', repeat: '1 to 100.' }],
  [
    'more than a sweep takes',
    { seeds: '1,2,3,4,5,6,7,8,9,10,11', repeat: '100' },
    { all: 'That makes up to 1100 runs; a sweep takes at most 1000.' },
  ],
])('%s is refused beside its field', ([, own, problems]) => {
  expect(shapeOf(SETUP, draft(own))).toEqual({ ok: false, failure: problems });
});

test('a scenario that waits for somebody is refused beside the scenario', () => {
  const shape = shapeOf(setupWith({ hold: 'all' }), draft());
  expect(shape).toMatchObject({ ok: false, failure: { scenario: expect.stringContaining('for approval') } });
});

test('a refusal in the words of the terminal is placed, and one that names no flag is of the whole', () => {
  expect(problemsOf('--seat: no seat is named Bem')).toEqual({ seats: 'No seat is named Bem.' });
  expect(problemsOf('--models names a twice')).toEqual({ models: 'Names a twice.' });
  expect(problemsOf('the disk is full')).toEqual({ all: 'The disk is full.' });
});
