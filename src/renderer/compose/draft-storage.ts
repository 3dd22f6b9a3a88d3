import { emptyDraft, type Draft } from './draft.ts';

/** The shape of what is stored: another one is another key, so that a window never reads a form that it does not know. */
const KEY = 'parley.draft.1';

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** A form as it was left in this window, one for each scenario it was opened from; undefined where there is none that can be read. */
export function storedDraft(store: Store, from: string | undefined): Draft | undefined {
  try {
    const read: unknown = JSON.parse(store.getItem(keyOf(from)) ?? 'null');
    return isDraft(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a form. A window without storage forgets it when the page is left; that is all. */
export function storeDraft(store: Store, from: string | undefined, draft: Draft): void {
  try {
    store.setItem(keyOf(from), JSON.stringify(draft));
  } catch {
    // As said above.
  }
}

export function dropDraft(store: Store, from: string | undefined): void {
  try {
    store.removeItem(keyOf(from));
  } catch {
    // As said above.
  }
}

const keyOf = (from: string | undefined): string => (from === undefined ? KEY : `${KEY}:${from}`);

const SAMPLE = emptyDraft();

function isDraft(read: unknown): read is Draft {
  return isLike(read, { ...SAMPLE, held: [''], visibility: { ...SAMPLE.visibility, edges: {} } });
}

/** Whether a value has every field of the sample in the sample's kind; each item of a list is like the sample's first. */
function isLike(value: unknown, sample: unknown): boolean {
  if (typeof value !== typeof sample || value === null) return false;
  if (Array.isArray(sample)) return Array.isArray(value) && value.every((item) => isLike(item, sample[0]));
  if (typeof sample !== 'object' || sample === null) return true;
  return Object.entries(sample).every(([key, inner]) => isLike((value as Record<string, unknown>)[key], inner));
}
