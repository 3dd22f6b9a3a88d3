import type { ImportedFrom, RunRow } from '#shared/rpc/methods.ts';

/** How a run stands, in words: of an imported one also that it is one. */
export function stateWords({ state, reason, imported }: Pick<RunRow, 'state' | 'reason' | 'imported'>): string {
  if (imported === undefined) return reason === undefined ? state : `${state}: ${reason}`;
  const ending = reason === undefined ? '' : `, ended: ${reason}`;
  return `${verdictOf(imported)}${ending}`;
}

/** What an imported run is, where it comes from and what is not recorded of it: lines for people. */
export function importedLines(imported: ImportedFrom): readonly string[] {
  const { format, file, missing, redacted, broken } = imported;
  const from = format === 'parley' ? `an export of Parley` : `a log of ${NAMES[format] ?? format}`;
  return [
    `Imported from ${file}, ${from}: ${broken === undefined ? 'unverified' : `broken at event ${broken.seq}: ${broken.why}`}.`,
    ...(missing.length === 0 ? [] : [`Not recorded: ${missing.join(', ')}.`]),
    ...(redacted.length === 0 ? [] : [`Taken out before it came: ${redacted.join(', ')}.`]),
  ];
}

const NAMES: Readonly<Record<string, string>> = {
  autogen: 'AutoGen',
  openai: 'OpenAI messages',
  sillytavern: 'SillyTavern',
};

const verdictOf = ({ broken }: ImportedFrom): string =>
  broken === undefined ? 'imported, unverified' : `imported, broken at ${broken.seq}`;
