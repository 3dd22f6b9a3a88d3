import { expect, test } from 'vitest';
import type { RunSetup } from '../events/setup.ts';
import { describeProblem, parseScenario } from './parse-scenario.ts';
import { parseShare } from './share.ts';

const SEATS = 'question: Why?\nseats: [{name: Ada, role: A}, {name: Ben, role: B}, {name: Cleo, role: C}]\n';

const read = (lines: string): RunSetup | string => {
  const parsed = parseScenario(`${SEATS}${lines}\n`, 'a.yaml');
  return parsed.ok ? parsed.value : describeProblem(parsed.failure);
};

const READ: readonly (readonly [string, Partial<RunSetup>])[] = [
  ['anonymous: true', { anonymous: true }],
  ['anonymous: false', { anonymous: false }],
  ['hold: all', { hold: 'all' }],
  ['hold: [ben, Ada]', { hold: ['Ben', 'Ada'] }],
  ['hold: []', { hold: [] }],
  ['answerWithin: 4', { answerWithin: 4 }],
  ['quorum: 0.5', { quorum: 0.5 }],
  ['quorum: 60%', { quorum: 0.6 }],
  ['quorum: 2/3', { quorum: 2 / 3 }],
  ['quorum: 1', { quorum: 1 }],
  ['tasks: true', { tasks: true }],
  ['summary: CLEO', { summary: 'Cleo' }],
  [
    'brakes: { noNewContent: 3, politeness: off, nudges: 0, mailCap: 5, waitCycle: off }',
    {
      brakes: { noNewContent: 3, politeness: 0, nudges: 0, mailCap: 5, waitCycle: 0 },
    },
  ],
  ['brakes: { waitCycle: on }', { brakes: { waitCycle: 1 } }],
  [
    'fit: { independent: no, entangled: yes, expertise: true, exploratory: false }',
    {
      fit: { independent: false, entangled: true, expertise: true, exploratory: false },
    },
  ],
  ['fit: { entangled: yes }', { fit: { entangled: true } }],
  [
    'budget: { turns: 9, perAgent: { turns: 2, tokens: 800 } }',
    {
      budget: { turns: 9, perAgent: { turns: 2, tokens: 800 } },
    },
  ],
];

for (const [lines, expected] of READ) {
  test(`'${lines}' is read`, () => {
    expect(read(lines)).toMatchObject(expected);
  });
}

test('what is left out, or has nothing behind its colon, stands nowhere in the setup', () => {
  const shortest = read('');
  const names = ['anonymous', 'hold', 'answerWithin', 'quorum', 'tasks', 'summary', 'brakes', 'fit'];
  expect(read(names.map((name) => `${name}:`).join('\n'))).toStrictEqual(shortest);
  expect(Object.keys(shortest).filter((key) => names.includes(key))).toEqual([]);
  expect(Object.keys(read('tasks: false')).filter((key) => names.includes(key))).toEqual(['tasks']);
});

const WRONG: readonly (readonly [string, string])[] = [
  ['anonymous: yes', "3:1: anonymous: must be true or false, found the text 'yes'"],
  ['tasks: 1', '3:1: tasks: must be true or false, found 1'],
  ['hold: Ada', "3:1: hold: must be all or a list of seats such as [Ada, Ben], found the text 'Ada'"],
  ['hold: [Ada, Bn]', "3:13: hold[1]: no seat is named 'Bn'; did you mean 'Ben'?"],
  ['hold: [Ada, ada]', "3:13: hold[1]: 'Ada' stands here twice; keep one"],
  ['hold: [7]', '3:8: hold[0]: must be text, found 7; put it in quotes'],
  ['hold: [ ~ ]', '3:9: hold[0]: is missing; write a text'],
  ['answerWithin: 0', '3:1: answerWithin: must be a whole number from 1 to 10000, found 0'],
  ['answerWithin: 2 turns', "3:1: answerWithin: must be a whole number from 1 to 10000, found the text '2 turns'"],
  ['quorum: 0', '3:1: quorum: must be a share above 0 and at most 1 such as 0.5, 60% or 2/3, found 0'],
  ['quorum: 60', '3:1: quorum: must be a share above 0 and at most 1 such as 0.5, 60% or 2/3, found 60'],
  ['quorum: 3/2', "3:1: quorum: must be a share above 0 and at most 1 such as 0.5, 60% or 2/3, found the text '3/2'"],
  ['quorum: most', "3:1: quorum: must be a share above 0 and at most 1 such as 0.5, 60% or 2/3, found the text 'most'"],
  ['summary: Claire', "3:1: summary: no seat is named 'Claire'; known: Ada, Ben, Cleo"],
  ['summary: [Ada]', '3:1: summary: must be text, found a list; put it in quotes'],
  ['brakes: off', "3:1: brakes: must be a list of fields (name: value), found the text 'off'"],
  ['brakes: { nudge: 1 }', "3:11: brakes.nudge: 'nudge' is unknown; did you mean 'nudges'?"],
  ['brakes: { mailCap: -1 }', '3:11: brakes.mailCap: must be a whole number from 0 to 100000 or off, found -1'],
  ['brakes: { nudges: on }', "3:11: brakes.nudges: must be a whole number from 0 to 100 or off, found the text 'on'"],
  ['brakes: { politeness: 0.5 }', '3:11: brakes.politeness: must be a whole number from 0 to 1000 or off, found 0.5'],
  ['brakes: { waitCycle: 2 }', '3:11: brakes.waitCycle: must be on or off, found 2'],
  ['fit: { entangled: maybe }', "3:8: fit.entangled: must be yes or no, found the text 'maybe'"],
  ['fit: { entangeld: yes }', "3:8: fit.entangeld: 'entangeld' is unknown; did you mean 'entangled'?"],
  ['budget: { perAgent: 4 }', '3:11: budget.perAgent: must be a list of fields (name: value), found 4'],
  ['budget: { perAgent: { turn: 4 } }', "3:23: budget.perAgent.turn: 'turn' is unknown; did you mean 'turns'?"],
  [
    'budget: { perAgent: { tokens: 0 } }',
    '3:23: budget.perAgent.tokens: must be a whole number of at least 1, found 0',
  ],
];

for (const [lines, sentence] of WRONG) {
  test(`'${lines}' is refused with file, line and field`, () => {
    expect(read(lines)).toBe(`a.yaml:${sentence}`);
  });
}

test('a share is a number, a per cent or a fraction, above 0 and at most 1', () => {
  const good: readonly (readonly [string | number, number])[] = [
    [0.01, 0.01],
    ['0.75', 0.75],
    ['50 %', 0.5],
    ['33.3%', 0.333],
    ['100%', 1],
    [' 1 / 2 ', 0.5],
  ];
  for (const [text, share] of good) expect(parseShare(text)).toBeCloseTo(share, 12);
  for (const text of [
    0,
    -0.1,
    1.01,
    NaN,
    Infinity,
    '',
    '0%',
    '101%',
    '1/0',
    '0/0',
    '0/3',
    '-1/2',
    '1/2/3',
    '%',
    '1e-1',
  ]) {
    expect(parseShare(text)).toBeUndefined();
  }
});
