import { expect, test } from 'vitest';
import { seq } from '../events/ids.ts';
import type { AlignedTurn } from './aligned-turns.ts';
import { comparisonCsv, type ComparedRuns } from './comparison-csv.ts';

const turn = (name: string, text: string): AlignedTurn => ({
  seq: seq(20),
  name,
  outcome: 'spoke',
  act: 'propose',
  text,
  written: 3,
});

const hostile: ComparedRuns = {
  runs: [
    { run: 'one', title: '=HYPERLINK("http://x","y")' },
    { run: 'two', title: '@SUM(1)' },
  ],
  lines: [
    { group: 'set up', label: 'models', values: ['=1+1.gguf', ' +2'], differs: true },
    {
      group: 'cost',
      label: 'wall time',
      values: ['-1.5 s', 'not recorded'],
      figure: { unit: ' s', digits: 1, numbers: [-1.5, undefined] },
      differs: true,
    },
  ],
  rows: [{ turn: 1, turns: [turn('=cmd|x', 'a, "b"\nc'), undefined], same: false }],
};

/** A cell that a spreadsheet takes for a formula; a number below nothing is none. */
const FORMULA = /(?:^|[,\r\n])"?\s*(?:[=+@]|-(?!\d+(?:\.\d+)?(?:,|\r)))/u;

test('a record for each line and turn, words first, and the bare numbers of what is a figure', () => {
  expect(comparisonCsv(hostile).split('\r\n')).toEqual([
    'part,line,one,two,unit,one (number),two (number)',
    `run,title,"'=HYPERLINK(""http://x"",""y"")","'@SUM(1)",,,`,
    `set up,models,"'=1+1.gguf","' +2",,,`,
    `cost,wall time,"'-1.5 s",not recorded,s,-1.5,`,
    `turn,1,"'=cmd|x, propose: a, ""b""\nc",,,,`,
    '',
  ]);
});

test('nothing that a model, a scenario or a person named is a formula in it', () => {
  expect(comparisonCsv(hostile)).not.toMatch(FORMULA);
  // The control: the same words as they are would run.
  const raw = [
    ...hostile.runs.map(({ title }) => title),
    ...hostile.lines.flatMap(({ values }) => values),
    ...hostile.rows.flatMap(({ turns }) => turns.flatMap((own) => own?.name ?? [])),
  ];
  expect(raw.filter((cell) => FORMULA.test(`x,${cell},y`))).toEqual(raw.filter((cell) => cell !== 'not recorded'));
});
