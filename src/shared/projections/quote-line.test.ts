import { expect, test } from 'vitest';
import { agentId } from '../events/ids.ts';
import { ballotWords, nameAmongPeers, quoteLine } from './quote-line.ts';
import { setupOf } from './testing/long-run-setup.ts';

const setup = setupOf(['Ada', 'Ben']);

test('a line says who does what to whom, and without an addressee what is said to all', () => {
  expect(quoteLine('challenge', 'Ben', { to: ['Ada', 'Cleo'] })).toBe('Ben challenges Ada and Cleo:');
  expect(quoteLine('inform', 'Ben', { to: ['Ada'] })).toBe('Ben tells Ada:');
  expect(quoteLine('inform', 'Ben', { to: [] })).toBe('Ben says:');
});

test('a ballot names whose proposal it is for', () => {
  expect(quoteLine('vote', 'Ben', { to: [], votesFor: ballotWords(setup, 'm1', agentId('Ada', 1)) })).toBe(
    "Ben votes for Ada's proposal:",
  );
  expect(ballotWords(setup, 'm1', 'arbiter')).toBe("the arbiter's proposal");
  expect(ballotWords(setup, 'none', undefined)).toBe('none of them');
  expect(ballotWords(setup, 'm9', undefined)).toBeUndefined();
});

test('a seat goes by its name through all its incarnations, and by a letter where names are kept back', () => {
  expect(nameAmongPeers(setup, agentId('Ben', 2))).toBe('Ben');
  expect(nameAmongPeers({ ...setup, anonymous: true }, agentId('Ben', 2))).toBe('Peer B');
  expect(nameAmongPeers({ ...setup, anonymous: true }, 'arbiter')).toBe('The arbiter');
});
