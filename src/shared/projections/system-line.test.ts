import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { decodeEvent, type AnyEvent } from '../events/event.ts';
import { agentId, messageIdSchema, micros, modelRef, seq } from '../events/ids.ts';
import { systemLine, type SystemEvent } from './system-line.ts';

const at = { seq: seq(1), at: micros(0) };
const message = messageIdSchema.parse('m4');
const bounced = { message, from: agentId('Ada', 1), to: 'Ben', valid: ['Cleo'] };

test('a bounce says why, and whom one could have written to', () => {
  const reasons = ['unknown', 'self', 'ended', 'full'] as const;
  const lines = reasons.map((reason) =>
    systemLine({ ...at, type: 'v1.message.bounced', data: { ...bounced, reason } }),
  );
  expect(lines).toEqual([
    'No one can be reached as Ben; known: Cleo.',
    'Ada cannot write to itself; known: Cleo.',
    'Ben has left and cannot be reached; known: Cleo.',
    'Ben has too much unread mail: m4 by Ada did not reach it.',
  ]);
});

test('a budget that one agent has spent is told as its own, and a seat that is recalled joins again', () => {
  const agent = agentId('Ben', 2);
  const data = { kind: 'tokens', limit: 9, used: 10 } as const;
  expect(systemLine({ ...at, type: 'v1.budget.reached', data })).toBe('The budget of tokens is used up: 10 of 9.');
  expect(systemLine({ ...at, type: 'v1.budget.reached', data: { ...data, agent } })).toBe(
    "Ben's budget of tokens is used up: 10 of 9.",
  );
  const joined = { agent, seat: 1, name: 'Ben', incarnation: 2, model: modelRef('small') };
  expect(systemLine({ ...at, type: 'v1.agent.joined', data: joined })).toBe('Ben joins again with small.');
});

/** Types that are told at length and not in a line. */
const AT_LENGTH = ['v1.message.sent', 'v1.turn.started', 'v1.turn.ended'];

test('every other event that was ever released has a line: one sentence that names no undefined thing', () => {
  const folder = new URL('../events/fixtures/', import.meta.url);
  const lines = readdirSync(folder).flatMap((file) => {
    const rows = z.array(z.unknown()).parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
    return rows.flatMap((row) => {
      const event = decodeEvent(row);
      return event.ok && isTold(event.value) ? [systemLine(event.value)] : [];
    });
  });
  expect(lines.length).toBeGreaterThan(40);
  for (const line of lines) {
    expect(line).toMatch(/^\S.*[^.][.!?]$/);
    expect(line).not.toMatch(/undefined|\n/);
  }
});

function isTold(event: AnyEvent): event is SystemEvent {
  return event.type !== 'unknown' && !AT_LENGTH.includes(event.type);
}
