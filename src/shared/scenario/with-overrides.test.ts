import { expect, test } from 'vitest';
import { CADENCES, MODES, type RunSetup } from '../events/setup.ts';
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

test('every mode, cadence and word for visibility can be asked for; a word takes the place of the whole visibility', () => {
  for (const mode of MODES) expect(withOverrides(base(), { mode })).toMatchObject({ ok: true, value: { mode } });
  for (const cadence of CADENCES) {
    expect(withOverrides(base(), { cadence })).toMatchObject({ ok: true, value: { cadence } });
  }
  const edged = { ...base(), visibility: { topology: 'hub' as const, sight: 'gist' as const, edges: [EDGE] } };
  const meant = (visibility: string): unknown => {
    const changed = withOverrides(edged, { visibility });
    return changed.ok ? changed.value.visibility : changed.failure;
  };
  expect(meant('full')).toBe('full');
  expect(meant('gist')).toEqual({ topology: 'all', sight: 'gist', edges: [] });
  expect(meant('ring')).toEqual({ topology: 'ring', sight: 'full', edges: [] });
  expect(withOverrides(edged, {})).toEqual({ ok: true, value: edged });
});

const EDGE = { reader: 'Ada', writer: 'Ben', sight: 'none' } as const;

const WRONG: readonly (readonly [Overrides, string, string])[] = [
  [{ question: ' ' }, '--question', 'is empty'],
  [{ seat: ['Bob=x'] }, '--seat', "no seat is named 'Bob'; did you mean 'Ben'?"],
  [{ seat: ['Ben'] }, '--seat', "must be NAME=MODEL, found 'Ben'"],
  [{ seat: ['Ben='] }, '--seat', "must be NAME=MODEL, found 'Ben='"],
  [{ seat: ['Cleo=x'] }, '--seat', "no seat is named 'Cleo'; known: Ada, Ben"],
  [{ mode: 'votes' }, '--mode', "'votes' is unknown; did you mean 'vote'?"],
  [{ cadence: 'fre' }, '--cadence', "'fre' is unknown; did you mean 'free'?"],
  [
    { visibility: 'none' },
    '--visibility',
    "'none' is unknown; known: full, gist, all, ring, hub, hub+challenger, pairs",
  ],
  [{ visibility: '{topology: ring}' }, '--visibility', "'{topology: ring}' is unknown; known: full"],
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
