import { fail, type Result } from '#shared/base/result.ts';

/** What an import takes at most. A log of another program is read whole, so that its size is bounded by memory. */
export const IMPORT_LIMITS = {
  bytes: 100 * 1024 * 1024,
  /** UTF-16 units of a line, and of one message. */
  line: 1024 * 1024,
  messages: 100_000,
  speakers: 64,
  conversations: 100,
} as const;

/** Why nothing was imported: what is wrong, at which line (from 1) and in which field. `why` is one sentence without its end. */
export type ImportFault = { readonly line?: number; readonly field?: string; readonly why: string };

export const faulty = (why: string, place: Omit<ImportFault, 'why'> = {}): Result<never, ImportFault> =>
  fail({ ...place, why });

/** The one sentence that a person reads. */
export function faultSentence(file: string, { line, field, why }: ImportFault): string {
  const place = [
    file,
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(field === undefined ? [] : [`field ${field}`]),
  ];
  return `${place.join(', ')}: ${why}. Nothing was imported.`;
}
