import { expect, test } from 'vitest';
import { visibleLine, visibleText } from './visible-text.ts';

test('what would act unseen is shown as a mark', () => {
  expect(visibleText('a\u001b[2Jb\u202ec\u009bd\u200be\u{e0041}f\u0000')).toBe(
    'a⟨U+001B⟩[2Jb⟨U+202E⟩c⟨U+009B⟩d⟨U+200B⟩e⟨U+E0041⟩f⟨U+0000⟩',
  );
  expect(visibleText('half \ud800')).toBe('half \ufffd');
});

test('what people write stays as it is', () => {
  const text = 'Zoë, 李雷, हिन्दी, می\u200cخواهم, 👩\u200d💻\n\tdone';
  expect(visibleText(text)).toBe(text);
  expect(visibleText('a\r\nb\rc')).toBe('a\nb\nc');
  expect(visibleLine(' a\n\t b ')).toBe('a b');
});
