import { expect, test } from 'vitest';
import { agentId, messageOfTurn, seq, turnId } from '#shared/events/ids.ts';
import { compactionOf } from './compaction.ts';
import type { Seen } from './seen.ts';

const message = (at: number, form: Seen['form'] = 'full'): Seen => ({
  message: messageOfTurn(turnId(at)),
  from: agentId('Ada', 1),
  to: 'all',
  act: 'propose',
  gist: 'A gist.',
  body: 'A body.',
  seq: seq(at),
  source: seq(at),
  retracted: false,
  round: 1,
  form,
});

const full = (count: number): readonly Seen[] => Array.from({ length: count }, (_, index) => message(index + 1));

test('what stays word for word takes at most a third of the context, in one large step', () => {
  expect(compactionOf({ messages: full(10), tokens: Array(10).fill(100), context: 1000 })).toBe(7);
  expect(compactionOf({ messages: full(10), tokens: Array(10).fill(10), context: 150 })).toBe(5);
});

test('the newest message stays word for word however long it is', () => {
  expect(compactionOf({ messages: full(3), tokens: [10, 10, 5000], context: 1000 })).toBe(2);
  expect(compactionOf({ messages: full(1), tokens: [5000], context: 1000 })).toBeUndefined();
});

test('where all messages are short and the rest is long, all but the newest become gists', () => {
  expect(compactionOf({ messages: full(4), tokens: [1, 1, 1, 1], context: 1000 })).toBe(3);
});

test('nothing is left to compact where only gists stand before the newest', () => {
  const messages = [message(1, 'gist'), message(2, 'gist'), message(3)];
  expect(compactionOf({ messages, tokens: [10, 10, 900], context: 1000 })).toBeUndefined();
  expect(compactionOf({ messages: [], tokens: [], context: 1000 })).toBeUndefined();
});
