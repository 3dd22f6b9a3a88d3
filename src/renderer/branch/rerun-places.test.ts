import { expect, test } from 'vitest';
import type { AnyEvent, Event } from '#shared/events/event.ts';
import { seq, turnId } from '#shared/events/ids.ts';
import { settledAt } from '#shared/projections/settled-at.ts';
import { indexOf, recording, recordings } from '../inspector/testing/logs.ts';
import { isUnderWay, rerunPlaces } from './rerun-places.ts';

const talk = recording('users-endpoint-rounds.jsonl');
const ends = talk.filter((event) => event.type === 'v1.turn.ended');
const upTo = (events: readonly AnyEvent[], last: number) => indexOf(events.slice(0, last));
const kinds = (...asked: Parameters<typeof rerunPlaces>) => rerunPlaces(...asked).map(({ place }) => place);

test('every turn of every recording that came to its end can be said again from before it began', () => {
  for (const name of recordings()) {
    const log = indexOf(recording(name));
    for (const event of log.events) {
      if (event.type !== 'v1.turn.ended') continue;
      const [first] = rerunPlaces(log, { turn: event.data.turn, at: undefined });
      expect([name, first?.place]).toEqual([name, 'turn']);
      const started = log.turn(event.data.turn)?.started[0]?.seq ?? 0;
      expect(first?.at).toBeLessThan(started);
    }
  }
});

test('a turn that the log has no end of cannot, and behind its end it can', () => {
  const [, , , fourth] = ends;
  const turn = fourth?.data.turn ?? turnId(1);
  const before = upTo(talk, (fourth?.seq ?? 1) - 1);
  expect(isUnderWay(before, turn)).toBe(true);
  expect(kinds(before, { turn, at: undefined })).toEqual(['whole']);
  const after = upTo(talk, fourth?.seq ?? 1);
  expect(isUnderWay(after, turn)).toBe(false);
  expect(kinds(after, { turn, at: undefined })).toEqual(['turn', 'whole']);
});

test('a turn that was lost is under way again only with its next attempt', () => {
  const at = talk.findIndex(({ type }) => type === 'v1.turn.started');
  const [started] = talk.slice(at);
  if (started?.type !== 'v1.turn.started') throw new Error('the talk has no turn');
  const { turn, agent } = started.data;
  const next = { seq: seq(at + 2), at: started.at };
  const failure = { kind: 'interrupted', detail: 'the program ended' } as const;
  const lost: Event = { ...next, type: 'v1.turn.abandoned', data: { turn, attempt: 1, agent, failure } };
  const again: Event = { ...started, seq: seq(at + 3), data: { ...started.data, attempt: 2 } };
  const log = talk.slice(0, at + 1);
  expect([log, [...log, lost], [...log, lost, again]].map((events) => isUnderWay(indexOf(events), turn))).toEqual([
    true,
    false,
    true,
  ]);
});

test('from an event a run can be said again as long as a turn has ended behind it; before the first end there is nothing', () => {
  const log = indexOf(talk);
  const last = ends.at(-1)?.seq ?? seq(0);
  for (const { seq: at } of talk) {
    const [first] = rerunPlaces(log, { turn: undefined, at });
    const settled = settledAt(talk, at);
    expect([at, first?.place, first?.at]).toEqual(settled < last ? [at, 'here', settled] : [at, 'whole', undefined]);
  }
  const first = ends[0]?.seq ?? seq(1);
  expect(kinds(upTo(talk, first - 1), { turn: undefined, at: seq(2) })).toEqual([]);
  expect(kinds(upTo(talk, first), { turn: undefined, at: seq(2) })).toEqual(['here', 'whole']);
});

test('of a branch in which no turn has ended yet the whole cannot be said again, though its past has turns', () => {
  const cut = settledAt(talk, ends[2]?.seq ?? seq(1));
  const [created] = talk;
  if (created?.type !== 'v1.run.created') throw new Error('the talk does not begin');
  const { setup, run } = created.data;
  const data = {
    kind: 'fork' as const,
    parent: { run, seq: cut },
    changes: [],
    forkedAt: created.data.startedAt,
    setup,
  };
  const forked: Event = { seq: seq(cut + 1), at: created.at, type: 'v1.run.forked', data };
  const log = indexOf([...talk.slice(0, cut), forked]);
  expect(kinds(log, { turn: undefined, at: undefined })).toEqual([]);
  // A turn of its past can.
  expect(kinds(log, { turn: ends[2]?.data.turn, at: undefined })).toEqual(['turn']);
});
