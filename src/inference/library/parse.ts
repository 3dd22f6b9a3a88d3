/** What is wrong with a document: one sentence that begins with the field's path. Thrown inside a parser, caught at its door. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
}

/** The fields of an object whose path in the document is `where`. */
export interface Fields {
  get(field: string): unknown;
  /** A text that is not empty and, where one is given, has the form of `pattern`. */
  text(field: string, pattern?: RegExp): string;
  /** A whole number above zero. */
  count(field: string): number;
  flag(field: string): boolean;
}

export function parseRecord(json: unknown, where: string): Fields {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new ParseError(`${where} is not an object`);
  const fields = new Map<string, unknown>(Object.entries(json));
  return {
    get: (field) => fields.get(field),
    text(field, pattern) {
      const value = fields.get(field);
      if (typeof value !== 'string' || value === '') throw new ParseError(`${where}.${field} is not a text`);
      if (pattern !== undefined && !pattern.test(value))
        throw new ParseError(`${where}.${field} does not have the form ${pattern}`);
      return value;
    },
    count(field) {
      const value = fields.get(field);
      if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
      throw new ParseError(`${where}.${field} is not a whole number above 0`);
    },
    flag(field) {
      const value = fields.get(field);
      if (typeof value !== 'boolean') throw new ParseError(`${where}.${field} is neither true nor false`);
      return value;
    },
  };
}

/** A list with at least one item. */
export function parseList<Item>(
  json: unknown,
  where: string,
  item: (json: unknown, where: string) => Item,
): readonly Item[] {
  if (!Array.isArray(json) || json.length === 0) throw new ParseError(`${where} is not a list with at least one item`);
  return json.map((each, index) => item(each, `${where}[${index}]`));
}

export function oneOf<Choice extends string>(choices: readonly Choice[], json: unknown, where: string): Choice {
  const found = choices.find((choice) => choice === json);
  if (found === undefined) throw new ParseError(`${where} is none of ${choices.join(', ')}`);
  return found;
}
