import { expect, test } from 'vitest';
import { agentId, messageIdSchema, seq } from '#shared/events/ids.ts';
import type { MessageView } from '#shared/projections/run.ts';
import { refusalOf, retrySampler } from './brakes.ts';
import { PLAIN_SAMPLER } from './testing/deliberation.ts';

const said = (body: string): MessageView => ({
  message: messageIdSchema.parse('m1'),
  from: agentId('Ben', 1),
  to: 'all',
  act: 'propose',
  gist: '',
  body,
  seq: seq(9),
  source: seq(9),
  retracted: false,
  round: 1,
});

const twelve = 'one two three four five six seven eight nine ten eleven twelve';
const rest = 'and then it goes on with quite other words that nobody has used so far in this talk at all';

test('twelve words in a row of an earlier message are a copy, eleven are not', () => {
  expect(refusalOf(`${twelve} ${rest}`, [said(`Well, ${twelve}.`)], [])).toMatchObject({
    brake: 'repetition',
    message: 'm1',
    evidence: twelve,
  });
  const eleven = twelve.replace('twelve', 'dozen');
  expect(refusalOf(`${eleven} ${rest}`, [said(`Well, ${twelve}.`)], [])).toBeUndefined();
});

test('a short text that is all but a copy is one', () => {
  expect(refusalOf('The old station is best.', [said('The old station is best. It is empty.')], [])?.brake).toBe(
    'repetition',
  );
});

test('an answer that says back the question or the instruction is a copy', () => {
  expect(refusalOf('Name one concrete problem.', [], ['Challenge Ben: name one concrete problem.'])?.brake).toBe(
    'repetition',
  );
});

test('an answer without words is empty, one with words of its own is let through', () => {
  expect(refusalOf(' … ', [], [])?.brake).toBe('empty');
  expect(refusalOf('The station floods each spring.', [said('Build it by the school.')], [])).toBeUndefined();
});

test('the retry is warmer and penalises repetition more', () => {
  const retry = retrySampler(PLAIN_SAMPLER);
  expect(retry.temperature).toBeGreaterThan(PLAIN_SAMPLER.temperature);
  expect(retry.dryStrength).toBeGreaterThan(PLAIN_SAMPLER.dryStrength);
});
