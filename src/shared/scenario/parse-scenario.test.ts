import { expect, test } from 'vitest';
import { CADENCES, MODES } from '../events/setup.ts';
import { DEFAULT_SAMPLER } from './defaults.ts';
import { describeProblem, parseScenario, scenarioProblems } from './parse-scenario.ts';

const GOOD = `title: Users endpoint
question: Which endpoint?
rounds: 2
seats:
  - name: Ada
    role: A critic.
    leaning: { challenge: 3, agree: 0 }
  - name: Ben
    role: A builder.
    model: gemma-3-270m
    sampler: { temperature: 0.5 }
budget: { tokens: 5000, time: 10m }
answer: { tokens: 60, sentences: 2 }
seed: 7
exact: true
`;

const problem = (text: string): string => {
  const parsed = parseScenario(text, 'plan.yaml');
  return parsed.ok ? 'no problem' : describeProblem(parsed.failure);
};

test('a scenario is read with every default filled in', () => {
  const parsed = parseScenario(GOOD, 'plan.yaml');
  expect(parsed).toEqual({
    ok: true,
    value: {
      title: 'Users endpoint',
      question: 'Which endpoint?',
      seats: [
        {
          name: 'Ada',
          role: 'A critic.',
          model: 'smollm2-135m-instruct',
          sampler: DEFAULT_SAMPLER,
          leaning: { challenge: 3, agree: 0 },
        },
        {
          name: 'Ben',
          role: 'A builder.',
          model: 'gemma-3-270m',
          sampler: { ...DEFAULT_SAMPLER, temperature: 0.5 },
          leaning: {},
        },
      ],
      mode: 'peers',
      cadence: 'rounds',
      visibility: 'full',
      budget: { turns: 4, tokens: 5000, time: 600_000_000 },
      answer: { maxTokens: 60, sentences: 2 },
      context: 4096,
      seed: 7,
      exact: true,
    },
  });
});

test('the shortest scenario takes the title from the question, three rounds and the starter model', () => {
  const parsed = parseScenario('question: Why?\nseats: [{name: Ada, role: Critic}]\n', 'a.yaml');
  expect(parsed.ok && [parsed.value.title, parsed.value.budget.turns, parsed.value.seats[0]?.model]).toEqual([
    'Why?',
    3,
    'smollm2-135m-instruct',
  ]);
});

const edit = (from: string, to: string): string => {
  expect(GOOD).toContain(from);
  return GOOD.replace(from, to);
};

/** [what is changed, the sentence it must give] */
const WRONG: readonly (readonly [string, string, string])[] = [
  ['rounds: 2', 'round: 2', "plan.yaml:3:1: round: 'round' is unknown; did you mean 'rounds'?"],
  [
    'name: Ben',
    'name: Ada',
    "plan.yaml:8:5: seats[1].name: two seats are named 'Ada'; give each seat a name of its own",
  ],
  ['name: Ben', 'name: ADA', "plan.yaml:8:5: seats[1].name: 'ADA' looks like 'Ada'; give each seat a name of its own"],
  ['name: Ben', 'name: Аdа', "plan.yaml:8:5: seats[1].name: 'Аdа' looks like 'Ada'; give each seat a name of its own"],
  ['name: Ben', 'name: All', "plan.yaml:8:5: seats[1].name: 'All' is a name of the house; choose another"],
  [
    'name: Ben',
    'name: "B\\u200ben"',
    'plan.yaml:8:5: seats[1].name: the name holds invisible characters; write it anew',
  ],
  [
    'name: Ben',
    'name: "B\\x1b[2Jen"',
    "plan.yaml:8:5: seats[1].name: a name begins with a letter or digit and holds only letters, digits, spaces and - ' .",
  ],
  [
    'name: Ben',
    `name: ${'B'.repeat(25)}`,
    'plan.yaml:8:5: seats[1].name: the name is longer than 24 characters; shorten it',
  ],
  ['role: A builder.', 'leaning: {}', 'plan.yaml:8:5: seats[1].role: is missing; write a text'],
  ['role: A builder.', 'rol: x', "plan.yaml:9:5: seats[1].rol: 'rol' is unknown; did you mean 'role'?"],
  ['question: Which endpoint?', 'question: "  "', 'plan.yaml:2:1: question: is empty; write a text'],
  ['question: Which endpoint?', 'question: 7', 'plan.yaml:2:1: question: must be text, found 7; put it in quotes'],
  ['rounds: 2', 'rounds: 0', 'plan.yaml:3:1: rounds: must be a whole number from 1 to 10000, found 0'],
  ['tokens: 5000', 'tokens: 0', 'plan.yaml:12:11: budget.tokens: must be a whole number of at least 1, found 0'],
  [
    'tokens: 5000',
    'turns: 5',
    'plan.yaml:3:1: rounds: stands beside budget.turns; a round is one turn of each seat, so keep one of the two',
  ],
  ['time: 10m', 'time: 0s', 'plan.yaml:12:25: budget.time: must be a time above 0 such as 90s, 10m or 1h30m'],
  ['time: 10m', 'time: 10', 'plan.yaml:12:25: budget.time: must be a time above 0 such as 90s, 10m or 1h30m'],
  [
    'challenge: 3',
    'chalenge: 3',
    "plan.yaml:7:16: seats[0].leaning.chalenge: 'chalenge' is no act; did you mean 'challenge'?",
  ],
  [
    'temperature: 0.5',
    'temperature: hot',
    "plan.yaml:11:16: seats[1].sampler.temperature: must be a number from 0 to 5, found the text 'hot'",
  ],
  ['seed: 7', 'seed: .nan', 'plan.yaml:14:1: seed: must be a whole number from 0 to 4294967295, found NaN'],
  ['exact: true', 'exact: yes', "plan.yaml:15:1: exact: must be true or false, found the text 'yes'"],
  ['rounds: 2', 'mode: votes', "plan.yaml:3:1: mode: 'votes' is unknown; did you mean 'vote'?"],
  [
    'rounds: 2',
    'mode: swarm',
    "plan.yaml:3:1: mode: 'swarm' is unknown; known: peers, hierarchy, vote, roleplay, single",
  ],
  ['rounds: 2', 'cadence: flor', "plan.yaml:3:1: cadence: 'flor' is unknown; did you mean 'floor'?"],
  ['rounds: 2', 'rounds: 2\nrounds: 3', "plan.yaml:4:1: the field 'rounds' stands here twice; keep one"],
  ['rounds: 2', '\trounds: 2', 'plan.yaml:3:1: a tab stands where spaces must indent; use spaces'],
  ['seed: 7', 'seed: !!js/function 7', 'plan.yaml:14:21: tags (!name) are not read; leave it out'],
  ['seed: 7', '<<: { seed: 7 }', "plan.yaml:14:1: <<: '<<' is unknown; known: title, question"],
  [
    'seed: 7',
    '__proto__: { polluted: 1 }',
    "plan.yaml:14:1: __proto__: '__proto__' is unknown; known: title, question",
  ],
  ['seed: 7', 'constructor: 7', "plan.yaml:14:1: constructor: 'constructor' is unknown; known: title, question"],
];

