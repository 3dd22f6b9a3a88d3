import { expect, test } from 'vitest';
import { agentId } from '#shared/events/ids.ts';
import { peerName, peerNameOf, seatPeerName } from './naming.ts';
import { seatNamed, setupWith } from './testing/deliberation.ts';
import { writtenRun } from './testing/written-run.ts';

test('peers are known by their names, all incarnations by the same one, and the arbiter as the arbiter', () => {
  const { view } = writtenRun(setupWith());
  expect(peerName(view, agentId('Ben', 1))).toBe('Ben');
  expect(peerName(view, agentId('Ben', 7))).toBe('Ben');
  expect(peerName(view, 'arbiter')).toBe('The arbiter');
});

test('where they are anonymous they are letters by their seat, and the arbiter is still the arbiter', () => {
  const { view } = writtenRun(setupWith({ anonymous: true }));
  expect(['Ada', 'Ben', 'Cleo'].map((name) => peerName(view, agentId(name, 1)))).toEqual([
    'Peer A',
    'Peer B',
    'Peer C',
  ]);
  expect(peerName(view, agentId('Ben', 2))).toBe('Peer B');
  expect(peerName(view, 'arbiter')).toBe('The arbiter');
});

test('a name or an id out of the log becomes what peers know, and a name that nobody has stays as it was written', () => {
  const { view } = writtenRun(setupWith({ anonymous: true }));
  expect(['Ben', 'Ben#1', 'Zoe'].map((name) => peerNameOf(view, name))).toEqual(['Peer B', 'Peer B', 'Zoe']);
});

test('there are letters for any number of seats, and no two are the same', () => {
  const seats = Array.from({ length: 60 }, (_, index) => seatNamed(`S${index}`));
  const setup = setupWith({ seats, anonymous: true });
  const names = seats.map((_, seat) => seatPeerName(setup, seat));
  expect([names[0], names[25], names[26], names[52]]).toEqual(['Peer A', 'Peer Z', 'Peer AA', 'Peer BA']);
  expect(new Set(names).size).toBe(60);
});
