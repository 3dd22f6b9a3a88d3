/** A file, or the files that one model was split into, by their names. */
export type Group<Item> = {
  /** The whole file, or the part that comes first of those that are there. */
  readonly first: Item;
  readonly items: readonly Item[];
  /** Why a split model cannot be used; absent for a whole file. */
  readonly split?: { readonly of: number; readonly missing: readonly number[] };
};

const PART = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/i;

/** Puts the parts of a split model together: `name-00001-of-00003.gguf` and its like in one folder. The order of the firsts is kept. */
export function groupParts<Item extends { readonly name: string }>(items: readonly Item[]): readonly Group<Item>[] {
  const groups = new Map<string, { of: number; parts: Map<number, Item> } | Item>();
  for (const item of items) {
    const [, stem, part, of] = PART.exec(item.name) ?? [];
    const count = Number(of);
    if (stem === undefined || count < 2) {
      groups.set(item.name, item);
      continue;
    }
    const key = `${stem}\u0000${count}`;
    const group = groups.get(key);
    const known = group !== undefined && 'parts' in group ? group : { of: count, parts: new Map<number, Item>() };
    known.parts.set(Number(part), item);
    groups.set(key, known);
  }
  return [...groups.values()].flatMap((group) =>
    'parts' in group ? split(group) : [{ first: group, items: [group] }],
  );
}

/** Missing parts are named one by one only as far as people would read. */
const MOST_NAMED = 5;

/** Why it cannot be used, in one sentence without its path. */
export function splitProblem({ of, missing }: NonNullable<Group<unknown>['split']>): string | undefined {
  if (missing.length === 0) return undefined;
  const named = missing.slice(0, MOST_NAMED).join(', ');
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : '';
  return `it is split into ${of} files and incomplete: part ${named}${more} is missing`;
}

function split<Item>({ of, parts }: { of: number; parts: Map<number, Item> }): readonly Group<Item>[] {
  const order = [...parts.keys()].toSorted((a, b) => a - b);
  const items = order.flatMap((part) => parts.get(part) ?? []);
  const [first] = items;
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter((part) => !parts.has(part));
  return first === undefined ? [] : [{ first, items, split: { of, missing } }];
}
