import { demand } from './header.ts';
import { TYPE, type MetaValue } from './metadata.ts';

/** Looks up keys with the type that native readers assume without asking. Absent is undefined; another type is corrupt. */
export interface Keys {
  u32(key: string): number | undefined;
  f32(key: string): number | undefined;
  bool(key: string): boolean | undefined;
  text(key: string): string | undefined;
  /** One number for all layers, or one for each. */
  perLayer(key: string, layers: number): readonly number[] | undefined;
  array(key: string, of: readonly number[]): { readonly count: number } | undefined;
  number(key: string, of: readonly number[]): number | undefined;
}

const TYPE_NAMES = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'f32', 'bool', 'string', 'array', 'u64', 'i64', 'f64'];

export function keysOf(values: ReadonlyMap<string, MetaValue>): Keys {
  const number = (key: string, of: readonly number[]): number | undefined => {
    const found = values.get(key);
    if (found === undefined) return undefined;
    demand(found.type === 'number' && of.includes(found.of), () => wrongType(key, found, of));
    return Number(found.value);
  };
  return {
    number,
    u32: (key) => number(key, [TYPE.u32]),
    f32: (key) => number(key, [TYPE.f32]),
    bool(key) {
      const found = number(key, [TYPE.bool]);
      return found === undefined ? undefined : found === 1;
    },
    text(key) {
      const found = values.get(key);
      if (found === undefined) return undefined;
      demand(found.type === 'string', () => wrongType(key, found, [TYPE.string]));
      return found.value;
    },
    perLayer(key, layers) {
      const found = values.get(key);
      if (found?.type !== 'array') {
        const value = number(key, [TYPE.u32]);
        return value === undefined ? undefined : [value];
      }
      demand(found.of === TYPE.u32 || found.of === TYPE.i32, () => wrongType(key, found, [TYPE.u32, TYPE.i32]));
      demand(found.count === layers, () => `${key} has ${found.count} entries for ${layers} layers`);
      return found.numbers ?? [];
    },
    array(key, of) {
      const found = values.get(key);
      if (found === undefined) return undefined;
      demand(found.type === 'array' && of.includes(found.of), () => wrongType(key, found, of));
      return found;
    },
  };
}

/** The value, or a refusal that names the key that is missing. */
export function required<Value>(value: Value | undefined, key: string): Value {
  demand(value !== undefined, () => `the key ${key} is missing`);
  return value;
}

function wrongType(key: string, found: MetaValue, wanted: readonly number[]): string {
  const is = found.type === 'string' ? 'string' : (TYPE_NAMES[found.of] ?? 'unknown');
  const shape = found.type === 'array' ? 'an array of ' : '';
  return `${key} is ${shape}${is} where ${wanted.map((type) => TYPE_NAMES[type]).join(' or ')} is expected`;
}
