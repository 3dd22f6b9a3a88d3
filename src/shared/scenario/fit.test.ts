import { expect, test } from 'vitest';
import { MODES, type FitAnswers, type Mode, type RunSetup } from '../events/setup.ts';
import { assessFit, either, FIT_IDS, FIT_QUESTIONS, fitWarning } from './fit.ts';
import { parseScenario } from './parse-scenario.ts';

const PEERS: FitAnswers = { independent: false, entangled: true, expertise: true, exploratory: true };

/** Every way to answer the four questions, `undefined` among the answers where `open` asks for it. */
function everyAnswer(open: readonly (boolean | undefined)[]): readonly FitAnswers[] {
  return FIT_IDS.reduce<readonly FitAnswers[]>(
    (all, id) => all.flatMap((one) => open.map((value) => (value === undefined ? one : { ...one, [id]: value }))),
    [{}],
  );
}
const WHOLE = everyAnswer([true, false]);
const PARTIAL = everyAnswer([true, false, undefined]);

function setupOf(lines: string, seats = 3): RunSetup {
  const names = ['Ada', 'Ben', 'Cleo', 'Dan'].slice(0, seats).map((name) => `{name: ${name}, role: R}`);
  const parsed = parseScenario(`question: Why?\nseats: [${names.join(', ')}]\n${lines}\n`, 'a.yaml');
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

test('peers are recommended only where the veto does not hold and all three conditions do', () => {
  expect([WHOLE.length, PARTIAL.length]).toEqual([16, 81]);
  const peers = PARTIAL.filter((answers) => assessFit(answers).recommendation === 'peers');
  expect(peers).toEqual([PEERS]);
});

test('the veto comes before the three conditions', () => {
  for (const answers of WHOLE.filter(({ independent }) => independent)) {
    expect(assessFit(answers).recommendation).toBe(answers.expertise === true ? 'hierarchy' : 'single');
  }
  const both = assessFit({ ...PEERS, independent: true });
  expect(both.reasons.join(' ')).toContain('Two answers do not go together');
  expect(assessFit(PEERS).reasons.join(' ')).not.toContain('do not go together');
});

/** [independent, entangled, expertise, exploratory] */
const DECIDED: readonly (readonly [string, Mode])[] = [
  ['nyyy', 'peers'],
  ['nyyn', 'hierarchy'],
  ['nyny', 'roleplay'],
  ['nynn', 'single'],
  ['nnyy', 'vote'],
  ['nnny', 'vote'],
  ['nnyn', 'hierarchy'],
  ['nnnn', 'single'],
];

for (const [letters, mode] of DECIDED) {
  test(`answered ${letters} it is ${mode}, with a reason and nothing left to ask`, () => {
    const answers = Object.fromEntries(FIT_IDS.map((id, at) => [id, letters[at] === 'y']));
    const fit = assessFit(answers);
    expect(fit).toMatchObject({ recommendation: mode, possible: [mode], missing: [] });
    expect(fit.reasons.length).toBeGreaterThanOrEqual(1);
  });
}

test('an open answer is missing exactly where it can still change the recommendation', () => {
  for (const answers of PARTIAL) {
    const { recommendation, possible, missing, reasons } = assessFit(answers);
    const reachable = WHOLE.filter((whole) =>
      FIT_IDS.every((id) => answers[id] === undefined || answers[id] === whole[id]),
    ).map((whole) => assessFit(whole).recommendation);
    expect(new Set(possible)).toEqual(new Set(reachable));
    expect(recommendation === undefined).toBe(possible.length > 1);
    expect(missing.length > 0).toBe(possible.length > 1);
    if (recommendation !== undefined) expect(reasons.length).toBeGreaterThanOrEqual(1);
    expect(missing.filter((id) => answers[id] !== undefined)).toEqual([]);
  }
});

test('one answer can be enough: what is missing then is not asked', () => {
  expect(assessFit({})).toEqual({
    possible: MODES,
    reasons: [],
    missing: ['independent', 'entangled', 'expertise', 'exploratory'],
  });
  expect(assessFit({ independent: true }).missing).toEqual(['expertise']);
  expect(assessFit({ independent: true, expertise: false })).toMatchObject({ recommendation: 'single', missing: [] });
  const cut = assessFit({ entangled: false, expertise: false });
  expect(cut.possible).not.toContain('peers');
  expect(cut.reasons[0]).toContain('Peers are not worth it');
});

test('with its seats it tells what the talk costs, and one seat has nobody to talk to', () => {
  expect(assessFit(PEERS, setupOf('', 4)).reasons.join(' ')).toContain('4 seats have 6 channels');
  expect(assessFit(PEERS).reasons.join(' ')).not.toContain('channels');
  expect(assessFit(PEERS, setupOf('', 1))).toMatchObject({ recommendation: 'single', missing: [] });
});

test('a run is warned in one line where the answers speak against its mode, and only there', () => {
  expect(fitWarning(setupOf('mode: peers'))).toBeUndefined();
  expect(fitWarning(setupOf('fit: {}'))).toBeUndefined();
  const yes = 'fit: { independent: no, entangled: yes, expertise: yes, exploratory: yes }';
  expect(fitWarning(setupOf(yes))).toBeUndefined();
  expect(fitWarning(setupOf(`mode: vote\n${yes}`))).toContain('speak for peers and not for vote');
  // Not settled yet, and already against peers.
  const half = fitWarning(setupOf('fit: { independent: yes }'));
  expect(half).toBe(
    'The fit answers speak for hierarchy or single and not for peers; it runs as peers all the same. Independent parts with a clear end need no peers.',
  );
  expect(fitWarning(setupOf('mode: single\nfit: { independent: yes }'))).toBeUndefined();
  for (const answers of PARTIAL) {
    for (const mode of MODES) {
      const warning = fitWarning({ ...setupOf(''), mode, fit: answers });
      expect(warning === undefined).toBe(assessFit(answers).possible.includes(mode));
      expect(warning ?? '').not.toContain('\n');
    }
  }
});

test('every question is short and asked once', () => {
  const texts = FIT_IDS.map((id) => FIT_QUESTIONS[id]);
  expect(new Set(texts).size).toBe(4);
  for (const text of texts) {
    expect(text).toMatch(/\?$/u);
    expect(text.split(' ').length).toBeLessThanOrEqual(24);
  }
  expect([either([]), either(['a']), either(['a', 'b']), either(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a or b',
    'a, b or c',
  ]);
});
