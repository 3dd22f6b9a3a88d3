import { expect, test } from 'vitest';
import { TOPOLOGIES, type RunSetup } from '../events/setup.ts';
import { sightTable } from '../events/visibility.ts';
import { describeProblem, parseScenario } from './parse-scenario.ts';
import { writeScenario } from './write-scenario.ts';

const SEATS = 'question: Why?\nseats: [{name: Ada, role: A}, {name: Ben, role: B}, {name: Cleo, role: C}]\n';

const parsed = (lines: string): RunSetup | string => {
  const result = parseScenario(`${SEATS}visibility: ${lines}\n`, 'a.yaml');
  return result.ok ? result.value : describeProblem(result.failure);
};
const read = (lines: string): unknown => {
  const result = parsed(lines);
  return typeof result === 'string' ? result : result.visibility;
};

test('a word is the whole visibility; full stays a word that a mode may read as its own default, and all does not', () => {
  expect([read(''), read('full')]).toEqual(['full', 'full']);
  expect(read('gist')).toEqual({ topology: 'all', sight: 'gist', edges: [] });
  for (const topology of TOPOLOGIES) expect(read(topology)).toEqual({ topology, sight: 'full', edges: [] });
});

test('a map says topology, what an edge carries, and single edges; each part may be left out', () => {
  expect(read('{}')).toEqual({ topology: 'all', sight: 'full', edges: [] });
  expect(read('{ sight: gist, topology: hub+challenger }')).toEqual({
    topology: 'hub+challenger',
    sight: 'gist',
    edges: [],
  });
  const edged = parsed('\n  topology: ring\n  edges:\n    Cleo: { Ada: none }\n    ADA: { Cleo: gist, ben: full }');
  expect(edged).toMatchObject({
    visibility: {
      topology: 'ring',
      sight: 'full',
      edges: [
        { reader: 'Ada', writer: 'Ben', sight: 'full' },
        { reader: 'Ada', writer: 'Cleo', sight: 'gist' },
        { reader: 'Cleo', writer: 'Ada', sight: 'none' },
      ],
    },
  });
  // The names are those of the seats: an edge that kept its own spelling would change nothing.
  expect(typeof edged === 'string' ? [] : sightTable(edged)).toEqual([
    ['full', 'full', 'gist'],
    ['full', 'full', 'full'],
    ['none', 'full', 'full'],
  ]);
});

test('what a word says is written as that word', () => {
  for (const word of ['gist', ...TOPOLOGIES]) {
    const setup = parsed(word);
    const text = typeof setup === 'string' ? setup : writeScenario(setup);
    expect(text.split('\n').filter((line) => line.startsWith('visibility'))).toEqual([`visibility: ${word}`]);
  }
});

test('the same edges in another order are the same setup', () => {
  const one = parsed('{ edges: { Ada: { Ben: gist, Cleo: none }, Ben: { Ada: gist } } }');
  const other = parsed('{ edges: { Ben: { Ada: gist }, Ada: { Cleo: none, Ben: gist } } }');
  expect(one).toStrictEqual(other);
  expect(typeof one === 'string' ? one : parseScenario(writeScenario(one), 'b.yaml')).toEqual({ ok: true, value: one });
});

const WRONG: readonly (readonly [string, string])[] = [
  ['fll', "3:1: visibility: 'fll' is unknown; did you mean 'full'?"],
  ['none', "3:1: visibility: 'none' is unknown; known: full, gist, all, ring, hub, hub+challenger, pairs"],
  ['7', '3:1: visibility: must be text, found 7; put it in quotes'],
  ['[ring]', '3:1: visibility: must be text, found a list; put it in quotes'],
  ['{ topolgy: ring }', "3:15: visibility.topolgy: 'topolgy' is unknown; did you mean 'topology'?"],
  ['{ topology: rign }', "3:15: visibility.topology: 'rign' is unknown; did you mean 'ring'?"],
  ['{ topology: gist }', "3:15: visibility.topology: 'gist' is unknown; known: all, ring, hub, hub+challenger, pairs"],
  ['{ sight: none }', "3:15: visibility.sight: 'none' is unknown; known: full, gist"],
  ['{ edges: [Ada] }', '3:15: visibility.edges: must be a list of fields (name: value), found a list'],
  ['{ edges: { Adda: { Ben: full } } }', "3:24: visibility.edges.Adda: no seat is named 'Adda'; did you mean 'Ada'?"],
  ['{ edges: { Ada: { Bn: full } } }', "3:31: visibility.edges.Ada.Bn: no seat is named 'Bn'; did you mean 'Ben'?"],
  [
    '{ edges: { Ada: { Zoltan: full } } }',
    "3:31: visibility.edges.Ada.Zoltan: no seat is named 'Zoltan'; known: Ada, Ben, Cleo",
  ],
  [
    '{ edges: { Ada: { Ada: gist } } }',
    "3:31: visibility.edges.Ada.Ada: 'Ada' always has its own words in front of it; leave this out",
  ],
  [
    '{ edges: { Ada: { ada: gist } } }',
    "3:31: visibility.edges.Ada.ada: 'Ada' always has its own words in front of it; leave this out",
  ],
  ['{ edges: { Ada: { Ben: half } } }', "3:31: visibility.edges.Ada.Ben: 'half' is unknown; known: full, gist, none"],
  ['{ edges: { Ada: { Ben: } } }', '3:31: visibility.edges.Ada.Ben: needs one of full, gist, none'],
  ['{ edges: { Ada: } }', '3:24: visibility.edges.Ada: needs the seats that it sees, such as { Ben: gist }'],
  [
    '{ edges: { Ada: gist } }',
    "3:24: visibility.edges.Ada: must be a list of fields (name: value), found the text 'gist'",
  ],
  [
    '{ edges: { Ada: { Ben: gist, ben: full } } }',
    "3:24: visibility.edges.Ada: 'Ada' with 'Ben' stands here twice; keep one",
  ],
];

for (const [lines, sentence] of WRONG) {
  test(`'${lines}' is refused with file, line and field`, () => {
    expect(read(lines)).toBe(`a.yaml:${sentence}`);
  });
}
