import { expect, test } from 'vitest';
import { MAX_REQUEST } from '#shared/rpc/frames.ts';
import { fits, importText } from './import-file.ts';

const sentenceOf = async (text: string, name: string): Promise<string> => {
  const read = await importText(new File([text], name));
  return read.ok ? `taken: ${read.value.name}` : read.failure;
};

test('a file that fits the line is taken as it is', async () => {
  const read = await importText(new File(['[{"name":"Ada","content":"é\u2028"}]'], 'log.json'));
  expect(read).toEqual({ ok: true, value: { text: '[{"name":"Ada","content":"é\u2028"}]', name: 'log.json' } });
});

test('one that is too large is refused in a sentence that names the terminal, with a name that a shell takes as one word', async () => {
  const text = 'x'.repeat(MAX_REQUEST);
  expect(await sentenceOf(text, 'log.json')).toMatch(/^log\.json has 1(?:\.0)? MB.*parley import log\.json$/u);
  expect(await sentenceOf(text, "my 'log'; rm.json")).toContain(String.raw`parley import 'my '\''log'\''; rm.json'`);
});

test('a frame is counted in bytes and as JSON writes it: what has the same length is too large where its signs are wider', () => {
  const length = MAX_REQUEST / 2;
  expect(fits({ text: 'x'.repeat(length), name: 'a' })).toBe(true);
  expect(fits({ text: 'あ'.repeat(length), name: 'a' })).toBe(false);
  expect(fits({ text: '\n'.repeat(length), name: 'a' })).toBe(false);
});
