import { expect, test } from 'vitest';
import { describeProblem, parseScenario } from './parse-scenario.ts';
import { writeScenario } from './write-scenario.ts';

const HEAD = 'question: Where?\nmodel: mine\nseats:\n  - { name: Ada, role: Critic }\n';

function problemOf(more: string): string {
  const parsed = parseScenario(HEAD + more, 's.yaml');
  return parsed.ok ? '' : describeProblem(parsed.failure);
}

function setupOf(more: string) {
  const parsed = parseScenario(HEAD + more, 's.yaml');
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

test('each rule is read, and a judge without a model takes that of the scenario', () => {
  expect(setupOf('expect: { regex: old (station|depot) }').expect).toEqual({ regex: 'old (station|depot)' });
  expect(setupOf('expect: { exact: the depot }').expect).toEqual({ exact: 'the depot' });
  expect(setupOf('expect: { number: 42 }').expect).toEqual({ number: 42, within: 0 });
  expect(setupOf('expect: { number: -4.5, within: 0.5 }').expect).toEqual({ number: -4.5, within: 0.5 });
  expect(
    setupOf('judges:\n  - { name: Clerk, role: Counts. }\n  - { name: Mayor, role: Leads., model: big }').judges,
  ).toEqual([
    { name: 'Clerk', role: 'Counts.', model: 'mine' },
    { name: 'Mayor', role: 'Leads.', model: 'big' },
  ]);
  expect(setupOf('')).not.toHaveProperty('expect');
  expect(setupOf('')).not.toHaveProperty('judges');
});

test('what is written back is read as the same', () => {
  for (const more of [
    'expect: { regex: "a: b" }',
    'expect: { number: 3, within: 1 }',
    'expect: { exact: yes it is }\njudges:\n  - { name: Clerk, role: Counts. }\n  - { name: Mayor, role: Leads., model: big }',
  ]) {
    const setup = setupOf(more);
    const again = parseScenario(writeScenario(setup), 's.yaml');
    expect(again).toEqual({ ok: true, value: setup });
  }
});

test.for([
  [
    'expect: { regex: a, number: 3 }',
    's.yaml:5: expect: needs exactly one of regex, exact and number, found regex and number',
  ],
  ['expect: { within: 3 }', 's.yaml:5: expect: needs exactly one of regex, exact and number, found none of them'],
  ['expect: station', "s.yaml:5: expect: must be a list of fields (name: value), found the text 'station'"],
  [
    'expect: { regex: "(" }',
    "s.yaml:5: expect.regex: is no regular expression (Unterminated group); write it without slashes, as in 'old (station|depot)'",
  ],
  [
    'expect: { regex: a, within: 1 }',
    's.yaml:5: expect.within: says how far a number may be off; it stands only beside number',
  ],
  ['expect: { number: many }', "s.yaml:5: expect.number: must be a number, found the text 'many'"],
  ['expect: { number: 1, within: -1 }', 's.yaml:5: expect.within: must be a number of at least 0, found -1'],
  ['expect: { regexp: a }', "s.yaml:5: expect.regexp: 'regexp' is unknown; did you mean 'regex'?"],
  ['judges: []', 's.yaml:5: judges: names nobody; leave it out, or write a judge'],
  ['judges: Clerk', "s.yaml:5: judges: must be a list (lines that begin with - ), found the text 'Clerk'"],
  ['judges: [{ name: Clerk }]', 's.yaml:5: judges[0].role: is missing; write a text'],
  [
    'judges: [{ name: C, role: a }, { name: C, role: b }]',
    "s.yaml:5: judges[1].name: two judges are named 'C'; give each a name of its own",
  ],
  [`judges: [${'{ name: C, role: a },'.repeat(10)}]`, 's.yaml:5: judges: has 10 judges; at most 9 can vote'],
])('%s is refused with line and field', ([more = '', sentence]) => {
  expect(problemOf(more).replace(/:5:\d+:/u, ':5:')).toBe(sentence);
});
