import { NOT_RECORDED, type Missing } from '../events/imported.ts';
import { ACTS, type RunSetup } from '../events/setup.ts';
import { counted } from '../base/text.ts';
import { coordinationShare } from './cost.ts';
import type { ModelFigures, RunFigures } from './run-figures.ts';

/** One line of the table: the same question put to each run. */
export type ComparisonLine = {
  readonly group: 'set up' | 'outcome' | 'talk' | 'cost';
  readonly label: string;
  /** A value for each run, in words: `–` where there was none, `not recorded` where its log does not say; a mean says of how many it is made. */
  readonly values: readonly string[];
  /** Of a line that is a figure: the bare numbers, as the words round them, so that one can be held against another. */
  readonly figure?: {
    readonly unit: string;
    readonly digits: number;
    readonly numbers: readonly (number | undefined)[];
  };
  /** Whether the runs differ in it. */
  readonly differs: boolean;
};

/** At most so many runs stand in one table. */
export const COMPARED_AT_MOST = 6;

const NOTHING = '–';

/** The table of two or more runs, in the words in which terminal, window and files show it. No figure is rounded beyond what it says. */
export const comparisonOf = (runs: readonly RunFigures[]): readonly ComparisonLine[] =>
  LINES.map((line) => ('digits' in line ? figureLine(runs, line) : wordLine(runs, line)));

type About = Pick<ComparisonLine, 'group' | 'label'> & {
  /** What a log has to say for this to be known. */
  readonly needs: Missing;
};
type Words = About & { readonly value: (run: RunFigures) => string | undefined };
type Figure = About & {
  /** Undefined where nothing was measured. */
  readonly value: (run: RunFigures) => number | undefined;
  readonly unit: string;
  readonly digits: number;
  /** What stands behind the number: of how many it is made, or how it came to be. */
  readonly note?: (run: RunFigures) => string;
};

function wordLine(runs: readonly RunFigures[], { group, label, needs, value }: Words): ComparisonLine {
  const values = runs.map((run) => (isMissing(run, needs) ? NOT_RECORDED : (value(run) ?? NOTHING)));
  return { group, label, values, differs: new Set(values).size > 1 };
}

function figureLine(runs: readonly RunFigures[], line: Figure): ComparisonLine {
  const { group, label, needs, unit, digits, note = () => '' } = line;
  const numbers = runs.map((run) => {
    const number = isMissing(run, needs) ? undefined : line.value(run);
    return number === undefined ? undefined : Number(number.toFixed(digits));
  });
  const values = runs.map((run, at) => {
    const number = numbers[at];
    return number === undefined ? NOT_RECORDED : `${number.toFixed(digits)}${unit}${note(run)}`;
  });
  return { group, label, values, figure: { unit, digits, numbers }, differs: new Set(values).size > 1 };
}

const isMissing = ({ missing }: RunFigures, what: Missing): boolean => missing.includes(what);

const COUNT = { unit: '', digits: 0 } as const;
const overTurns = ({ spoken }: RunFigures): string => ` (over ${counted(spoken, 'turn')})`;
const meanOfTurns = ({ spoken }: RunFigures): string => ` (mean of ${counted(spoken, 'turn')})`;
const seconds = (micros: number | undefined): number | undefined => (micros === undefined ? undefined : micros / 1e6);
/** Nought of these is never true: it was not measured. */
const measured = (number: number): number | undefined => (number === 0 ? undefined : number);

