import { z } from 'zod';
import type { Budget } from '../events/setup.ts';
import { DEFAULT_ROUNDS } from './defaults.ts';
import { absent, valueOf, type Field, type FieldReader } from './read-fields.ts';
import { parseTimeSpan } from './time-span.ts';

const turnsSchema = z.int().min(1).max(1_000_000);
const tokensSchema = z.int().min(1);

/** A run is bounded by `rounds` (turns of each seat) or `budget.turns`, and by tokens and time where they are given. */
export function readBudget(
  reader: FieldReader,
  fields: { readonly budget: Field; readonly rounds: Field },
  seats: number,
): Budget {
  const field = reader.map(fields.budget, ['turns', 'tokens', 'time', 'perAgent']);
  const rounds = reader.number(fields.rounds, z.int().min(1).max(10_000), DEFAULT_ROUNDS);
  if (!absent(fields.rounds) && !absent(field('turns'))) {
    reader.note(fields.rounds, 'stands beside budget.turns; a round is one turn of each seat, so keep one of the two');
  }
  const turns = reader.number(field('turns'), turnsSchema, rounds * Math.max(1, seats));
  const time = readTime(reader, field('time'));
  const perAgent = readPerAgent(reader, field('perAgent'));
  return {
    turns,
    ...readTokens(reader, field('tokens')),
    ...(time === undefined ? {} : { time }),
    ...(perAgent === undefined ? {} : { perAgent }),
  };
}

function readPerAgent(reader: FieldReader, field: Field): Budget['perAgent'] {
  if (absent(field)) return undefined;
  const inner = reader.map(field, ['turns', 'tokens']);
  return {
    ...(absent(inner('turns')) ? {} : { turns: reader.number(inner('turns'), turnsSchema, 1) }),
    ...readTokens(reader, inner('tokens')),
  };
}

const readTokens = (reader: FieldReader, field: Field): { tokens?: number } =>
  absent(field) ? {} : { tokens: reader.number(field, tokensSchema, 1) };

function readTime(reader: FieldReader, field: Field): number | undefined {
  if (absent(field)) return undefined;
  const value = valueOf(field);
  const micros = typeof value === 'string' ? parseTimeSpan(value) : undefined;
  if (micros !== undefined && micros >= 1) return micros;
  reader.note(field, 'must be a time above 0 such as 90s, 10m or 1h30m');
  return undefined;
}
