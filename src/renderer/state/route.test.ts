import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentId, messageOfTurn, runId, seq, turnId } from '#shared/events/ids.ts';
import { hashOf, isSameSelection, routeOf, selectionOf, selectionText, type Route, type Selection } from './route.ts';

const selections = fc.oneof(
  fc.integer({ min: 1, max: 9999 }).map((turn): Selection => ({ kind: 'turn', turn: turnId(turn) })),
  fc
    .integer({ min: 1, max: 9999 })
    .map((turn): Selection => ({ kind: 'message', message: messageOfTurn(turnId(turn)) })),
  fc.constantFrom('Ada', 'Zoë', 'Ben 2').map((name): Selection => ({ kind: 'agent', agent: agentId(name, 1) })),
  fc.integer({ min: 0, max: 1e6 }).map((at): Selection => ({ kind: 'event', seq: seq(at) })),
);

test('a place survives its address, whatever is picked out there', () => {
  fc.assert(
    fc.property(fc.nat(1e6), selections, (at, selection) => {
      const route: Route = { page: 'run', run: runId('2026-a-run'), seq: seq(at), selection };
      expect(routeOf(hashOf(route))).toEqual(route);
      expect(isSameSelection(selectionOf(selectionText(selection) ?? ''), selection)).toBe(true);
    }),
  );
  const others: readonly Route[] = [
    { page: 'home' },
    { page: 'models' },
    { page: 'compare', runs: [] },
    { page: 'compare', runs: [runId('one'), runId('two')] },
    { page: 'compare', runs: [runId('one'), runId('two')], view: 'room' },
    { page: 'sweeps' },
    { page: 'sweeps', sweep: 'a-sweep' },
    { page: 'sweeps', sweep: 'a-sweep', part: 'judge' },
    { page: 'runs', query: 'a b&c=#?' },
    { page: 'new', from: 'users-endpoint' },
    { page: 'run', run: runId('one') },
  ];
  for (const route of others) expect(routeOf(hashOf(route))).toEqual(route);
});

test('an address that names no place is home, and one with a wrong moment has none', () => {
  for (const hash of ['', '#', '#/nowhere', '#/run/', '#/run/%E0%A4%A', '#/run/../etc', '#/RUN/x'])
    expect(routeOf(hash)).toEqual({ page: 'home' });
  expect(routeOf('#/run/one?seq=-1&sel=turn:0')).toEqual({ page: 'run', run: 'one' });
  expect(routeOf('#/run/one?seq=1.5&sel=__proto__:x')).toEqual({ page: 'run', run: 'one' });
});

test('any text at all is some place', () => {
  const pages = ['home', 'new', 'runs', 'models', 'run'];
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(pages).toContain(routeOf(text).page);
    }),
  );
});
