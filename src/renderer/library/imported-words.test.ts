import { expect, test } from 'vitest';
import { outcomeWords } from './outcome.ts';
import { importedSentences } from './imported-words.ts';
import { runRow } from './testing/run-row.ts';

const FOREIGN = { format: 'autogen', file: 'log.json', missing: ['times', 'lineage', 'outcome'], redacted: [] };
const OURS = { format: 'parley', file: 'run.jsonl', missing: [], redacted: ['paths'] };

test('an imported run says so before how it ended, and no end, no turns and no size is made up for it', () => {
  expect(outcomeWords(runRow('a', { imported: OURS, reason: 'quorum' }))).toBe(
    'imported, unverified · decided by vote · 1 seat · 2 turns',
  );
  expect(outcomeWords(runRow('a', { imported: FOREIGN, turns: 0 }))).toBe('imported, unverified · 1 seat');
  expect(outcomeWords(runRow('a', { imported: FOREIGN, turns: 0 }), { brief: true })).toBe('imported, unverified');
  const broken = { ...OURS, broken: { seq: 4, why: 'event 4 is not what was written' } };
  expect(outcomeWords(runRow('a', { imported: broken }), { brief: true })).toContain('imported, broken at event 4');
  // The control: one that was deliberated here has none of it.
  expect(outcomeWords(runRow('a', { reason: 'quorum' }))).not.toContain('imported');
});

test('what is missing, was taken out or breaks is named', () => {
  expect(importedSentences({ ...FOREIGN, broken: { seq: 4, why: 'a hash' } }).join(' ')).toBe(
    'Imported from log.json (autogen), unverified: nobody vouches for what it says. Broken at event 4: a hash. Not recorded: times, lineage, outcome.',
  );
  expect(importedSentences(OURS).at(-1)).toBe('Taken out before: paths.');
});
