import type { ExportRow } from './jsonl.ts';
import { countRedactable, type Redaction } from './redact.ts';

/** What can be in an export. `content`: every text that people and models wrote, the question among them. */
export const PREVIEW_KINDS = ['content', 'messages', 'roles', 'paths', 'reasoning', 'notes'] as const;
export type PreviewKind = (typeof PREVIEW_KINDS)[number];

/** How many of a kind the run holds, and how many of them leave. */
export type PreviewLine = { readonly kind: PreviewKind; readonly found: number; readonly leaves: number };

export const FORMATS = ['minutes', 'markdown', 'jsonl', 'html', 'openai', 'sharegpt', 'chrome-trace', 'otlp'] as const;
export type Format = (typeof FORMATS)[number];

export type Leaving = {
  readonly format: Format;
  readonly reasoning: boolean;
  readonly content: boolean;
  readonly redact: readonly Redaction[];
  /** The reader's own: how many there are, and whether they were asked for. */
  readonly notes: { readonly found: number; readonly wanted: boolean };
};

/** Formats that hold texts whatever is asked for; the others only with `content`. */
const TELLING: ReadonlySet<Format> = new Set(['minutes', 'markdown', 'jsonl', 'html', 'openai', 'sharegpt']);

const NOTED: ReadonlySet<Format> = new Set(['minutes', 'markdown', 'jsonl', 'html']);

/** What an export would take along, counted before it leaves. Rows come with their reasoning; `found` in the run, `leaves` at most. */
export function previewExport(rows: Iterable<ExportRow>, leaving: Leaving): readonly PreviewLine[] {
  const found = { content: 0, messages: 0, roles: 0, paths: 0, reasoning: 0, notes: leaving.notes.found };
  for (const { type, data, reasoning } of rows) {
    const { paths, roles } = countRedactable(data);
    found.paths += paths;
    found.roles += roles;
    if (reasoning !== undefined) found.reasoning += 1;
    if (MESSAGES.has(type)) found.messages += 1;
    if (TEXTS.has(type)) found.content += 1;
  }
  const leaves = leavesOf(leaving);
  return PREVIEW_KINDS.map((kind) => ({ kind, found: found[kind], leaves: leaves(kind) ? found[kind] : 0 }));
}

const MESSAGES: ReadonlySet<string> = new Set(['v1.message.sent', 'v1.message.held']);
const TEXTS: ReadonlySet<string> = new Set([...MESSAGES, 'v1.run.created', 'v1.message.edited', 'v1.turn.ended']);

const leavesOf =
  ({ format, reasoning, content, redact, notes }: Leaving) =>
  (kind: PreviewKind): boolean => {
    const tells = TELLING.has(format) || content;
    switch (kind) {
      case 'content':
      case 'messages':
        return tells;
      case 'roles':
        return tells && format !== 'chrome-trace' && !redact.includes('roles');
      case 'paths':
        return !redact.includes('paths');
      case 'reasoning':
        return (format === 'jsonl' || format === 'html') && reasoning;
      case 'notes':
        return notes.wanted && NOTED.has(format);
      default:
        return kind satisfies never;
    }
  };
