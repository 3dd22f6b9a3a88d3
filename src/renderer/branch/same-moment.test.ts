import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decodeEvent, type AnyEvent } from '#shared/events/event.ts';
import { seq } from '#shared/events/ids.ts';
import { placesOf, turnBefore } from './fork-places.ts';
import { sameMoment, turnAt, turnsBegun } from './same-moment.ts';

const folder = new URL('../../../scenarios/recordings/', import.meta.url);
const recordings = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name): readonly AnyEvent[] => {
    const [, ...lines] = readFileSync(new URL(name, folder), 'utf8').trim().split('\n');
    return lines.flatMap((line) => {
      const event = decodeEvent(JSON.parse(line));
      return event.ok ? [event.value] : [];
    });
  });
const [talk = []] = recordings;
const ended = talk.filter((event) => event.type === 'v1.turn.ended');
const common = ended[2]?.seq ?? seq(0);

test('in the common past a moment is the same event', () => {
  for (let head = 0; head <= common; head += 1)
    expect(sameMoment({ head: seq(head), common, here: talk, there: [] })).toBe(head);
});

test('behind it a moment is the same turn, with its words, wherever the other has it', () => {
  // The other waited for two events more before it went on.
  const there = talk.slice(common).map((event) => ({ ...event, seq: seq(event.seq + 2) }));
  const all = [...talk.slice(0, common), ...talk.slice(common, common + 2), ...there];
  for (const { seq: head } of talk.slice(common + 2)) {
    const found = sameMoment({ head, common, here: talk, there });
    expect(turnAt(all, found)).toEqual(turnAt(talk, head));
  }
  const last = ended.at(-1)?.seq ?? seq(0);
  expect(talk[last]?.type).toBe('v1.message.sent');
  expect(sameMoment({ head: last, common, here: talk, there })).toBe(last + 3);
});

test('where the other has no such turn it is the place where they parted', () => {
  expect(sameMoment({ head: seq(talk.length), common, here: talk, there: [] })).toBe(common);
  const shorter = talk.slice(common, common + 2);
  expect(sameMoment({ head: seq(talk.length), common, here: talk, there: shorter })).toBe(common);
});

test('turns are counted once, however often they were tried', () => {
  const [started] = talk.filter((event) => event.type === 'v1.turn.started');
  const again = started === undefined ? talk : [...talk, { ...started, seq: seq(talk.length + 1) }];
  expect(turnsBegun(again, seq(again.length))).toBe(turnsBegun(talk, seq(talk.length)));
});

test('of every turn of every recording there is a moment before it without it and one after it with its words', () => {
  for (const events of recordings) {
    for (const event of events) {
      if (event.type !== 'v1.turn.ended') continue;
      const { turn } = event.data;
      const { before, after } = placesOf(events, turn);
      expect(before).toBeDefined();
      expect(events.slice(0, before).some((own) => own.type === 'v1.turn.started' && own.data.turn === turn)).toBe(
        false,
      );
      const kept = events.slice(0, after);
      expect(kept.some((own) => own.type === 'v1.turn.ended' && own.data.turn === turn)).toBe(true);
      const said = (all: readonly AnyEvent[]): boolean =>
        all.some((own) => own.type === 'v1.message.sent' && own.data.turn === turn);
      expect(said(kept)).toBe(event.data.outcome === 'spoke' ? said(events) : false);
      expect(turnBefore(events, after ?? seq(0))).toBe(turn);
    }
  }
});
