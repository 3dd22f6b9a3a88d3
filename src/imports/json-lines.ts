import { ok, type Result } from '#shared/base/result.ts';
import { faulty, IMPORT_LIMITS, type ImportFault } from './limits.ts';

export type JsonLine = { readonly line: number; readonly value: Readonly<Record<string, unknown>> };

/** A JSON object a line, lines ended by LF or CRLF and nothing else; empty lines are passed over. */
export function jsonLinesOf(text: string): Result<readonly JsonLine[], ImportFault> {
  const lines: JsonLine[] = [];
  for (const [at, raw] of text.split('\n').entries()) {
    const line = at + 1;
    if (raw.trim() === '') continue;
    if (raw.length > IMPORT_LIMITS.line) {
      return faulty(`the line has ${raw.length} characters and ${IMPORT_LIMITS.line} are taken at most`, { line });
    }
    const value = objectOf(raw);
    if (value === undefined) return faulty('the line holds no JSON object', { line });
    lines.push({ line, value });
    if (lines.length > IMPORT_LIMITS.messages + 1) {
      return faulty(`a file may hold ${IMPORT_LIMITS.messages} messages at most`, { line });
    }
  }
  return ok(lines);
}

export function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
