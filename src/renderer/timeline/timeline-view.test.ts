import { expect, test } from 'vitest';
import { seq, turnId } from '#shared/events/ids.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { settings } from '../state/settings.ts';
import { gapsInView } from './gaps-in-view.ts';
import { nearestTurns } from './nearest-turns.ts';
import { recording, sessionOf, type FakeSession } from './testing/seen.ts';
import { timelineView, type TimelineView } from './timeline-view.ts';

const events = longRun(3000);

function opened(more: Parameters<typeof sessionOf>[1] = {}): { session: FakeSession; view: TimelineView } {
  const session = sessionOf(events, more);
  const view = timelineView(session);
  view.resize(1000);
  view.sync();
  return { session, view };
}

const endOf = (view: TimelineView): number => view.axis().unit(view.layout.end.at);

test('a session has one view, and another session another', () => {
  const { session, view } = opened();
  expect(timelineView(session)).toBe(view);
  expect(opened().view).not.toBe(view);
});

test('a recording opens whole, with a little room behind it', () => {
  const { view } = opened();
  expect(view.store.getState().mode).toBe('whole');
  expect(view.window().from).toBe(0);
  expect(view.window().span).toBeGreaterThan(endOf(view));
});

test('zooming keeps the point under the cursor, and knows its bounds', () => {
  const { view } = opened();
  const at = (share: number): number => view.window().from + view.window().span * share;
  const before = at(0.25);
  view.zoomBy(4, 0.25);
  expect(at(0.25)).toBeCloseTo(before);
  expect(view.store.getState().mode).toBe('free');
  view.zoomBy(1e9);
  expect(view.window().span).toBe(view.axis().least);
  view.zoomBy(1e-9);
  expect(view.store.getState().mode).toBe('whole');
});

test('panning goes as far as there is something', () => {
  const { view } = opened();
  view.zoomBy(10);
  view.panBy(-1000);
  expect(view.window().from).toBe(0);
  view.panBy(1000);
  const { from, span } = view.window();
  expect(from + span).toBeGreaterThanOrEqual(endOf(view));
  expect(from).toBeLessThan(endOf(view));
});

test('a long live run is opened at its end and goes along with it, until somebody moves away, and again once one follows', () => {
  const { session, view } = opened({ live: true, following: true });
  expect(view.window().from + view.window().span).toBeGreaterThan(endOf(view));
  expect(view.window().span).toBeLessThan(endOf(view));
  view.zoomBy(4);
  view.panBy(-2);
  const still = view.window();
  session.log.add({ ...(events.at(-1) as (typeof events)[number]), seq: seq(3001) });
  view.sync();
  expect(view.window()).toEqual(still);
  view.follow();
  expect(view.window().from + view.window().span).toBeGreaterThan(endOf(view));
});

test('what is picked out is shown with room around it, and all where nothing is', () => {
  const { session, view } = opened();
  session.select({ kind: 'turn', turn: turnId(200) });
  view.fitSelection();
  const bar = view.layout.bar(turnId(200));
  const { from, span } = view.window();
  expect(view.axis().unit(bar?.from.at ?? 0)).toBeGreaterThan(from);
  expect(view.axis().unit(bar?.to?.at ?? 0)).toBeLessThan(from + span);
  session.select(undefined);
  view.fitSelection();
  expect(view.store.getState().mode).toBe('whole');
});

test('the keys go from lane to lane and pick out what is nearest to the playhead', () => {
  const { session, view } = opened({ head: seq(1500) });
  view.laneDown();
  view.laneDown();
  expect(view.store.getState().lane).toBe(1);
  const first = session.store.getState().selection;
  expect(first?.kind).toBe('turn');
  view.laneUp();
  view.laneUp();
  expect(view.store.getState().lane).toBe(0);
  expect(session.did.every((what) => what.startsWith('select'))).toBe(true);
});

test('folding one silence keeps the left edge where it was in the run', () => {
  const { view } = opened();
  view.zoomBy(6, 0.9);
  const left = view.axis().back(view.window().from);
  view.toggleGap(0);
  expect(view.axis().back(view.window().from)).toBeCloseTo(left, -2);
  expect(view.store.getState().folded).toBe(1);
});

test('on the other axis the same stretch of the run is in view', () => {
  const { view } = opened();
  view.zoomBy(8, 0.5);
  const turnOf = (unit: number): number => view.layout.turnsAt(view.seqAt(unit)).turn;
  const { from, span } = view.window();
  const before = [turnOf(from), turnOf(from + span)];
  settings.setState({ axis: 'sequence' });
  const other = view.window();
  const after = [turnOf(other.from), turnOf(other.from + other.span)];
  settings.setState({ axis: 'time' });
  for (const [index, turn] of before.entries()) expect(Math.abs((after[index] ?? 0) - turn)).toBeLessThan(12);
});

test('a place on the axis is a place in the log and back', () => {
  const { view } = opened();
  for (const unit of [0.1, 0.5, 0.9].map((share) => share * endOf(view))) {
    const found = view.seqAt(unit);
    expect(events[found - 1]?.at).toBeLessThanOrEqual(view.axis().back(unit));
    expect(events[found]?.at).toBeGreaterThan(view.axis().back(unit));
  }
});

test('the turns in reach are the nearest to the playhead, in order, at most so many', () => {
  const { view } = opened();
  const place = { axis: view.axis(), window: view.window() };
  const { bars, current } = nearestTurns(view.layout, place, { seq: seq(1500), most: 60 });
  expect(bars).toHaveLength(60);
  expect(bars.map(({ startSeq }) => startSeq)).toEqual(bars.map(({ startSeq }) => startSeq).toSorted((a, b) => a - b));
  expect(current?.startSeq).toBeLessThanOrEqual(1500);
  const farthest = Math.max(...bars.map(({ startSeq }) => Math.abs(startSeq - 1500)));
  const left = view.layout.lanes.flatMap((lane) => lane.bars).filter((bar) => !bars.includes(bar));
  expect(left.every(({ startSeq }) => Math.abs(startSeq - 1500) >= farthest)).toBe(true);
});

test('silences in view can be pressed one by one', () => {
  const { view } = opened();
  const found = gapsInView(view.layout.folds, view.axis(), view.window());
  expect(found.length).toBeGreaterThan(2);
  for (const { gap, index } of found) expect(view.layout.folds.gaps[index]).toBe(gap);
  const short = timelineView(sessionOf(recording('users-endpoint-single')));
  expect(gapsInView(short.layout.folds, short.axis(), { ...short.window(), width: 0 }).length).toBeLessThanOrEqual(1);
});
