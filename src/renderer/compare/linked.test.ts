import { expect, test } from 'vitest';
import type { AnyEvent } from '#shared/events/event.ts';
import { seq, type Seq } from '#shared/events/ids.ts';
import { recording } from '../inspector/testing/logs.ts';
import { linkedSeq, turnsIn } from './linked.ts';

const events = (name: string): readonly AnyEvent[] => recording(`${name}.jsonl`);
const [rounds, other, single] = ['users-endpoint-rounds', 'users-endpoint-hierarchy', 'users-endpoint-single'].map(
  events,
);
if (rounds === undefined || other === undefined || single === undefined) throw new Error('no recordings');
const [left, right, short] = [rounds, other, single].map(turnsIn);
if (left === undefined || right === undefined || short === undefined) throw new Error('no turns');

/** Where the word of a turn stands in a log. */
const saidAt = (log: readonly AnyEvent[], turn: number): Seq =>
  log.find((event) => event.type === 'v1.message.sent' && event.data.turn === turn)?.seq ?? seq(0);
const beganAt = (log: readonly AnyEvent[], turn: number): Seq =>
  log.find((event) => event.type === 'v1.turn.started' && event.data.turn === turn)?.seq ?? seq(0);

test('a playhead that stands at a turn of one run has the other at the turn of the same number, begun or said', () => {
  for (const turn of [1, 2, 3, 4, 5, 6]) {
    expect(linkedSeq(left, right, saidAt(rounds, turn)), `turn ${turn}`).toBe(saidAt(other, turn));
    expect(linkedSeq(left, right, beganAt(rounds, turn)), `turn ${turn}`).toBe(beganAt(other, turn));
  }
  expect(saidAt(rounds, 4)).not.toBe(saidAt(other, 4));
});

test('there and back leads to the same turn', () => {
  for (const turn of [1, 2, 3, 4, 5, 6]) {
    const there = linkedSeq(left, right, saidAt(rounds, turn));
    expect(linkedSeq(right, left, there)).toBe(saidAt(rounds, turn));
  }
});

test('where the other has no such turn it stays behind the last before it; ends meet, and so does what is before all turns', () => {
  expect(linkedSeq(left, short, saidAt(rounds, 5))).toBe(saidAt(single, 1));
  expect(linkedSeq(left, right, left.last)).toBe(right.last);
  expect(linkedSeq(left, right, seq(0))).toBe(0);
  expect(linkedSeq(left, right, seq(beganAt(rounds, 1) - 1))).toBeLessThan(beganAt(other, 1));
  expect(linkedSeq(left, turnsIn([]), seq(5))).toBe(0);
});

test('a run beside itself goes to where it stands, or to the last turn before', () => {
  for (let at = 0; at <= left.last; at += 1) {
    const to = linkedSeq(left, left, seq(at));
    expect(Math.abs(to - at), `seq ${at}`).toBeLessThanOrEqual(4);
    expect(linkedSeq(left, left, to)).toBe(to);
  }
});

test('a log without turns is linked by its messages', () => {
  const messages = rounds
    .filter((event) => event.type === 'v1.message.sent')
    .map((event, index) => {
      const { turn: _, ...data } = event.data;
      return { ...event, seq: seq(index + 1), data };
    });
  expect(linkedSeq(left, turnsIn(messages), saidAt(rounds, 3))).toBe(3);
});
