/** A text that would do something where it were read as markup, and its number, by which a page tells what it did. */
export type HostileText = { readonly id: number; readonly text: string };

/**
 * Texts that try to become markup, code or a request: each would note its number in `window.__pwned`, or ask for a path with its number at
 * `origin`. Made of lists of our own, every part with every other.
 */
export function hostileTexts(origin: string): readonly HostileText[] {
  const makers = [...HANDLERS, ...SCRIPTS, ...NESTS, ...LINKS, ...FETCHERS, ...TEMPLATES];
  return makers.map((make, id) => ({ id, text: make(`(window.__pwned??=[]).push(${id})`, `${origin}/x${id}`) }));
}

type Make = (code: string, url: string) => string;

/** Every one of the first with every one of the second. */
const crossed = <One, Other>(ones: readonly One[], others: readonly Other[], make: (one: One, other: Other) => Make) =>
  ones.flatMap((one) => others.map((other) => make(one, other)));

/** Ends whatever a text may have been put into. */
const ENDS = ['', '">', "'>", '-->', ']]>', '</title>', '</textarea></script></style>', '"}]}</script>'];

const HANDLERS = crossed(
  [
    ['img src=x onerror', ''],
    ['svg onload', ''],
    ['details open ontoggle', '<summary>x'],
    ['video><source onerror', '</video>'],
    ['audio src=x onerror', ''],
    ['input autofocus onfocus', ''],
    ['textarea autofocus onfocus', ''],
    ['select autofocus onfocus', ''],
    ['p tabindex=0 autofocus onfocus', 'x'],
    ['iframe onload', ''],
    ['object data=x onerror', ''],
    ['style onload', ''],
    ['body onpageshow', ''],
    ['script src=x onerror', '</script>'],
    ['svg><animate attributeName=x dur=1s onbegin', ''],
    ['dialog open onbeforetoggle', 'x'],
    ['p style=animation-name:x onanimationstart', 'x'],
    ['IMG/SRC=x/OnErRoR', ''],
  ] as const,
  ENDS,
  ([head, rest], end) =>
    (code) =>
      `${end}<${head}="${code}">${rest}`,
);

const SCRIPTS = crossed(
  ['script', 'ScRiPt', 'script\t', 'script/x', 'svg><script', 'script type=module', 'script\n'],
  ENDS,
  (tag, end) => (code) => `${end}<${tag}>${code}//</script>`,
);

/** What one reading takes for an attribute another takes for markup. */
const NESTS = crossed(
  crossed(['math', 'svg', 'select', 'table', 'noscript'], ['mtext', 'foreignObject', 'desc', 'title'], (one, other) => {
    return () => `<${one}><${other}>`;
  }).map((make) => make('', '')),
  ['style', 'noscript', 'xmp', 'textarea', 'title'],
  (outer, raw) => (code) => `${outer}<${raw}><img title="</${raw}><img src=x onerror=${code}>">`,
);

const SCHEMES: readonly Make[] = [
  (code) => `javascript:${code}`,
  (code) => `JaVaScRiPt:${code}`,
  (code) => `java\tscript:${code}`,
  (code) => ` \u0001javascript:${code}`,
  (code) => `javascript&colon;${code}`,
  (code) => `&#106;avascript:${code}`,
  (code) => `javascript:%28window.__pwned=[1]%29//${code}`,
  (code) => `data:text/html,<script>${code}</script>`,
  (code) => `data:text/html;base64,${Buffer.from(`<script>${code}</script>`).toString('base64')}`,
  (code) => `vbscript:${code}`,
  () => 'file:///etc/passwd',
  () => 'calculator://',
  (_, url) => url,
  (_, url) => url.replace('http:', ''),
];
const LINK_FORMS: readonly ((target: string) => string)[] = [
  (target) => `[read on](${target})`,
  (target) => `[read on](<${target}> "t")`,
  (target) => `[read on][r]\n\n[r]: ${target}`,
  (target) => `<${target}>`,
  (target) => `<a href="${target}" target=_blank>read on</a>`,
  (target) => `<a href='${target}' ping='${target}'>read on</a>`,
  (target) => `look at ${target} now`,
  (target) => `[![x](${target})](${target})`,
];
const LINKS = crossed(SCHEMES, LINK_FORMS, (scheme, form) => (code, url) => form(scheme(code, url)));

const FETCHERS: readonly Make[] = [
  (_, url) => `![x](${url})`,
  (_, url) => `![x][p]\n\n[p]: ${url} "t"`,
  (_, url) => `- ![x](${url})\n> ![y](${url})\n# ![z](${url})`,
  (_, url) => `<img src="${url}">`,
  (_, url) => `<img srcset="${url} 2x, ${url}?3 3x">`,
  (_, url) => `<picture><source srcset="${url}"><img></picture>`,
  (_, url) => `<input type=image src="${url}">`,
  (_, url) => `<p style="background:url(${url})">x`,
  (_, url) => `<style>@import url(${url});</style>`,
  (_, url) => `<style>@font-face{font-family:x;src:url(${url})}*{font-family:x}</style>x`,
  (_, url) => `<link rel=stylesheet href="${url}">`,
  (_, url) => `<link rel=prefetch href="${url}">`,
  (_, url) => `<link rel=preload as=image href="${url}">`,
  (_, url) => `<link rel=preconnect href="${url}"><link rel=dns-prefetch href="${url}">`,
  (_, url) => `<link rel=icon href="${url}">`,
  (_, url) => `<svg><image href="${url}"/><use href="${url}#x"/></svg>`,
  (_, url) => `<svg><feImage href="${url}"/></svg>`,
  (_, url) => `<iframe src="${url}"></iframe>`,
  (_, url) => `<iframe srcdoc="<img src=${url}>"></iframe>`,
  (_, url) => `<object data="${url}"></object><embed src="${url}">`,
  (_, url) => `<video src="${url}" poster="${url}"></video><audio src="${url}" autoplay></audio>`,
  (_, url) => `<track src="${url}"><video><track default src="${url}"></video>`,
  (_, url) => `<body background="${url}"><table background="${url}"><tr><td>x`,
  (_, url) => `<meta http-equiv=refresh content="0;url=${url}">`,
  (_, url) => `<base href="${url}/"><img src=b.png>`,
  (_, url) => `<form action="${url}"><button autofocus>send</button></form>`,
  (_, url) => `<script src="${url}"></script>`,
  (_, url) => `<script type=speculationrules>{"prefetch":[{"urls":["${url}"]}]}</script>`,
];

const TEMPLATES: readonly Make[] = [
  (code) => `{{constructor.constructor("${code}")()}}`,
  (code) => `\${${code}}`,
  (code) => `<%= ${code} %>`,
  (code) => `#{${code}}`,
  (code) => `"};${code};//`,
  (code) => `\\u003cimg src=x onerror=${code}\\u003e`,
  (code) => `&lt;img src=x onerror=${code}&gt;`,
  (code) => `$$\\href{javascript:${code}}{x}$$`,
  (code) => `\`\`\`mermaid\ngraph TD; A-->B; click A href "javascript:${code}"\n\`\`\``,
];
