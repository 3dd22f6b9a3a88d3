import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { ForeignLine, MessageText } from './message-text.tsx';

const html = (text: string): string => renderToStaticMarkup(<MessageText text={text} />);

/** R1 to R3: what would run, ask for something, or lead away, were it markup. */
const HOSTILE = [
  '<script>window.__pwned = 1</script>',
  '<img src=x onerror="window.__pwned = 1">',
  '<svg><animate onbegin=alert(1) attributeName=x></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<style>@import url(http://evil.example/a.css)</style>',
  '<link rel=prefetch href=http://evil.example>',
  '[click](javascript:alert(1))',
  '[click](JaVaScRiPt&colon;alert(1))',
  '[click]( java\tscript:alert(1))',
  '[click](data:text/html,<script>alert(1)</script>)',
  '[click](vbscript:msgbox(1))',
  '[click](file:///etc/passwd)',
  '[a][b]\n\n[b]: javascript:alert(1)',
  '<javascript:alert(1)>',
  'http://evil.example/auto and www.evil.example and mail@evil.example',
  '![x](http://evil.example/a.png)',
  '![x][y]\n\n[y]: http://evil.example/a.png "t"',
  '- ![x](http://evil.example/a.png)\n> <img src=http://evil.example/b.png>\n# <img src=c>',
  '`<img src=x onerror=alert(1)>`\n```html\n<img src=x onerror=alert(1)>\n```',
  '"><img src=x onerror=alert(1)>',
  '${alert(1)} {{alert(1)}} <%= alert(1) %>',
] as const;

const ALLOWED = new Set(['bdi', 'p', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code', 'strong', 'em', 'span']);
const tagsOf = (markup: string): readonly string[] =>
  [...markup.matchAll(/<([a-z][\w-]*)/gu)].map(([, tag = '']) => tag);
const namesOf = (markup: string): readonly string[] =>
  [...markup.matchAll(/<[a-z][^>]*>/gu)].flatMap(([tag]) =>
    [...tag.matchAll(/ ([\w-]+)=/gu)].map(([, name = '']) => name),
  );

test.each(HOSTILE)('%s is shown as the text that it is', (text) => {
  const markup = html(text);
  expect(tagsOf(markup).filter((tag) => !ALLOWED.has(tag))).toEqual([]);
  expect(namesOf(markup).filter((name) => !['dir', 'class', 'title', 'start'].includes(name))).toEqual([]);
});

test('the check of tags would see a link or an image', () => {
  const planted = renderToStaticMarkup(
    <p>
      <a href="http://evil.example">x</a>
    </p>,
  );
  expect(tagsOf(planted).filter((tag) => !ALLOWED.has(tag))).toEqual(['a']);
  expect(namesOf(planted)).toEqual(['href']);
});

test('a link and an image stand there word for word', () => {
  expect(html('[a](http://b.example) ![c](d)')).toContain('[a](http://b.example) ![c](d)');
});

test('text of either direction is kept to itself, and what turns it around is shown', () => {
  expect(html('a \u202Egnp.exe')).toMatch(/^<bdi dir="auto".*⟨U\+202E⟩<\/span>gnp\.exe/u);
  expect(renderToStaticMarkup(<ForeignLine text={'Ad\u200Ba\u{E0041}'} />)).toMatch(
    /^<bdi dir="auto">Ad<span[^>]*>⟨U\+200B⟩<\/span>a<span[^>]*>⟨U\+E0041⟩<\/span><\/bdi>$/u,
  );
});

test('a very long text is plain and comes a part at a time', () => {
  const markup = html(`**not strong** \u202E ${'word '.repeat(1_000_000)}`);
  expect(tagsOf(markup)).toEqual(['div', 'bdi', 'button']);
  expect(markup).toContain('**not strong** ⟨U+202E⟩');
  expect(markup.length).toBeLessThan(6000);
  expect(markup).toContain('Show 20,000 more of 4,996,017 characters');
});

test('a caret stands behind the last word of what is being written', () => {
  const writing = (text: string): string => renderToStaticMarkup(<MessageText text={text} caret />);
  for (const text of ['', 'One', 'One\n\n- two', '```\nlet x', '> said', '# Plan'])
    expect(writing(text).match(/aria-hidden/gu)).toHaveLength(1);
  expect(html('One')).not.toContain('aria-hidden');
});

test('a message costs few elements, so that a hundred are drawn at once', () => {
  const markup = html('A point with **weight** and `code`.\n\n- one\n- two');
  expect(tagsOf(markup)).toEqual(['bdi', 'p', 'strong', 'code', 'ul', 'li', 'li']);
});
