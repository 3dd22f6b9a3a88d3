import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyEvent } from '#shared/events/event.ts';
import { agentId, messageIdSchema, seq } from '#shared/events/ids.ts';
import { anyRun } from '#shared/projections/any-run.property.ts';
import { lanes } from '#shared/projections/lanes.ts';
import { taintOf } from '#shared/projections/taint.ts';
import { lineage } from '#shared/projections/lineage.ts';
import { Deliberation } from '#shared/projections/testing/deliberation.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { layout, type Layout } from './layout.ts';
import { layoutOf, recording } from './testing/seen.ts';

/** What is laid out, without the places that only a class knows. */
const shown = ({ lanes, nodes, folds, end, open }: Layout): unknown =>
  structuredClone({
    lanes: lanes.map(({ waits, ...lane }) => ({ ...lane, waits: { ...waits } })),
    nodes,
    gaps: folds.gaps,
    end,
    open,
  });

test('the lanes hold the spans of the fold of lanes, attempt by attempt', () => {
  fc.assert(
    fc.property(anyRun, (events) => {
      const own = layoutOf(events);
      const fold = lanes.of(events);
      for (const lane of fold.agents) {
        const bars = own.lanes[own.lane(lane.agent) ?? -1]?.bars ?? [];
        expect(
          bars.map(({ turn, attempt, from, to, outcome, message }) => [
            turn,
            attempt,
            from.at,
            to?.at,
            outcome,
            message,
          ]),
        ).toEqual(
          [...lane.spans].map(({ turn, attempt, from, to, outcome, message }) => [
            turn,
            attempt,
            from,
            to,
            outcome,
            message,
          ]),
        );
      }
    }),
    { numRuns: 80 },
  );
});

test('who owes and who awaits an answer at the end is what the fold of lanes says', () => {
  fc.assert(
    fc.property(anyRun, (events) => {
      const own = layoutOf(events);
      const fold = lanes.of(events);
      if (fold.state === 'ended') return;
      for (const lane of fold.agents) {
        const waits = own.lanes[own.lane(lane.agent) ?? -1]?.waits;
        const isOpen = (kind: 'owes' | 'awaits'): boolean => (waits?.[kind] ?? []).some(({ to }) => to === undefined);
        expect(isOpen('owes')).toBe(fold.owed.some(({ agent }) => agent === lane.agent));
        expect(isOpen('awaits')).toBe(fold.owed.some(({ asker }) => asker === lane.agent));
      }
    }),
    { numRuns: 80 },
  );
});

test('laid out piece by piece it is what it is laid out at once, and what was laid out stays the same object', () => {
  const events = longRun(1200);
  const own = layout(true);
  const growing: AnyEvent[] = [];
  let first: unknown;
  for (const event of events) {
    growing.push(event);
    expect(own.sync(growing)).toBe(true);
    first ??= own.lanes.find(({ bars }) => bars.length > 0)?.bars[0];
  }
  expect(own.sync(growing)).toBe(false);
  expect(shown(own)).toEqual(shown(layoutOf(events)));
  expect(own.lanes.flatMap(({ bars }) => bars)).toContain(first);
});

test('a turn by itself is one unit long on the sequence, and one that overlaps another overlaps it there', () => {
  const [ada, ben] = [agentId('Ada', 1), agentId('Ben', 1)];
  const talk = new Deliberation(['Ada', 'Ben']);
  talk.say(ada, 'propose');
  talk.start(ada);
  talk.start(ben);
  talk.say(ben, 'support');
  talk.say(ada, 'inform');
  const own = layoutOf(talk.events);
  const steps = (lane: number): unknown =>
    own.lanes[lane]?.bars.map(({ from, to }) => [from.step / 2, (to?.step ?? 0) / 2]);
  expect(steps(1)).toEqual([
    [0, 1],
    [1, 3],
  ]);
  expect(steps(2)).toEqual([[1.5, 2.5]]);
});

