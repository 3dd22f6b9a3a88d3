import { z } from 'zod';

/**
 * TracesData of opentelemetry-proto (trace/v1, common/v1, resource/v1) in its JSON encoding, as far as it is written here; strict, so that
 * a misspelt field is a fault: ids hex, enums numbers, 64-bit integers decimal strings, lowerCamelCase.
 */
const hex = (digits: number) => z.string().regex(new RegExp(`^(?!0+$)[0-9a-f]{${digits}}$`, 'u'));
const fixed64 = z.string().regex(/^(?:0|[1-9]\d{0,19})$/u);
const value: z.ZodType = z.lazy(() =>
  z.union([
    z.strictObject({ stringValue: z.string().refine((text) => text.isWellFormed()) }),
    z.strictObject({ intValue: z.string().regex(/^-?\d{1,19}$/u) }),
    z.strictObject({ doubleValue: z.number() }),
    z.strictObject({ boolValue: z.boolean() }),
    z.strictObject({ arrayValue: z.strictObject({ values: z.array(value) }) }),
  ]),
);
const attributes = z
  .array(z.strictObject({ key: z.string().min(1), value }))
  .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, 'keys are unique');
const span = z
  .strictObject({
    traceId: hex(32),
    spanId: hex(16),
    parentSpanId: hex(16).optional(),
    name: z.string().min(1),
    kind: z.int().min(0).max(5),
    startTimeUnixNano: fixed64,
    endTimeUnixNano: fixed64,
    attributes,
    links: z
      .array(z.strictObject({ traceId: hex(32), spanId: hex(16) }))
      .max(128)
      .optional(),
    droppedLinksCount: z.int().min(1).optional(),
    status: z.strictObject({ code: z.int().min(0).max(2), message: z.string().optional() }),
  })
  .refine((one) => BigInt(one.startTimeUnixNano) <= BigInt(one.endTimeUnixNano), 'it ends after its start');
const scope = z.strictObject({ name: z.string(), version: z.string() });
const schemaUrl = z.url();
export const tracesDataSchema = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes }),
      scopeSpans: z.array(z.strictObject({ scope, spans: z.array(span).min(1), schemaUrl })),
      schemaUrl,
    }),
  ),
});
export type Span = z.infer<typeof span>;

/** The spans of JSON Lines of TracesData; throws where a line breaks the encoding, a parent is missing or an id is used twice. */
export function spansOf(text: string): readonly Span[] {
  const lines = text.split('\n').filter((line) => line !== '');
  const spans = lines.flatMap((line) =>
    tracesDataSchema.parse(JSON.parse(line)).resourceSpans.flatMap((one) => one.scopeSpans.flatMap((own) => own.spans)),
  );
  const ids = new Set(spans.map(({ spanId }) => spanId));
  if (ids.size !== spans.length) throw new Error('a span id is used twice');
  const lost = spans.find(({ parentSpanId: parent, links = [] }) =>
    [...(parent === undefined ? [] : [parent]), ...links.map(({ spanId }) => spanId)].some((id) => !ids.has(id)),
  );
  if (lost !== undefined) throw new Error(`${lost.name} names a span that is not there`);
  return spans;
}
