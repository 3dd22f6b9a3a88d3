import type { ImportedFrom } from '#shared/rpc/methods.ts';

/** What an imported run is: nobody vouches for it, whatever its own hashes say. */
export const importedWords = ({ broken }: Pick<ImportedFrom, 'broken'>): string =>
  broken === undefined ? 'imported, unverified' : `imported, broken at event ${broken.seq}`;

/** The same in sentences: where it comes from, what it does not say, what was taken out, where it breaks. */
export function importedSentences({ format, file, missing, redacted, broken }: ImportedFrom): readonly string[] {
  return [
    `Imported from ${file}${format === 'parley' ? '' : ` (${format})`}, unverified: nobody vouches for what it says.`,
    ...(broken === undefined ? [] : [`Broken at event ${broken.seq}: ${broken.why}.`]),
    ...(missing.length === 0 ? [] : [`Not recorded: ${missing.join(', ')}.`]),
    ...(redacted.length === 0 ? [] : [`Taken out before: ${redacted.join(', ')}.`]),
  ];
}
