import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { decodeEvent } from './event.ts';
import { VOCABULARY } from './vocabulary.ts';

const folder = new URL('fixtures/', import.meta.url);
const files = readdirSync(folder).toSorted();
const wireSchema = z.object({ seq: z.int(), at: z.int(), type: z.string(), data: z.unknown() });
const fixture = (file: string): z.infer<typeof wireSchema>[] =>
  z.array(wireSchema).parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));

test('every type of the vocabulary has a fixture of its own, and no fixture is without a type', () => {
  expect(files).toEqual(
    Object.keys(VOCABULARY)
      .map((type) => `${type}.json`)
      .toSorted(),
  );
});

test.each(files)('%s decodes for ever, with nothing added and nothing lost', (file) => {
  const events = fixture(file);
  expect(events.length).toBeGreaterThan(0);
  for (const event of events) expect(decodeEvent(event)).toEqual({ ok: true, value: event });
});

test.each(Object.entries(VOCABULARY))('the fixture of %s holds every optional field at least once', (type, schema) => {
  const missing = optionalPaths(schema).filter(
    (path) => !fixture(`${type}.json`).some((event) => holds(event.data, path)),
  );
  expect(missing).toEqual([]);
});

test('a fixture that lost a required field would not decode', () => {
  const [event] = fixture('v1.message.sent.json');
  const { gist: _, ...data } = z.record(z.string(), z.unknown()).parse(event?.data);
  const decoded = decodeEvent({ ...event, data });
  expect(decoded).toMatchObject({ ok: false, failure: expect.stringContaining('gist') });
});

test('the search for optional fields finds them at any depth', () => {
  const schema = z.object({ rows: z.array(z.object({ note: z.string().optional() })), end: z.int().optional() });
  expect(optionalPaths(schema)).toEqual([['rows', '*', 'note'], ['end']]);
  expect(holds({ rows: [{}, { note: 'x' }] }, ['rows', '*', 'note'])).toBe(true);
  expect(holds({ rows: [{}] }, ['rows', '*', 'note'])).toBe(false);
});

type Path = readonly string[];

/** Where a schema allows a field to be absent; `*` is any item of an array. */
function optionalPaths(schema: unknown, at: Path = []): Path[] {
  if (schema instanceof z.ZodOptional) return [at, ...optionalPaths(schema.unwrap(), at)];
  if (schema instanceof z.ZodArray) return optionalPaths(schema.element, [...at, '*']);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => optionalPaths(option, at));
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([key, field]) => optionalPaths(field, [...at, key]));
}

function holds(value: unknown, [key, ...rest]: Path): boolean {
  if (key === undefined) return value !== undefined;
  if (key === '*') return Array.isArray(value) && value.some((item) => holds(item, rest));
  const fields = z.record(z.string(), z.unknown()).safeParse(value);
  return fields.success && holds(fields.data[key], rest);
}
