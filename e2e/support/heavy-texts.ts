const ZALGO = Array.from({ length: 300 }, (_, at) => `e${'\u0301\u0316\u0489\u035c'.repeat(40)}${at}`).join(' ');

/** Texts that are too long, too deep or too dense to be marked up (`safety.md` R5), by what they are. */
export const HEAVY: Readonly<Record<string, string>> = {
  'a line of five megabytes': 'word'.repeat(1_250_000),
  'five megabytes without an end of a sentence': 'no end here '.repeat(400_000),
  'a hundred thousand nested quotes': `${'>'.repeat(100_000)} deep`,
  'a hundred thousand quotes on lines of their own': '> q\n'.repeat(100_000),
  'a table of ten thousand cells': `${'| c '.repeat(100)}|\n`.repeat(100),
  'stars that never close': '*a'.repeat(20_000),
  'strong words that never close': '**a '.repeat(15_000),
  'backticks that never close': '`'.repeat(50_000),
  'brackets that never close': '[![](<'.repeat(20_000),
  'lists within lists': Array.from({ length: 2000 }, (_, at) => `${' '.repeat(at % 200)}- x`).join('\n'),
  'fences that open fences': '```\n~~~\n'.repeat(10_000),
  'a hundred thousand line ends': '\n'.repeat(100_000),
  'characters that are not to be seen': '\u202e\u200b\u{e0041}'.repeat(100_000),
  'marks on marks': ZALGO,
  'half characters': '\ud800'.repeat(100_000),
  'entities that never end': '&amp;#x'.repeat(30_000),
  'an address that never ends': `http://${'a.'.repeat(50_000)}`,
};
