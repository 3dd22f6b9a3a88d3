import type { z } from 'zod';
import { ok, type Result } from '../base/result.ts';
import { hint } from './nearest.ts';
import type { Entry, Tree } from './yaml-tree.ts';

/** Where a reading goes wrong: the field's path (`seats[1].role`), its offset, and one clear sentence part. */
export type FieldProblem = { readonly field: string; readonly at: number; readonly message: string };

/** A place in the tree: what stands there (undefined where the field is left out) and how people call it. */
export type Field = { readonly name: string; readonly at: number; readonly tree: Tree | undefined };

/**
 * Reads typed values out of a tree. A value that is wrong is noted and its fallback returned, so that reading goes on;
 * `problems` then holds everything, and the earliest in the file is what one reports.
 */
export class FieldReader {
  readonly problems: FieldProblem[] = [];

  note(field: Field, message: string): void {
    this.problems.push({ field: field.name, at: field.at, message });
  }

  /**
   * The fields of a map by name; unknown names are noted with the nearest known one. A field that is missing beside an unknown one is
   * most likely that one misspelt, so it stands at the same place, behind it.
   */
  map<Name extends string>(field: Field, names: readonly Name[]): (name: Name) => Field {
    const entries = this.entries(field);
    const unknown = entries.filter((entry) => !names.some((name) => name === entry.key));
    for (const entry of unknown) {
      const shown = entry.key.slice(0, 40);
      this.note(inside(field, entry), `'${shown}' is unknown${hint(shown, names)}`);
    }
    const missingAt = unknown[0]?.at ?? field.at;
    return (name) => {
      const entry = entries.find(({ key }) => key === name);
      return entry === undefined
        ? { name: join(field.name, name), at: missingAt, tree: undefined }
        : inside(field, entry);
    };
  }

  /** What a map holds, whatever the names. */
  entries(field: Field): readonly Entry[] {
    if (absent(field)) return [];
    if (field.tree?.kind === 'map') return field.tree.entries;
    this.note(field, `must be a list of fields (name: value), found ${kindOf(field)}`);
    return [];
  }

  list(field: Field): readonly Field[] {
    if (absent(field)) return [];
    if (field.tree?.kind !== 'list') {
      this.note(field, `must be a list (lines that begin with - ), found ${kindOf(field)}`);
      return [];
    }
    return field.tree.items.map((tree, index) => ({ name: `${field.name}[${index}]`, at: tree.at, tree }));
  }

  /** Text, trimmed; a number is taken as it is written only where YAML had no other choice than to read one. */
  text(field: Field, options: { readonly fallback?: string; readonly limit: number }): string {
    if (absent(field) && options.fallback !== undefined) return options.fallback;
    const value = valueOf(field);
    if (typeof value !== 'string') {
      this.note(
        field,
        absent(field) ? 'is missing; write a text' : `must be text, found ${kindOf(field)}; put it in quotes`,
      );
      return '';
    }
    const text = value.trim();
    if (text === '') this.note(field, 'is empty; write a text');
    if (text.length > options.limit) this.note(field, `is longer than ${options.limit} characters; shorten it`);
    if (!text.isWellFormed()) this.note(field, 'holds half a character (a lone surrogate); write it anew');
    return text;
  }

  number(field: Field, schema: z.ZodNumber, fallback: number): number {
    if (absent(field)) return fallback;
    const value = valueOf(field);
    if (typeof value === 'number' && schema.safeParse(value).success) return value;
    this.note(field, `must be ${rangeOf(schema)}, found ${kindOf(field)}`);
    return fallback;
  }

  /** A word that `parse` knows. */
  choice<Value>(field: Field, parse: (text: string) => Result<Value, string>, fallback: Value): Value {
    if (absent(field)) return fallback;
    const text = this.text(field, { limit: 40 });
    const value = text === '' ? ok(fallback) : parse(text);
    if (value.ok) return value.value;
    this.note(field, value.failure);
    return fallback;
  }

  flag(field: Field, fallback: boolean): boolean {
    if (absent(field)) return fallback;
    const value = valueOf(field);
    if (typeof value === 'boolean') return value;
    this.note(field, `must be true or false, found ${kindOf(field)}`);
    return fallback;
  }
}

/** A field that is left out, or written with nothing behind its colon. */
export const absent = (field: Field): boolean =>
  field.tree === undefined || (field.tree.kind === 'value' && field.tree.value === undefined);

export const inside = (field: Field, entry: Entry): Field => ({
  name: join(field.name, entry.key.slice(0, 40)),
  at: entry.at,
  tree: entry.tree,
});

/** "a whole number of at least 1", "a number from 0 to 5": in words what a number schema allows. */
export function rangeOf(schema: z.ZodNumber): string {
  const kind = schema.format === 'safeint' ? 'a whole number' : 'a number';
  const low = bound(schema.minValue);
  const high = bound(schema.maxValue);
  if (low !== undefined && high !== undefined) return `${kind} from ${low} to ${high}`;
  return low === undefined ? kind : `${kind} of at least ${low}`;
}

const bound = (value: number | null): number | undefined =>
  value === null || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value;

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

export const valueOf = (field: Field): string | number | boolean | undefined =>
  field.tree?.kind === 'value' ? field.tree.value : undefined;

/** What stands there, in words. */
export function kindOf(field: Field): string {
  if (absent(field)) return 'nothing';
  if (field.tree?.kind === 'list') return 'a list';
  if (field.tree?.kind === 'map') return 'a list of fields';
  const value = valueOf(field);
  return typeof value === 'string' ? `the text '${value.replace(/\s+/gu, ' ').slice(0, 40)}'` : String(value);
}
