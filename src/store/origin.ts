/** Where an imported run comes from. Whatever it is, nobody vouches for it: a chain of hashes can be made anew by anyone. */
export type Origin = {
  /** `parley` is an export of ours. */
  readonly format: string;
  /** The file's own name, without its folder. */
  readonly file: string;
  /** What the log did not say; see `imported.ts` of the events. */
  readonly missing: readonly string[];
  /** What its export had taken out. */
  readonly redacted: readonly string[];
  /** The first event that was not what its chain of hashes said, and why. */
  readonly broken?: { readonly seq: number; readonly why: string } | undefined;
};

/** Of the text in a run's file; a text that is none of ours is an origin that is not known. */
export function originOf(about: string | undefined): Origin | undefined {
  if (about === undefined) return undefined;
  const { format, file, missing, redacted, broken } = fieldsOf(about);
  const { seq, why } = objectOf(broken);
  return {
    format: typeof format === 'string' ? format : 'unknown',
    file: typeof file === 'string' ? file : '',
    missing: textsOf(missing),
    redacted: textsOf(redacted),
    ...(typeof seq === 'number' && typeof why === 'string' ? { broken: { seq, why } } : {}),
  };
}

function fieldsOf(json: string): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(json));
  } catch {
    return {};
  }
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