const LINES: readonly (Words | Figure)[] = [
  { ...about('set up', 'mode', 'rules'), value: ({ setup }) => (setup === undefined ? undefined : wayOf(setup)) },
  { ...about('set up', 'models', 'models'), value: ({ models }) => listed(models.map(modelWords)) },
  { ...about('set up', 'visibility', 'rules'), value: ({ setup }) => setup && sightOf(setup) },
  { ...about('set up', 'seed', 'samplers'), value: ({ setup }) => setup && seedOf(setup) },
  { ...about('outcome', 'ended', 'outcome'), value: ({ end }) => end && `${end.reason}: ${end.detail}` },
  { ...about('outcome', 'decided', 'outcome'), value: ({ decisions }) => listed(decisions.map(({ words }) => words)) },
  { ...about('outcome', 'how', 'outcome'), value: ({ decisions }) => listed(decisions.map(({ how }) => how)) },
  { ...about('outcome', 'proposals', 'acts'), value: ({ proposals }) => proposals, ...COUNT },
  { ...about('outcome', 'agreement', 'acts'), value: ({ agreement }) => agreement && agreementWords(agreement) },
  { ...about('outcome', 'votes', 'acts'), value: ({ votes }) => listed(votes.map(voteWords)) },
  {
    ...about('talk', 'turns', 'lineage'),
    ...COUNT,
    value: ({ turns }) => turns,
    note: ({ passes }) => (passes === 0 ? '' : `, ${passes} passed`),
  },
  { ...about('talk', 'acts', 'acts'), value: actWords },
  { ...about('talk', "arbiter's words", 'acts'), value: ({ arbiter }) => arbiter, ...COUNT },
  { ...about('talk', 'tried again', 'lineage'), value: ({ retries }) => retries, ...COUNT },
  { ...about('talk', 'unread at the end', 'lineage'), value: ({ unread }) => unread, ...COUNT },
  { ...about('cost', 'tokens evaluated', 'tokens'), value: ({ tokens }) => tokens.evaluated, ...COUNT },
  { ...about('cost', 'tokens reused', 'tokens'), value: ({ tokens }) => tokens.reused, ...COUNT },
  { ...about('cost', 'tokens written', 'tokens'), value: ({ tokens }) => tokens.written, ...COUNT },
  {
    ...about('cost', 'coordination', 'tokens'),
    value: ({ tokens }) => coordinationShare(tokens) * 100,
    unit: ' %',
    digits: 0,
  },
  {
    ...about('cost', 'tokens/s while speaking', 'times'),
    value: ({ perSecond }) => perSecond,
    unit: '',
    digits: 1,
    note: overTurns,
  },
  {
    ...about('cost', 'time to first token', 'times'),
    value: ({ firstToken }) => seconds(firstToken),
    unit: ' s',
    digits: 2,
    note: meanOfTurns,
  },
  { ...about('cost', 'memory', 'models'), value: ({ memory }) => measured(memory / 1e6), unit: ' MB', digits: 0 },
  { ...about('cost', 'wall time', 'times'), value: ({ time }) => seconds(measured(time)), unit: ' s', digits: 2 },
];

function about(group: About['group'], label: string, needs: Missing): About {
  return { group, label, needs };
}

const wayOf = ({ mode, cadence }: RunSetup): string => (mode === 'peers' ? `${mode}, ${cadence}` : mode);

function sightOf({ visibility }: RunSetup): string {
  if (visibility === 'full') return 'full';
  const { topology, sight, edges } = visibility;
  return `${topology}, ${sight}${edges.length === 0 ? '' : `, ${edges.length} edges differ`}`;
}

const seedOf = ({ seed, exact }: RunSetup): string => `${seed}${exact ? ', exact' : ''}`;

const modelWords = ({ model, quantisation, seats }: ModelFigures): string =>
  `${model}${quantisation === '' ? '' : ` (${quantisation})`}: ${seats.join(', ')}`;

const agreementWords = (agreement: NonNullable<RunFigures['agreement']>): string =>
  `${agreement.for} of ${agreement.of}`;

const voteWords = ({ options, ballots, winner }: RunFigures['votes'][number]): string =>
  `${winner ?? 'nothing won'} (${ballots} ballots, ${options} options)`;

/** In the order of the vocabulary: `propose 3, challenge 2`. */
function actWords({ acts }: RunFigures): string | undefined {
  return listed(
    ACTS.flatMap((act) => (acts[act] === undefined ? [] : [`${act} ${acts[act]}`])),
    ', ',
  );
}

const listed = (parts: readonly string[], by = '; '): string | undefined =>
  parts.length === 0 ? undefined : parts.join(by);
