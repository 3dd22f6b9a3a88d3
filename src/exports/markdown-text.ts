import { visibleLine, visibleText } from '#shared/base/visible-text.ts';

/**
 * Any text as Markdown that renders as that text and nothing else: no heading, list, quote, table, code, link, image or HTML comes
 * about. Text with a code fence of its own is shown whole in a longer fence. Ends without a line break.
 */
export function markdownBlock(text: string): string {
  const shown = visibleText(text).replace(/^\n+/u, '').trimEnd();
  if (/^[ \t]*(?:`{3,}|~{3,})/mu.test(shown)) return fenced(shown);
  const paragraphs = shown.split(/\n[ \t]*\n\s*/u);
  return paragraphs.map((paragraph) => paragraph.split('\n').map(escapeLine).join('\n')).join('\n\n');
}

/** Any text on one line inside other Markdown: in a heading, a list entry, emphasis. */
export const markdownInline = (text: string): string => escapeLine(visibleLine(text));

/** Any text as a double-quoted YAML scalar: JSON strings are such. */
export const yamlString = (text: string): string => JSON.stringify(visibleText(text));

function fenced(text: string): string {
  const runs = text.match(/`+/gu) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}text\n${text}\n${fence}`;
}

/** CommonMark lets every ASCII punctuation character be escaped; what opens a block is escaped only where it would. */
function escapeLine(line: string): string {
  return line
    .trim()
    .replace(/\t/gu, ' ')
    .replace(/[\\`*_[\]<>&|~$]/gu, String.raw`\$&`)
    .replace(/^[#+=:-]/u, String.raw`\$&`)
    .replace(/^(\d+)([.)])/u, String.raw`$1\$2`);
}