for (const [from, to, sentence] of WRONG) {
  test(`'${to.slice(0, 40).replaceAll('\n', ' / ')}' is refused with file, line and field`, () => {
    const found = problem(edit(from, to));
    expect(found.slice(0, sentence.length)).toBe(sentence);
  });
}

test('every mode and every cadence can be chosen', () => {
  for (const mode of MODES) expect(problem(edit('rounds: 2', `mode: ${mode}`))).toBe('no problem');
  for (const cadence of CADENCES) expect(problem(edit('rounds: 2', `cadence: ${cadence}`))).toBe('no problem');
});

test('no seats, an empty file and a file that is no mapping are refused', () => {
  expect(problem('question: Why?\n')).toContain('seats: needs at least one seat');
  expect(problem('question: Why?\nseats: []\n')).toContain('plan.yaml:2:1: seats: needs at least one seat');
  expect(problem('')).toBe('plan.yaml:1:1: the file is empty; a scenario needs at least a question and seats');
  expect(problem('- a\n')).toContain('must be a list of fields');
});

test('of several problems the first in the file is named', () => {
  expect(problem('question: Why?\nseats: [{name: Ada, role: Critic}]\nseed: -1\ncolour: red\n')).toContain(
    ':3:1: seed',
  );
});

test('a form is told every problem, in the order of the text, and none where there is none', () => {
  const seats = 'seats: [{name: Ada, role: Critic}]';
  expect(scenarioProblems(`question: ""\n${seats}\nseed: -1\nbudget: {turns: many}\n`)).toMatchObject([
    { field: 'question', message: 'is empty; write a text' },
    { field: 'seed', message: 'must be a whole number from 0 to 4294967295, found -1' },
    { field: 'budget.turns', message: "must be a whole number from 1 to 1000000, found the text 'many'" },
  ]);
  expect(scenarioProblems('question: [')).toMatchObject([{ field: '' }]);
  expect(scenarioProblems(`question: Why?\n${seats}\n`)).toEqual([]);
});

test('an unknown field is named before the one that is missing in its place, on every map', () => {
  const seat = 'question: Why?\nseats:\n  - rol: Critic\n    name: Ada\n';
  expect(problem(seat)).toBe("plan.yaml:3:5: seats[0].rol: 'rol' is unknown; did you mean 'role'?");
  expect(problem('seats: [{name: Ada, role: Critic}]\nqestion: Why?\n')).toBe(
    "plan.yaml:2:1: qestion: 'qestion' is unknown; did you mean 'question'?",
  );
  // What is merely missing is still said, and where the map begins.
  expect(problem('question: Why?\nseats:\n  - name: Ada\n')).toBe(
    'plan.yaml:3:5: seats[0].role: is missing; write a text',
  );
});

test('seats may have the names that people use', () => {
  for (const name of ['Ada', 'Dr. Ben', "O'Neil", 'Jean-Luc', 'Agent 7', '李雷', 'Žofie', 'हिन्दी']) {
    expect(problem(`question: Why?\nseats: [{name: "${name}", role: Critic}]\n`)).toBe('no problem');
  }
});
