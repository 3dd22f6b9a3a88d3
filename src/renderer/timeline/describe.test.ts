import { expect, test } from 'vitest';
import { agentId, turnId } from '#shared/events/ids.ts';
import { factsOfBar, nameOfBar, positionInWords, writesAt } from './describe.ts';
import { layoutOf, recording, sessionOf } from './testing/seen.ts';
import { lengthInWords, shortClock, timeInWords } from './words.ts';

const events = recording('users-endpoint-free');
const own = layoutOf(events);

test('the playhead says time, turn and who does what', () => {
  const backend = { agent: agentId('Backend', 1), turn: turnId(11), writes: true };
  expect(positionInWords({ at: 58_400_000, turn: 11, turns: 14, busy: [backend] })).toBe(
    '58.4 seconds, turn 11 of 14, Backend writing',
  );
  const test = { agent: agentId('Test', 1), turn: turnId(12), writes: false };
  expect(positionInWords({ at: 185_000_000, turn: 12, turns: 14, busy: [backend, test] })).toBe(
    '3 minutes 5 seconds, turn 12 of 14, Backend writing, Test thinking',
  );
  expect(positionInWords({ at: 0, turn: 0, turns: 14, busy: [] })).toBe('0.0 seconds, turn 0 of 14, nobody has a turn');
});

test('a turn has a name for the ear', () => {
  const bar = own.bar(turnId(5));
  expect(bar === undefined ? '' : nameOfBar(bar)).toBe('Turn 5, Test, support, 5.7 to 9.1 seconds');
});

test('a turn tells its model, tokens, speed, first token, start and length', () => {
  const bar = own.bar(turnId(5));
  const { log, store } = sessionOf(events);
  if (bar === undefined) throw new Error('the recording has a fifth turn');
  const { title, rows } = factsOfBar(bar, log, store.getState().latest);
  expect(title).toBe('Test · turn 5 · support');
  expect(Object.fromEntries(rows)).toEqual({
    Model: 'smollm2-135m-instruct · Q4_1',
    Tokens: '83 evaluated · 561 reused · 13 written',
    Speed: '21.9 tokens/s',
    'First token': 'after 2.9 s',
    Start: '5.7 s',
    Duration: '3.4 s',
    'In front': '3 messages',
  });
});

test('a turn writes once its prompt and its decision are over', () => {
  const bar = own.bar(turnId(5));
  if (bar === undefined) throw new Error('the recording has a fifth turn');
  expect(writesAt(bar, bar.from.at + 2_000_000)).toBe(false);
  expect(writesAt(bar, bar.from.at + 2_900_000)).toBe(true);
});

test('times are as long as they need to be', () => {
  const S = 1_000_000;
  expect([0, 2.5 * S, 80 * S, 3723 * S].map((at) => shortClock(at, S))).toEqual(['0s', '3s', '1:20', '1:02:03']);
  expect(shortClock(2.5 * S, 500_000)).toBe('2.5s');
  expect([400_000, 12 * S, 185 * S, 7440 * S].map((length) => lengthInWords(length))).toEqual([
    '0.4 s',
    '12 s',
    '3 min 5 s',
    '2 h 4 min',
  ]);
  expect(timeInWords(3661 * S)).toBe('1 hour 1 minute 1 second');
});
