import { fitAnswersSchema, MODES, type FitAnswers, type Mode, type RunSetup } from '../events/setup.ts';

/** The four yes-or-no questions in the order in which they are asked: the veto, then the three conditions. */
export const FIT_IDS = fitAnswersSchema.keyof().options;
export type FitId = (typeof FIT_IDS)[number];

/** In words, each so that a person can answer it about their own task. */
export const FIT_QUESTIONS: Readonly<Record<FitId, string>> = {
  independent:
    'Can the task be cut into parts that need nothing from each other, each with a clear sign that it is done?',
  entangled: 'Do its parts hang together, so that one decision changes what is right for the others?',
  expertise: 'Must several kinds of expertise come together in one answer?',
  exploratory:
    'Is it open, without one right answer, so that views which challenge each other find more than one line of thought?',
};

/** `recommendation` is absent while an answer in `missing` can still change it; `possible` is what it can still become. */
export type Fit = {
  readonly recommendation?: Mode;
  readonly possible: readonly Mode[];
  readonly reasons: readonly string[];
  readonly missing: readonly FitId[];
};

/**
 * How a task is best worked on, after the chapter "Peer-to-Peer Agents": peers are not the default choice. Independent parts are a
 * quick veto, and all three conditions must hold. It advises and decides nothing; whoever starts a run may choose any mode.
 */
export function assessFit(answers: FitAnswers, setup?: RunSetup): Fit {
  if (setup?.seats.length === 1) {
    return {
      recommendation: 'single',
      possible: ['single'],
      reasons: ['There is one seat and nobody to talk to.'],
      missing: [],
    };
  }
  const rows = completions(answers).map((whole) => rowOf(whole));
  const possible = MODES.filter((mode) => rows.some((row) => row.recommend === mode));
  const missing = FIT_IDS.filter((id) => answers[id] === undefined && matters(id, answers));
  const [first] = rows;
  if (possible.length > 1 || first === undefined) return { possible, reasons: soFar(answers), missing };
  const same = rows.every((row) => row === first);
  const reasons = [
    ...(same ? [first.because] : soFar(answers)),
    ...contradiction(answers),
    ...(first.recommend === 'peers' && setup !== undefined ? [channels(setup.seats.length)] : []),
  ];
  return { recommendation: first.recommend, possible, reasons, missing };
}

/** One line where the answers in a scenario speak against the mode that it is run in; undefined where they do not, or are too few. */
export function fitWarning(setup: RunSetup): string | undefined {
  if (setup.fit === undefined) return undefined;
  const { possible, reasons } = assessFit(setup.fit, setup);
  if (possible.includes(setup.mode)) return undefined;
  return `The fit answers speak for ${either(possible)} and not for ${setup.mode}; it runs as ${setup.mode} all the same. ${reasons[0] ?? ''}`.trim();
}

/** "hierarchy", "hierarchy or vote", "hierarchy, vote or single". */
export const either = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

type Row = { readonly when: FitAnswers; readonly recommend: Mode; readonly because: string };
type Whole = Readonly<Record<FitId, boolean>>;

/** The first row whose answers are all given decides; the last rows leave nothing open. */
const TABLE: readonly Row[] = [
  {
    when: { independent: true, expertise: false },
    recommend: 'single',
    because:
      'Each part can be done by itself and none needs another expert, so one agent does them one after the other.',
  },
  {
    when: { independent: true },
    recommend: 'hierarchy',
    because:
      'The parts can be done independently and each has a clear end: a coordinator hands them out, and nobody needs to talk to a peer.',
  },
  {
    when: { entangled: true, expertise: true, exploratory: true },
    recommend: 'peers',
    because:
      'It cannot be cut cleanly, several kinds of expertise must come together and the goal is open: here views that collide find more.',
  },
  {
    when: { entangled: true, expertise: true },
    recommend: 'hierarchy',
    because:
      'There is a right answer to find: a coordinator who asks each expert and puts it together is simpler, cheaper and easier to trace.',
  },
  {
    when: { entangled: true, exploratory: true },
    recommend: 'roleplay',
    because:
      'The views differ but the knowledge does not: one agent that plays all the parts gives the same views without the cost of the talk.',
  },
  {
    when: { entangled: true },
    recommend: 'single',
    because:
      'One right answer and one kind of expertise: a single agent that thinks it through has the whole of it in front of it.',
  },
  {
    when: { exploratory: true },
    recommend: 'vote',
    because:
      'No decision pulls another with it, so the views need not talk: gather them side by side, unseen, and let a vote choose.',
  },
  {
    when: { expertise: true },
    recommend: 'hierarchy',
    because: 'Each expert can answer for its own part, and a coordinator puts the answers together.',
  },
  {
    when: {},
    recommend: 'single',
    because: 'Nothing in it asks for several agents, and one agent is the default.',
  },
];

/** What each condition keeps out while it does not hold, said while other answers are missing. */
const AGAINST_PEERS: Readonly<Record<Exclude<FitId, 'independent'>, string>> = {
  entangled: 'Peers are not worth it where no decision changes what is right for the others.',
  expertise: 'Peers are not worth it where one kind of expertise is enough.',
  exploratory: 'Peers are not worth it where one right answer can be found.',
};

function rowOf(answers: Whole): Row {
  const row = TABLE.find(({ when }) => FIT_IDS.every((id) => when[id] === undefined || when[id] === answers[id]));
  if (row === undefined) throw new Error('the last row of the table takes every answer');
  return row;
}

/** Every way in which the open answers can still fall out. */
function completions(answers: FitAnswers): readonly Whole[] {
  return FIT_IDS.reduce<readonly Whole[]>(
    (all, id) => {
      const given = answers[id];
      return all.flatMap((one) =>
        (given === undefined ? [true, false] : [given]).map((value) => ({ ...one, [id]: value })),
      );
    },
    [{ independent: false, entangled: false, expertise: false, exploratory: false }],
  );
}

/** Whether the answer to an open question can change the recommendation, however the other open ones fall out. */
const matters = (id: FitId, answers: FitAnswers): boolean =>
  completions({ ...answers, [id]: true }).some(
    (one) => rowOf(one).recommend !== rowOf({ ...one, [id]: false }).recommend,
  );

function soFar(answers: FitAnswers): readonly string[] {
  if (answers.independent === true) return ['Independent parts with a clear end need no peers.'];
  return FIT_IDS.flatMap((id) => (id !== 'independent' && answers[id] === false ? [AGAINST_PEERS[id]] : []));
}

const contradiction = ({ independent, entangled }: FitAnswers): readonly string[] =>
  independent === true && entangled === true
    ? [
        'Two answers do not go together: parts that need nothing from each other, and decisions that change the others. Look at them again.',
      ]
    : [];

const channels = (seats: number): string =>
  `${seats} seats have ${seats === 2 ? '1 channel' : `${(seats * (seats - 1)) / 2} channels`} between them to pay for; run it as vote or single too and see what the talk is worth.`;
