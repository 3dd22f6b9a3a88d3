import { expect, test } from 'vitest';
import { createSpeech, type Finish, type SpeechOptions } from './speech.ts';

/** Each token is one UTF-8 byte. */
const text = (tokens: readonly number[]): string => Buffer.from(tokens).toString();

function say(written: string, options: Partial<SpeechOptions> = {}) {
  const live: string[] = [];
  const speech = createSpeech({
    ...{ maxTokens: 1000, sentences: 3, speakers: ['Ben'], tags: [], inside: undefined, text },
    ...options,
    onText: (piece) => live.push(piece),
  });
  let finish: Finish | undefined;
  let at = 0;
  for (const byte of Buffer.from(written)) {
    finish = speech.push(byte, (at += 1));
    if (finish !== undefined) break;
  }
  const report = speech.end(at + 1);
  return { ...report, finish, live, count: speech.count };
}

test('a character that is spread over tokens is given out whole', () => {
  const said = say('né 猫');
  expect(said.live).toEqual(['n', 'é', ' ', '猫']);
  expect(said.text).toBe('né 猫');
  expect(text(said.ids)).toBe('né 猫');
});

test('it ends after so many sentences, and a dot inside a number or an address is none', () => {
  const said = say('Call GET /users?ids=1.5 now. Then wait. Then go. And more.');
  expect(said).toMatchObject({ finish: 'sentences', text: 'Call GET /users?ids=1.5 now. Then wait. Then go.' });
  expect(text(said.ids)).toBe(said.text);
});

test('it ends where the part of another speaker begins, which is cut off', () => {
  const said = say('We should wait\nBen: no, we should not.');
  expect(said).toMatchObject({ finish: 'speaker', text: 'We should wait' });
  expect(text(said.ids)).toBe('We should wait');
});

test('it ends at the token limit, with what was held back', () => {
  expect(say('abc <th', { maxTokens: 7 })).toMatchObject({ finish: 'length', text: 'abc <th', count: 7 });
});

test('reasoning stands apart, its tokens are none of the text, and space before the text is dropped', () => {
  const said = say('<think>Hm. Hm. Hm. Hm.</think>\n\nYes.');
  expect(said).toMatchObject({ text: 'Yes.', reasoning: 'Hm. Hm. Hm. Hm.', finish: undefined });
  expect(said.live.join('')).toBe('Yes.');
  expect(text(said.ids)).toContain('Yes.');
  expect(text(said.ids)).not.toContain('Hm');
});

test('text that turns out to have been reasoning is taken back', () => {
  expect(say('I wonder</think>Yes')).toMatchObject({ text: 'Yes', reasoning: 'I wonder' });
});

test('pieces tell when how much of the text stood there, and never more than there is', () => {
  const said = say('One\nBen: two');
  expect(said.pieces[0]).toEqual([1, 1]);
  expect(Math.max(...said.pieces.map(([, length]) => length))).toBe(said.text.length);
});