test('a place on the sequence is the last event before the next turn starts or ends', () => {
  const events = recording('users-endpoint-free');
  const own = layoutOf(events);
  for (const event of events) {
    const back = own.seqAtStep(own.pointOf(event.seq).step);
    expect(back).toBeGreaterThanOrEqual(event.seq);
    expect(own.pointOf(back).step).toBe(own.pointOf(event.seq).step);
  }
  expect(own.seqAtStep(1000)).toBe(seq(events.length));
});

test('a message is news to the first turn of each other agent that has it in front, and to no later one', () => {
  const own = layoutOf(longRun(2000));
  for (const lane of own.lanes) {
    const news = lane.bars.filter(({ outcome }) => outcome !== 'abandoned').flatMap((bar) => bar.news);
    expect(new Set(news).size).toBe(news.length);
    for (const place of news) expect(own.nodes[place]?.from).not.toBe(lane.agent);
  }
  expect(own.lanes.flatMap(({ bars }) => bars).some(({ news }) => news.length > 3)).toBe(true);
});

test('what a retraction reaches carries its mark, as far as the taint of the projection goes', () => {
  const events = longRun(3000);
  const own = layoutOf(events);
  const fold = lineage.of(events);
  const gone = own.nodes.filter(({ retracted }) => retracted !== undefined);
  expect(gone.length).toBeGreaterThan(1);
  const reached = gone.map(({ message }) => taintOf(fold, message));
  const answered = new Set(reached.flatMap((one) => one.answered));
  const all = new Set([...answered, ...reached.flatMap((one) => one.inFront)]);
  expect(new Set(own.nodes.filter(({ taint }) => taint?.grade === 'answered').map(({ message }) => message))).toEqual(
    answered,
  );
  expect(new Set(own.nodes.filter(({ taint }) => taint !== undefined).map(({ message }) => message))).toEqual(all);
});

test('only a silence in which nobody has a turn is a gap', () => {
  const own = layoutOf(longRun(4000));
  expect(own.folds.gaps.length).toBeGreaterThan(3);
  for (const { from, to } of own.folds.gaps) {
    expect(to - from).toBeGreaterThanOrEqual(1_500_000);
    for (const { bars } of own.lanes)
      for (const bar of bars) expect(bar.from.at >= to || (bar.to?.at ?? Infinity) <= from).toBe(true);
  }
});

test('of a log without turns every message is a unit of the sequence and a mark of its lane, in its own words; with turns it is neither', () => {
  const log = new Deliberation(['Ada', 'Ben']);
  log.arbiterSays('Why is it so?');
  const [created, ...rest] = log.events;
  if (created?.type !== 'v1.run.created') throw new Error('a run begins with its creation');
  const said = (at: number, from: 'Ada' | 'Ben', body: string): AnyEvent => ({
    ...{ seq: seq(log.events.length + at), at: created.at, type: 'v1.message.sent' },
    data: {
      message: messageIdSchema.parse(`m${at}`),
      from: agentId(from, 1),
      to: 'all',
      act: 'inform',
      gist: body,
      body,
    },
  });
  const imported = { format: 'autogen', file: 'log.json', missing: ['lineage', 'times'] };
  const begun: AnyEvent = { ...created, data: { ...created.data, imported } };
  const spoken = [said(1, 'Ada', 'Because.'), said(2, 'Ben', 'No.')];
  const own = layoutOf([begun, ...rest, ...spoken]);
  const marks = own.lanes.flatMap(({ marks: all }) => all.filter(({ message }) => message !== undefined));
  expect(marks.map(({ text, at }) => [text, at.step / 2])).toEqual([
    ['Why is it so?', 0],
    ['Because.', 1],
    ['No.', 2],
  ]);
  expect(own.end.step / 2).toBe(3);
  // The control: where turns were recorded messages are no steps, and the arbiter’s is told as one.
  const known = layoutOf(log.events);
  expect(known.end.step).toBe(0);
  expect(known.lanes[0]?.marks.map(({ text }) => text)).toEqual(['said to all: Why is it so?']);
});
