import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chainNext, GENESIS, verifyChain, withoutDetail, withoutReasoning } from './hash-chain.ts';
import type { StoredRow } from './stored-row.ts';

const body = (text: string): string =>
  JSON.stringify({ message: 'a1', from: 'Ann#1', to: 'all', act: 'inform', gist: 'g', body: text });

function rowsOf(bodies: readonly Partial<StoredRow>[]): StoredRow[] {
  let prev = GENESIS;
  return bodies.map((part, index) => {
    const row = { seq: index + 1, at: index, type: 'v1.message.sent', data: body(`text ${index}`), ...part };
    prev = chainNext(prev, row);
    return { ...row, hash: prev };
  });
}

const THREE = rowsOf([{}, { detail: '{"tokens":[1,2],"pieces":[]}', reasoning: 'because\u0000' }, {}]);
const changed = (index: number, part: Partial<StoredRow>): StoredRow[] =>
  THREE.map((row, at) => (at === index ? { ...row, ...part } : row));

test('the chain of what was written holds and ends in the hash of its last event', () => {
  expect(verifyChain(THREE)).toEqual({ events: 3, head: THREE[2]?.hash });
  expect(verifyChain([])).toEqual({ events: 0, head: GENESIS });
});

test('the hash of an event is a fixed function of its content, for files of today must verify for ever', () => {
  const row = { seq: 1, at: 5, type: 'v9.later', data: '{"a":"ä"}', detail: '[1]', reasoning: 'why' };
  // Computed apart, with Python's hashlib and json.
  expect(chainNext(GENESIS, row)).toBe('9c6cbc1230f8640cad8968f1ebacec533c93c495134ebf6bc4d9ba3a26438ac7');
});

test.each([
  ['seq', { seq: 9 }],
  ['at', { at: 7 }],
  ['type', { type: 'v1.run.ended' }],
  ['data', { data: body('text X') }],
  ['detail', { detail: '{"tokens":[1,3],"pieces":[]}' }],
  ['reasoning', { reasoning: 'therefore' }],
  ['hash', { hash: 'f'.repeat(64) }],
])('a changed %s is found at its event', (_name, part) => {
  const verdict = verifyChain(changed(1, part));
  expect(verdict.bad?.seq).toBe(2);
  expect(verdict).toMatchObject({ events: 1, head: THREE[0]?.hash });
});

test('a missing and a repeated event are named', () => {
  expect(verifyChain(THREE.toSpliced(1, 1)).bad).toEqual({
    seq: 2,
    why: 'event 2 is missing: event 3 follows event 1',
  });
  expect(verifyChain(THREE.toSpliced(1, 0, ...THREE.slice(0, 1))).bad?.seq).toBe(2);
});

test('text that is no JSON, and an event that breaks its schema although its hash is right, are named', () => {
  expect(verifyChain(changed(2, { data: '{' })).bad?.why).toContain('no readable JSON');
  expect(verifyChain(changed(1, { detail: '[' })).bad?.why).toContain('no readable JSON');
  expect(verifyChain(rowsOf([{}, { data: '{"message":1}' }])).bad).toMatchObject({ seq: 2 });
  expect(verifyChain(rowsOf([{ type: 'v9.not.known', data: '7' }])).bad).toBeUndefined();
});

test('hashes in place of a left-out detail and reasoning verify, and other hashes do not', () => {
  const bare = THREE.map((row) => withoutDetail(withoutReasoning(row)));
  expect(Object.keys(bare[1] ?? {})).not.toContain('reasoning');
  expect(Object.keys(bare[1] ?? {})).not.toContain('detail');
  expect(verifyChain(bare)).toEqual(verifyChain(THREE));
  const alter = (part: Partial<StoredRow>) => bare.map((row, at) => (at === 1 ? { ...row, ...part } : row));
  expect(verifyChain(alter({ reasoningHash: GENESIS })).bad?.seq).toBe(2);
  expect(verifyChain(alter({ detailHash: GENESIS })).bad?.seq).toBe(2);
  expect(verifyChain(bare.map(({ reasoningHash: _left, ...row }) => row)).bad?.seq).toBe(2);
});

test('the spacing of the JSON does not matter', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const compact = { seq: 1, at: 0, type: 'v9.x', data: JSON.stringify(value) };
      expect(chainNext(GENESIS, { ...compact, data: JSON.stringify(value, null, 2) })).toBe(
        chainNext(GENESIS, compact),
      );
    }),
  );
});
