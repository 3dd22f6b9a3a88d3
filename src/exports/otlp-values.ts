import { millisOfIso } from '#shared/base/iso-time.ts';

/** Pieces of OTLP's JSON encoding (opentelemetry-proto, "JSON Protobuf Encoding"): ids in hex, enums as integers, 64-bit integers as strings. */

export type AnyValue =
  | { readonly stringValue: string }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly boolValue: boolean }
  | { readonly arrayValue: { readonly values: readonly AnyValue[] } };
export type KeyValue = { readonly key: string; readonly value: AnyValue };

/** A value as a caller means it; a number is a double, `int` a 64-bit integer. */
export type Attribute = string | number | boolean | readonly string[] | { readonly int: number } | undefined;

/** Attributes in the order given; what is undefined is left out. */
export const attributesOf = (given: Readonly<Record<string, Attribute>>): readonly KeyValue[] =>
  Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: valueOf(value) }]));

function valueOf(value: Exclude<Attribute, undefined>): AnyValue {
  // Protobuf strings are UTF-8: half characters cannot stand in them.
  if (typeof value === 'string') return { stringValue: value.toWellFormed() };
  if (typeof value === 'number') return { doubleValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if ('int' in value) return { intValue: String(value.int) };
  return { arrayValue: { values: value.map((one) => ({ stringValue: one.toWellFormed() })) } };
}

/** Hex digits drawn from a text, the same for the same text and never all zero: ids of traces (32) and spans (16). FNV-1a, 32 bits at a time. */
export function hexOf(text: string, digits: 16 | 32): string {
  let hex = '';
  for (let part = 0; hex.length < digits; part += 1) {
    let hash = 0x811c9dc5;
    for (const unit of `${part}\0${text}\0${part}`) {
      hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193);
    }
    // One more mixing (murmur3's last step), so that texts that are nearly alike are not nearly alike any more.
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hex += ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, '0');
  }
  return /^0+$/u.test(hex) ? `${hex.slice(1)}1` : hex;
}

/** Nanoseconds since 1970 as a decimal string, `at` in microseconds after an ISO 8601 time; after 1970 itself where that is none. */
export function nanosOf(startedAt: string, at: number): string {
  const start = Math.max(0, millisOfIso(startedAt) ?? 0);
  return String(BigInt(start) * 1_000_000n + BigInt(Math.round(at)) * 1000n);
}
