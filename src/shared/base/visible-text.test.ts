import { expect, test } from 'vitest';
import { visibleLine, visibleText } from './visible-text.ts';

test('what would act unseen is shown as a mark', () => {
  expect(visibleText('a\u001b[2Jb\u202ec\u009bd\u200be\u{e0041}f\u0000')).toBe(
    'a⟨U+001B⟩[2Jb⟨U+202E⟩c⟨U+009B⟩d⟨U+200B⟩e⟨U+E0041⟩f⟨U+0000⟩',
  );
  expect(visibleText('half \ud800')).toBe('half \ufffd');
});

test('R6: nothing that Unicode says is to be ignored stays unseen, but joiners and the selectors of emoji', () => {
  const unseen: string[] = [];
  for (let code = 0; code <= 0xeffff; code += 1) {
    const char = String.fromCodePoint(code);
    if (/\p{Default_Ignorable_Code_Point}|\p{Bidi_Control}/u.test(char) && visibleText(char) === char)
      unseen.push(code.toString(16));
  }
  const run = (from: number, count: number): readonly string[] =>
    Array.from({ length: count }, (_, at) => (from + at).toString(16));
  // Marks that change the sign beside them: of Mongolian, joiners, the selectors of emoji, of shorthand; and no character at all (FFF0 on).
  const kept = [run(0x180b, 3), run(0x180f, 1), run(0x200c, 2), run(0xfe00, 16), run(0xfff0, 9), run(0x1bca0, 4)];
  expect(unseen).toEqual(kept.flat());
});

test('R6: bytes that are hidden in tags or selectors behind a letter are counted out in marks', () => {
  const hidden = Array.from('secret', (char) => String.fromCodePoint(0xe0100 + char.charCodeAt(0))).join('');
  expect(visibleText(`a${hidden}`).split('⟨')).toHaveLength(7);
});

test('what people write stays as it is', () => {
  const text = 'Zoë, 李雷, हिन्दी, می\u200cخواهم, 👩\u200d💻\n\tdone';
  expect(visibleText(text)).toBe(text);
  expect(visibleText('a\r\nb\rc')).toBe('a\nb\nc');
  expect(visibleLine(' a\n\t b ')).toBe('a b');
});
