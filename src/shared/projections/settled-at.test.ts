import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decodeEvent, type AnyEvent } from '../events/event.ts';
import { seq, type Seq } from '../events/ids.ts';
import { settledAt } from './settled-at.ts';

const folder = new URL('../../../scenarios/recordings/', import.meta.url);
const recordings = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));

function recorded(name: string): readonly AnyEvent[] {
  const [, ...lines] = readFileSync(new URL(name, folder), 'utf8').trim().split('\n');
  return lines.flatMap((line) => {
    const event = decodeEvent(JSON.parse(line));
    return event.ok ? [event.value] : [];
  });
}

/** Turns that have spoken by `at` and whose message comes only after it. */
const cutTurns = (events: readonly AnyEvent[], at: Seq): readonly number[] =>
  events.slice(0, at).flatMap((event) => {
    if (event.type !== 'v1.turn.ended' || event.data.outcome !== 'spoke') return [];
    const { turn } = event.data;
    const said = events.find(
      (own) => (own.type === 'v1.message.sent' || own.type === 'v1.message.held') && own.data.turn === turn,
    );
    return said === undefined || said.seq > at ? [turn] : [];
  });

const places = (events: readonly AnyEvent[]): readonly Seq[] => events.map(({ seq: own }) => own);

test.each(recordings)('wherever %s is left, no turn that spoke leaves its words behind', (name) => {
  const events = recorded(name);
  expect(places(events).flatMap((at) => cutTurns(events, settledAt(events, at)))).toEqual([]);
  // Negative control: to the event, every turn that spoke would be cut once.
  const spoke = events.filter((event) => event.type === 'v1.turn.ended' && event.data.outcome === 'spoke').length;
  expect(places(events).flatMap((at) => cutTurns(events, at)).length).toBeGreaterThanOrEqual(spoke);
});

test.each(recordings)('in %s a place moves only behind the end of a turn, and a settled one stays', (name) => {
  const events = recorded(name);
  for (const at of places(events)) {
    const settled = settledAt(events, at);
    expect(settledAt(events, settled)).toBe(settled);
    for (const { type } of events.slice(at, settled))
      expect(type).toMatch(/^v1\.(?:turn\.ended|brake\.fired|message\.(?:sent|held|bounced))$/u);
  }
  expect(settledAt(events, seq(events.length))).toBe(events.length);
});
