import type { AnyEvent } from '#shared/events/event.ts';

/** What can be taken out of an export beside reasoning: folders of this machine, and the texts that tell a seat who it is. */
export const REDACTIONS = ['paths', 'roles'] as const;
export type Redaction = (typeof REDACTIONS)[number];

/** A value without what is to be taken out, and which of it was found; the very same value where nothing was. */
export type Redacted = { readonly value: unknown; readonly taken: readonly Redaction[] };

/**
 * Works on any JSON, so that it also reaches into events of later versions. `paths`: in fields that hold a file or the words of a failure
 * a path keeps its last part. `roles`: `role` of a seat, and the blocks of a prompt that tell it, become empty. What people and models
 * said is content and stays as it is.
 */
export function redacted(value: unknown, what: readonly Redaction[]): Redacted {
  if (what.length === 0) return { value, taken: [] };
  const taken = new Set<Redaction>();
  const left = walk(value, { what, taken });
  return { value: taken.size === 0 ? value : left, taken: REDACTIONS.filter((one) => taken.has(one)) };
}

/** The same for events, one by one; `found` hears what was taken out, each time. */
export function* redactedEvents(
  events: Iterable<AnyEvent>,
  what: readonly Redaction[],
  found: (taken: Redaction) => void = () => {},
): Generator<AnyEvent> {
  for (const event of events) {
    const { value, taken } = redacted(event.data, what);
    for (const one of taken) found(one);
    // What is taken out of a text leaves a text: the event stays one of its type.
    yield taken.length === 0 ? event : ({ ...event, data: value } as AnyEvent);
  }
}

/** How many places of each kind a value holds. */
export function countRedactable(value: unknown): Readonly<Record<Redaction, number>> {
  const counts = { paths: 0, roles: 0 };
  walk(value, { what: REDACTIONS, taken: { add: (one: Redaction) => (counts[one] += 1) } });
  return counts;
}

type Work = { readonly what: readonly Redaction[]; readonly taken: { add(one: Redaction): unknown } };
type Place = { readonly key: string; readonly text: string; readonly object: Readonly<Record<string, unknown>> };

function walk(value: unknown, work: Work): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, work));
  if (typeof value !== 'object' || value === null) return value;
  const object = value as Readonly<Record<string, unknown>>;
  // Entries, not assignments: a key named __proto__ stays a key.
  return Object.fromEntries(
    Object.entries(object).map(([key, item]) => [
      key,
      typeof item === 'string' ? textLeft({ key, text: item, object }, work) : walk(item, work),
    ]),
  );
}

function textLeft({ key, text, object }: Place, { what, taken }: Work): string {
  if (what.includes('roles') && text !== '' && (key === 'role' || (key === 'text' && object['form'] === 'role'))) {
    taken.add('roles');
    return '';
  }
  if (!what.includes('paths') || !PATH_FIELDS.has(key)) return text;
  const left = text.replaceAll(key === 'model' || key === 'file' || key === 'path' ? WHOLE_PATH : PATH_WITHIN, '');
  if (left !== text) taken.add('paths');
  return left;
}

/** A model may be named by a path, and the words of a failure often name one. */
const PATH_FIELDS: ReadonlySet<string> = new Set(['model', 'file', 'path', 'detail', 'stderr']);
const WHOLE_PATH = /^.*[/\\](?=[^/\\])/gsu;
const PATH_WITHIN =
  /(?<=^|[\s"'`(=:])(?:[A-Za-z]:|~|\.{1,2})?(?:[/\\]+[^\s/\\"'`:;,()<>|*?]+)+[/\\]+(?=[^\s/\\"'`:;,()<>|*?])/gu;
