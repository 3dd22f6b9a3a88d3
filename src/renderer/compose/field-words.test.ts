import { expect, test } from 'vitest';
import { emptyDraft } from './draft.ts';
import { editSeat } from './draft-edits.ts';
import { fieldWords } from './field-words.ts';
import { setupOf } from './setup-of.ts';

test('a field is called as the form calls it, a seat by its name or its place', () => {
  const draft = editSeat('s2', { name: ' ' })(emptyDraft());
  const paths = ['question', 'budget.perAgent.turns', 'seats[0].role', 'seats[1].sampler.topK', 'seats[0]', ''];
  expect(paths.map((path) => fieldWords(path, draft))).toEqual([
    'Question',
    'Turns of each agent',
    'Ada: role',
    'Seat 2: sampler topK',
    'Ada',
    'The form as a whole',
  ]);
});

test('every single field of the form that can be wrong has words of its own', () => {
  const bad = 'x';
  const read = setupOf({
    ...emptyDraft(),
    title: 'x'.repeat(300),
    turns: bad,
    tokens: bad,
    time: bad,
    agentTurns: bad,
    agentTokens: bad,
    answerTokens: bad,
    answerSentences: bad,
    context: bad,
    seed: bad,
    answerWithin: bad,
    quorum: bad,
    brakes: { noNewContent: bad, politeness: bad, nudges: bad, mailCap: bad, waitCycle: bad },
  });
  const fields = read.ok ? [] : Object.keys(read.failure);
  expect(fields.length).toBeGreaterThanOrEqual(19);
  expect(fields.filter((field) => fieldWords(field, emptyDraft()) === field)).toEqual([]);
});
