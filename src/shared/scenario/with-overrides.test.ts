import { expect, test } from 'vitest';
import type { RunSetup } from '../events/setup.ts';
import { parseScenario } from './parse-scenario.ts';
import { withOverrides, type Overrides } from './with-overrides.ts';

function base(): RunSetup {
  const parsed = parseScenario(
    'question: Why?\nseats: [{name: Ada, role: Critic}, {name: Ben, role: Fan}]\n',
    'a.yaml',
  );
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

test('overrides change what they name and nothing else', () => {
  const changed = withOverrides(base(), {
    question: ' How? ',
    seat: ['ben=gemma-3-270m', 'Ada=./my model.gguf'],
    cadence: 'floor',
    turns: '5',
    tokens: '900',
    time: '90s',
    seed: '0',
    exact: true,
  });
  const { seats, ...rest } = base();
  expect(changed).toEqual({
    ok: true,
    value: {
      ...rest,
      title: 'How?',
      question: 'How?',
      seats: [
        { ...seats[0], model: './my model.gguf' },
        { ...seats[1], model: 'gemma-3-270m' },
      ],
      cadence: 'floor',
      budget: { turns: 5, tokens: 900, time: 90_000_000 },
      seed: 0,
      exact: true,
    },
  });
  expect(withOverrides(base(), {})).toEqual({ ok: true, value: base() });
});

const WRONG: readonly (readonly [Overrides, string, string])[] = [
  [{ question: ' ' }, '--question', 'is empty'],
  [{ seat: ['Bob=x'] }, '--seat', "no seat is named 'Bob'; did you mean 'Ben'?"],
  [{ seat: ['Ben'] }, '--seat', "must be NAME=MODEL, found 'Ben'"],
  [{ seat: ['Ben='] }, '--seat', "must be NAME=MODEL, found 'Ben='"],
  [{ mode: 'vote' }, '--mode', "'vote' is not available yet in this version; use peers"],
  [{ cadence: 'free' }, '--cadence', "'free' is not available yet in this version; use rounds or floor"],
  [{ visibility: 'gist' }, '--visibility', "'gist' is not available yet in this version; use full"],
  [{ turns: '0' }, '--turns', "must be a whole number of at least 1, found '0'"],
  [{ turns: '1e3' }, '--turns', "must be a whole number of at least 1, found '1e3'"],
  [{ tokens: '-4' }, '--tokens', "must be a whole number of at least 1, found '-4'"],
  [{ time: '10' }, '--time', 'must be a time above 0'],
  [{ seed: '4294967296' }, '--seed', "must be a whole number from 0 to 4294967295, found '4294967296'"],
];

for (const [overrides, field, sentence] of WRONG) {
  test(`${JSON.stringify(overrides)} is refused by name`, () => {
    const changed = withOverrides(base(), overrides);
    expect(changed.ok ? [] : [changed.failure.field, changed.failure.message.slice(0, sentence.length)]).toEqual([
      field,
      sentence,
    ]);
  });
}
