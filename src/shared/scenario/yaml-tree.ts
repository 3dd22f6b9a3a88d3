import { isAlias, isMap, isScalar, isSeq, Lexer, parseDocument, type Node, type YAMLMap } from 'yaml';
import { fail, ok, type Result } from '../base/result.ts';

/** Plain data out of a YAML file, each node with the offset where it stands; no references, no tags, no prototypes. */
export type Tree =
  | { readonly kind: 'value'; readonly value: string | number | boolean | undefined; readonly at: number }
  | { readonly kind: 'list'; readonly items: readonly Tree[]; readonly at: number }
  | { readonly kind: 'map'; readonly entries: readonly Entry[]; readonly at: number };
export type Entry = { readonly key: string; readonly at: number; readonly tree: Tree };
export type YamlProblem = { readonly at: number; readonly message: string };

/** Largest file in UTF-16 units, most tokens in it, deepest nesting: each bounds what a hostile file can cost. */
export const YAML_LIMITS = { chars: 256 * 1024, tokens: 10_000, depth: 12 } as const;

/**
 * The safe part of YAML 1.2 (core schema) as a tree. Refused with its place: what is too large, anchors, aliases, merge keys,
 * tags, several documents, keys that are not text or stand twice. The library's own alias and key checks are not relied on:
 * nothing is ever expanded, and its check for unique keys takes quadratic time.
 */
export function parseYamlTree(text: string, limits: Limits = YAML_LIMITS): Result<Tree, YamlProblem> {
  if (text.length > limits.chars) {
    return fail({ at: 0, message: `the file is larger than ${limits.chars / 1024} KB; a scenario takes a few` });
  }
  const crowded = tokenBeyond(text, limits.tokens);
  if (crowded !== undefined) {
    return fail({ at: crowded, message: 'the file has too much structure for a scenario; make it simpler' });
  }
  const document = parseDocument(text, {
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const error = document.errors[0];
  if (error !== undefined) return fail({ at: error.pos[0], message: wordsOf(error.code, error.message) });
  const problems: YamlProblem[] = [];
  const tree = grow(document.contents ?? undefined, { problems, depth: limits.depth, at: 0 });
  const problem = problems.toSorted((a, b) => a.at - b.at)[0];
  return problem === undefined ? ok(tree) : fail(problem);
}

/** Line and column of an offset in `text`, both from 1. */
export function placeOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

type Limits = { readonly chars: number; readonly tokens: number; readonly depth: number };
type Growing = { readonly problems: YamlProblem[]; readonly depth: number; readonly at: number };

/** The lexer takes linear time where the parser may not: it decides whether the parser is asked at all. */
function tokenBeyond(text: string, limit: number): number | undefined {
  let count = 0;
  let at = 0;
  for (const token of new Lexer().lex(text)) {
    count += 1;
    at += token.length;
    if (count > limit) return Math.min(at, text.length);
  }
  return undefined;
}

function grow(node: Node | undefined, growing: Growing): Tree {
  const at = node?.range?.[0] ?? growing.at;
  const refuse = (message: string): Tree => {
    growing.problems.push({ at, message });
    return { kind: 'value', value: undefined, at };
  };
  if (node === undefined) return { kind: 'value', value: undefined, at };
  if (growing.depth === 0) return refuse('nested too deep for a scenario');
  if (isAlias(node)) return refuse('aliases (*name) are not read; write the value out');
  if (typeof node.tag === 'string') return refuse('tags (!name) are not read; leave it out');
  const inner = { ...growing, depth: growing.depth - 1, at };
  if (isMap(node)) {
    return node.anchor === undefined ? growMap(node, inner) : refuse('anchors (&name) are not read; leave it out');
  }
  if (isSeq(node)) {
    if (node.anchor !== undefined) return refuse('anchors (&name) are not read; leave it out');
    return { kind: 'list', items: node.items.map((item) => grow(asNode(item), inner)), at };
  }
  if (!isScalar(node)) return refuse('is not a value that a scenario can hold');
  if (node.anchor !== undefined) return refuse('anchors (&name) are not read; leave it out');
  const { value } = node;
  if (value === null) return { kind: 'value', value: undefined, at };
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return { kind: 'value', value, at };
  }
  return refuse('is not a value that a scenario can hold');
}

function growMap(map: YAMLMap, growing: Growing): Tree {
  const seen = new Set<string>();
  const entries: Entry[] = [];
  for (const pair of map.items) {
    const keyNode = asNode(pair.key);
    const at = keyNode?.range?.[0] ?? growing.at;
    const key =
      isScalar(keyNode) && keyNode.anchor === undefined && keyNode.tag === undefined ? keyNode.value : undefined;
    if (typeof key !== 'string') {
      growing.problems.push({ at, message: 'a field name must be plain text' });
    } else if (seen.has(key)) {
      growing.problems.push({ at, message: `the field '${key.slice(0, 40)}' stands here twice; keep one` });
    } else {
      seen.add(key);
      entries.push({ key, at, tree: grow(asNode(pair.value), { ...growing, at }) });
    }
  }
  return { kind: 'map', entries, at: growing.at };
}

/** The library types what is inside a collection as unknown; out of a parsed document it is always a node or null. */
function asNode(value: unknown): Node | undefined {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : undefined;
}

function wordsOf(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'the file holds more than one document (---); keep one';
  if (code === 'TAB_AS_INDENT') return 'a tab stands where spaces must indent; use spaces';
  if (code === 'BAD_ALIAS') return 'aliases (*name) are not read; write the value out';
  const line = message.split('\n')[0] ?? message;
  return `not valid YAML: ${line.slice(0, 160)}`;
}
