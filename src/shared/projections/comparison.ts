import { ACTS, type RunSetup } from '../events/setup.ts';
import { coordinationShare } from './cost.ts';
import type { ModelFigures, RunFigures } from './run-figures.ts';

/** One line of the table: the same question put to each run. */
export type ComparisonLine = {
  readonly group: 'set up' | 'outcome' | 'talk' | 'cost';
  readonly label: string;
  /** A value for each run, in words; `–` where it was not recorded or there was none. */
  readonly values: readonly string[];
  /** Whether the runs differ in it. */
  readonly differs: boolean;
};

/** At most so many runs stand in one table. */
export const COMPARED_AT_MOST = 6;

const NOTHING = '–';

/** The table of two or more runs, in the words in which terminal, window and files show it. No figure is rounded beyond what it says. */
export function comparisonOf(runs: readonly RunFigures[]): readonly ComparisonLine[] {
  return LINES.map(({ group, label, value }) => {
    const values = runs.map((run) => value(run) ?? NOTHING);
    return { group, label, values, differs: new Set(values).size > 1 };
  });
}

type Line = Pick<ComparisonLine, 'group' | 'label'> & { readonly value: (run: RunFigures) => string | undefined };

const LINES: readonly Line[] = [
  { group: 'set up', label: 'mode', value: ({ setup }) => (setup === undefined ? undefined : wayOf(setup)) },
  { group: 'set up', label: 'models', value: ({ models }) => listed(models.map(modelWords)) },
  { group: 'set up', label: 'visibility', value: ({ setup }) => setup && sightOf(setup) },
  { group: 'set up', label: 'seed', value: ({ setup }) => setup && `${setup.seed}${setup.exact ? ', exact' : ''}` },
  { group: 'outcome', label: 'ended', value: ({ end }) => end && `${end.reason}: ${end.detail}` },
  { group: 'outcome', label: 'decided', value: ({ decisions }) => listed(decisions.map(({ words }) => words)) },
  { group: 'outcome', label: 'how', value: ({ decisions }) => listed(decisions.map(({ how }) => how)) },
  { group: 'outcome', label: 'proposals', value: ({ proposals }) => `${proposals}` },
  {
    group: 'outcome',
    label: 'agreement',
    value: ({ agreement }) => (agreement === undefined ? undefined : `${agreement.for} of ${agreement.of}`),
  },
  { group: 'outcome', label: 'votes', value: ({ votes }) => listed(votes.map(voteWords)) },
  {
    group: 'talk',
    label: 'turns',
    value: ({ turns, passes }) => `${turns}${passes === 0 ? '' : `, ${passes} passed`}`,
  },
  { group: 'talk', label: 'acts', value: actWords },
  { group: 'talk', label: "arbiter's words", value: ({ arbiter }) => `${arbiter}` },
  { group: 'talk', label: 'tried again', value: ({ retries }) => `${retries}` },
  { group: 'talk', label: 'unread at the end', value: ({ unread }) => `${unread}` },
  { group: 'cost', label: 'tokens evaluated', value: ({ tokens }) => `${tokens.evaluated}` },
  { group: 'cost', label: 'tokens reused', value: ({ tokens }) => `${tokens.reused}` },
  { group: 'cost', label: 'tokens written', value: ({ tokens }) => `${tokens.written}` },
  { group: 'cost', label: 'coordination', value: ({ tokens }) => percent(coordinationShare(tokens)) },
  { group: 'cost', label: 'tokens/s while speaking', value: ({ perSecond }) => perSecond?.toFixed(1) },
  {
    group: 'cost',
    label: 'time to first token',
    value: ({ firstToken }) => (firstToken === undefined ? undefined : seconds(firstToken)),
  },
  { group: 'cost', label: 'memory', value: ({ memory }) => (memory === 0 ? undefined : megabytes(memory)) },
  { group: 'cost', label: 'wall time', value: ({ time }) => (time === 0 ? undefined : seconds(time)) },
];

const wayOf = ({ mode, cadence }: RunSetup): string => (mode === 'peers' ? `${mode}, ${cadence}` : mode);

function sightOf({ visibility }: RunSetup): string {
  if (visibility === 'full') return 'full';
  const { topology, sight, edges } = visibility;
  return `${topology}, ${sight}${edges.length === 0 ? '' : `, ${edges.length} edges differ`}`;
}

const modelWords = ({ model, quantisation, seats }: ModelFigures): string =>
  `${model}${quantisation === '' ? '' : ` (${quantisation})`}: ${seats.join(', ')}`;

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

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const seconds = (micros: number): string => `${(micros / 1e6).toFixed(2)} s`;
const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
