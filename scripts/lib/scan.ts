import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';

/** A source text and where it stands, relative to the tree, with `/`. */
export type Source = { readonly file: string; readonly text: string };
/** Where something was found; `text` is the syntax itself on one line. */
export type Site = { readonly file: string; readonly line: number; readonly text: string };
/** What is looked for: `counts` says whether a node is it; a text with none of the `words` in it has none, whatever their case. */
export type Rule = { readonly words: readonly string[]; readonly counts: (node: ts.Node) => boolean };

const CODE = /\.(ts|tsx|mts|cts|js|mjs|cjs)$/u;
const TESTS = /(\.(test|property|spec)\.tsx?$|\/testing\/)/u;

/** All code below a folder of the tree; tests and their helpers are left out. */
export function sourcesIn(tree: string, folder: string): readonly Source[] {
  return readdirSync(join(tree, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && CODE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ file: relative(tree, path).split(sep).join('/'), path }))
    .filter(({ file }) => !TESTS.test(file))
    .map(({ file, path }) => ({ file, text: readFileSync(path, 'utf8') }));
}

/** Every place in the sources where the rule holds, by the compiler's own reading: comments and strings deceive nobody. */
export function find(sources: readonly Source[], rule: Rule): readonly Site[] {
  return sources.flatMap((one) => {
    if (!mayHold(one.text, rule)) return [];
    const source = parsed(one);
    const { file } = one;
    const sites: Site[] = [];
    const visit = (node: ts.Node): void => {
      if (rule.counts(node)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
        sites.push({ file, line: line + 1, text: node.getText(source).replaceAll(/\s+/gu, ' ').slice(0, 120) });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return sites;
  });
}

const mayHold = (text: string, { words }: Rule): boolean => new RegExp(words.join('|'), 'iu').test(text);

const trees = new WeakMap<Source, ts.SourceFile>();

/** Read once, for many rules look at the same texts. */
function parsed(one: Source): ts.SourceFile {
  const tree = trees.get(one) ?? ts.createSourceFile(one.file, one.text, ts.ScriptTarget.Latest, true);
  trees.set(one, tree);
  return tree;
}

/** `new Name(…)`, `new anything.Name(…)`. */
export const made = (...names: readonly string[]): Rule => ({
  words: names,
  counts: (node) => ts.isNewExpression(node) && names.includes(lastName(node.expression)),
});

/** `name(…)`, `anything.name(…)`, `anything['name'](…)`. */
export const called = (...names: readonly string[]): Rule => ({
  words: names,
  counts: (node) => ts.isCallExpression(node) && names.includes(lastName(node.expression)),
});

/** The name anywhere in code: read, written, imported or as a key. */
export const named = (...names: readonly string[]): Rule => ({
  words: names,
  counts: (node) => (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) && names.includes(node.text),
});

/** A member of what goes by this name: `name.x`, `anything.name.x`. */
export const memberOf = (name: string): Rule => ({
  words: [name],
  counts: (node) =>
    (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) && lastName(node.expression) === name,
});

/** Code that loads one of these modules for more than its types, in every form: import, export from, import(), require(). */
export const loaded = (...modules: readonly string[]): Rule => ({
  words: modules.map((name) => `['"](node:)?${name}`),
  counts: (node) => {
    const name = moduleOf(node);
    return (
      name !== undefined && modules.some((one) => name === one || name === `node:${one}` || name.startsWith(`${one}/`))
    );
  },
});

/** Values of the preferences of a window that open it, whatever object they stand in. */
const UNSAFE: Readonly<Record<string, 'true' | 'false' | 'any'>> = {
  ...{ contextIsolation: 'false', sandbox: 'false', webSecurity: 'false' },
  ...{ nodeIntegration: 'true', nodeIntegrationInWorker: 'true', nodeIntegrationInSubFrames: 'true' },
  ...{ webviewTag: 'true', allowRunningInsecureContent: 'true', experimentalFeatures: 'true' },
  ...{ spellcheck: 'true', navigateOnDragDrop: 'true', bypassCSP: 'true', plugins: 'true' },
  ...{ enableBlinkFeatures: 'any', enableRemoteModule: 'any', allowpopups: 'any' },
};

export const unsafePreference: Rule = { words: [...Object.keys(UNSAFE), 'webview'], counts: opensWindow };

function opensWindow(node: ts.Node): boolean {
  if (ts.isStringLiteralLike(node) || ts.isJsxText(node)) return /<webview/iu.test(node.text);
  if (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) return node.tagName.getText() === 'webview';
  if (ts.isJsxAttribute(node)) return Object.hasOwn(UNSAFE, node.name.getText());
  const assignment = assignmentIn(node);
  if (assignment === undefined) return false;
  const wrong = Object.hasOwn(UNSAFE, assignment.name) ? UNSAFE[assignment.name] : undefined;
  return wrong !== undefined && (wrong === 'any' || !isLiteral(assignment.value, wrong === 'true' ? 'false' : 'true'));
}

const SINKS = ['innerHTML', 'outerHTML', 'srcdoc', 'dangerouslySetInnerHTML', 'srcDoc'];
const SINK_CALLS = ['insertAdjacentHTML', 'createContextualFragment', 'parseFromString', 'setHTMLUnsafe', 'execScript'];

const OTHERS = [loaded('rehype-raw'), called(...SINK_CALLS), called('eval', 'Function'), made('Function')];

/** Ways by which text becomes markup or code. */
export const htmlSink: Rule = {
  words: [
    ...SINKS,
    ...SINK_CALLS,
    ...OTHERS.map(({ words }) => words).flat(),
    'eval',
    'document',
    'set(Timeout|Interval)',
    'javascript:',
  ],
  counts: isSink,
};

function isSink(node: ts.Node): boolean {
  if (ts.isJsxAttribute(node)) return SINKS.includes(node.name.getText());
  if (OTHERS.some((rule) => rule.counts(node))) return true;
  if (ts.isCallExpression(node)) {
    const name = lastName(node.expression);
    if ((name === 'write' || name === 'writeln') && ts.isPropertyAccessExpression(node.expression))
      return lastName(node.expression.expression) === 'document';
    const [first] = node.arguments;
    return /^set(Timeout|Interval)$/u.test(name) && first !== undefined && ts.isStringLiteralLike(first);
  }
  const assignment = assignmentIn(node);
  if (assignment !== undefined && SINKS.includes(assignment.name)) return true;
  return ts.isStringLiteralLike(node) && /^javascript:/iu.test(node.text);
}

/** The name that a callee ends in: `a.b.c` is c. */
function lastName(node: ts.Node): string {
  if (ts.isParenthesizedExpression(node)) return lastName(node.expression);
  // `(0, a.b)(…)`, as bundlers write a call.
  if (ts.isBinaryExpression(node)) return lastName(node.right);
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
    return node.argumentExpression.text;
  return '';
}

type Assignment = { readonly name: string; readonly value: ts.Expression | undefined };

/** `{ name: value }`, `{ name }`, `x.name = value`. */
function assignmentIn(node: ts.Node): Assignment | undefined {
  if (ts.isPropertyAssignment(node)) return { name: nameOf(node.name), value: node.initializer };
  if (ts.isShorthandPropertyAssignment(node)) return { name: node.name.text, value: undefined };
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken)
    return { name: lastName(node.left), value: node.right };
  return undefined;
}

const nameOf = (name: ts.PropertyName): string =>
  ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : '';

/** Also as minifiers write it: `!0` is true. */
function isLiteral(value: ts.Expression | undefined, wanted: 'true' | 'false'): boolean {
  const text = value?.getText();
  return text === wanted || text === (wanted === 'true' ? '!0' : '!1');
}

function moduleOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) && node.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword)
    return textOf(node.moduleSpecifier);
  if (ts.isExportDeclaration(node) && !node.isTypeOnly) return textOf(node.moduleSpecifier);
  const loads =
    ts.isCallExpression(node) &&
    (node.expression.kind === ts.SyntaxKind.ImportKeyword || lastName(node.expression) === 'require');
  return loads ? textOf(node.arguments[0]) : undefined;
}

const textOf = (node: ts.Node | undefined): string | undefined =>
  node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
