import { expect, test } from 'vitest';
import { modelRef } from './ids.ts';
import type { RunSetup, Seat, Visibility } from './setup.ts';
import { groundKey, sightTable, visibilityIn } from './visibility.ts';

const seat = (name: string): Seat => ({
  name,
  role: 'a role',
  model: modelRef('none'),
  sampler: {
    temperature: 1,
    topK: 0,
    topP: 1,
    minP: 0,
    repeatPenalty: 1,
    dryStrength: 0,
    dryBase: 1,
    dryAllowedLength: 1,
  },
  leaning: {},
});

const NAMES = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve'];

type Changes = Omit<Partial<RunSetup>, 'seats'> & { readonly seats?: number };

const setup = ({ seats = 4, ...changes }: Changes): RunSetup => ({
  title: 'A test',
  question: 'What?',
  seats: NAMES.slice(0, seats).map(seat),
  mode: 'peers',
  cadence: 'rounds',
  visibility: 'full',
  budget: { turns: 9 },
  answer: { maxTokens: 80, sentences: 3 },
  context: 1000,
  seed: 1,
  exact: false,
  ...changes,
});

const sees = (visibility: Partial<Visibility>, seats = 4): readonly string[] =>
  drawn(setup({ seats, visibility: { topology: 'all', sight: 'full', edges: [], ...visibility } }));

/** A row for each reader: F full, g gist, - nothing. */
const drawn = (of: RunSetup): readonly string[] =>
  sightTable(of).map((row) => row.map((sight) => ({ full: 'F', gist: 'g', none: '-' })[sight]).join(''));

test('full is everyone to everyone, word for word', () => {
  expect(drawn(setup({ visibility: 'full' }))).toEqual(['FFFF', 'FFFF', 'FFFF', 'FFFF']);
  expect(drawn(setup({ visibility: 'full' }))).toEqual(sees({ topology: 'all' }));
});

test('in a ring each hears its two neighbours, the last and the first among them', () => {
  expect(sees({ topology: 'ring' })).toEqual(['FF-F', 'FFF-', '-FFF', 'F-FF']);
  expect(sees({ topology: 'ring' }, 5)).toEqual(['FF--F', 'FFF--', '-FFF-', '--FFF', 'F--FF']);
});

test('a ring of three is everyone to everyone, a ring of two a pair, a ring of one alone', () => {
  expect(sees({ topology: 'ring' }, 3)).toEqual(['FFF', 'FFF', 'FFF']);
  expect(sees({ topology: 'ring' }, 2)).toEqual(['FF', 'FF']);
  expect(sees({ topology: 'ring' }, 1)).toEqual(['F']);
});

test('at a hub the others hear the first seat only, and it hears all', () => {
  expect(sees({ topology: 'hub' })).toEqual(['FFFF', 'FF--', 'F-F-', 'F--F']);
});

test('a challenger beside the hub is heard by all and hears all', () => {
  expect(sees({ topology: 'hub+challenger' })).toEqual(['FFFF', 'FFFF', 'FFF-', 'FF-F']);
});

test('pairs hear each other, and one that is left over joins the last pair', () => {
  expect(sees({ topology: 'pairs' })).toEqual(['FF--', 'FF--', '--FF', '--FF']);
  expect(sees({ topology: 'pairs' }, 5)).toEqual(['FF---', 'FF---', '--FFF', '--FFF', '--FFF']);
  expect(sees({ topology: 'pairs' }, 3)).toEqual(['FFF', 'FFF', 'FFF']);
});

test('every topology is the same in both directions and nobody is cut off, whatever the number of seats', () => {
  for (const topology of ['all', 'ring', 'hub', 'hub+challenger', 'pairs'] as const) {
    for (const seats of [2, 3, 4, 5]) {
      const rows = sees({ topology }, seats);
      for (const [reader, row] of rows.entries()) {
        expect([topology, seats, row.replaceAll('-', '').length > 1]).toEqual([topology, seats, true]);
        const column = rows.map((other) => other.charAt(reader)).join('');
        expect([topology, seats, column]).toEqual([topology, seats, row]);
      }
    }
  }
});

test('a single edge changes what one reader sees of one writer, in that direction alone', () => {
  const edges = [{ reader: 'Ben', writer: 'Ada', sight: 'none' as const }];
  expect(sees({ edges })).toEqual(['FFFF', '-FFF', 'FFFF', 'FFFF']);
  // The negative control: without the edge the row is whole.
  expect(sees({ edges: [] })[1]).toBe('FFFF');
});

test('a single edge adds to a topology as well', () => {
  const edges = [{ reader: 'Ada', writer: 'Cleo', sight: 'gist' as const }];
  expect(sees({ topology: 'ring', edges })).toEqual(['FFgF', 'FFF-', '-FFF', 'F-FF']);
});

test('an edge from a seat to itself changes nothing: everyone has its own words', () => {
  const edges = [{ reader: 'Ada', writer: 'Ada', sight: 'none' as const }];
  expect(sees({ edges })[0]).toBe('FFFF');
});

test('one who sees gists only sees its own as gists, so that all of them share one ground', () => {
  expect(sees({ sight: 'gist' })).toEqual(['gggg', 'gggg', 'gggg', 'gggg']);
  const keys = sightTable(setup({ visibility: { topology: 'all', sight: 'gist', edges: [] } })).map(
    (_, reader, table) => groundKey(table, reader),
  );
  expect(new Set(keys).size).toBe(1);
});

test('one who sees a single writer in full has its own words in full too', () => {
  const edges = [{ reader: 'Ada', writer: 'Ben', sight: 'full' as const }];
  expect(sees({ sight: 'gist', edges })).toEqual(['FFgg', 'gggg', 'gggg', 'gggg']);
});

test('one who hears nobody still has its own words in full', () => {
  const edges = ['Ben', 'Cleo', 'Dan'].map((writer) => ({ reader: 'Ada', writer, sight: 'none' as const }));
  expect(sees({ edges })[0]).toBe('F---');
});

test('a ground is shared by those who see the same in the same form, and by nobody else', () => {
  const keysOf = (topology: Visibility['topology']) => {
    const table = sightTable(setup({ visibility: { topology, sight: 'full', edges: [] } }));
    return table.map((_, reader) => groundKey(table, reader));
  };
  expect(new Set(keysOf('all')).size).toBe(1);
  expect(new Set(keysOf('pairs')).size).toBe(2);
  expect(new Set(keysOf('ring')).size).toBe(4);
});

test('a coordinator sees gists and its workers see it alone, where the scenario asks for nothing special', () => {
  expect(drawn(setup({ mode: 'hierarchy' }))).toEqual(['gggg', 'FF--', 'F-F-', 'F--F']);
  expect(drawn(setup({ mode: 'hierarchy', seats: 1 }))).toEqual(['F']);
});

test('what the scenario says about visibility holds in a hierarchy too', () => {
  const ring: Visibility = { topology: 'ring', sight: 'full', edges: [] };
  expect(visibilityIn(setup({ mode: 'hierarchy', visibility: ring }))).toBe(ring);
});

test('one context that plays all parts sees them all, whatever the scenario says', () => {
  const ring: Visibility = { topology: 'ring', sight: 'gist', edges: [] };
  expect(drawn(setup({ mode: 'roleplay', visibility: ring }))).toEqual(['FFFF', 'FFFF', 'FFFF', 'FFFF']);
  // The negative control: under any other mode the ring holds.
  for (const mode of ['peers', 'vote', 'single'] as const) {
    expect(drawn(setup({ mode, visibility: ring }))).toEqual(['gg-g', 'ggg-', '-ggg', 'g-gg']);
  }
});
