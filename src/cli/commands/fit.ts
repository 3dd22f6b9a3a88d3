import { fail, ok, type Result } from '#shared/base/result.ts';
import type { FitAnswers, RunSetup } from '#shared/events/setup.ts';
import { assessFit, either, FIT_IDS, FIT_QUESTIONS, type Fit, type FitId } from '#shared/scenario/fit.ts';
import { hint } from '#shared/scenario/nearest.ts';
import { wrap } from '../layout.ts';
import { asTyped, emit, reportFailure, tell } from '../report.ts';
import { styleFor } from '../style.ts';
import { terminalLine } from '../terminal.ts';
import { EXIT, type Common, type ExitCode, type World } from '../world.ts';

/** Ids of questions, each entry one or several with commas between them. */
export type FitOptions = Common & { readonly yesTo: readonly string[]; readonly noTo: readonly string[] };

/**
 * Says how a scenario is best worked on: by the answers in its file, those given here before them, and on a terminal by asking for what
 * is missing. It starts nothing, and exits 0 whatever the recommendation.
 */
export async function fitCommand(world: World, scenario: string, options: FitOptions): Promise<ExitCode> {
  const given = answersIn(options);
  if (!given.ok) return reportFailure(world, { code: 'usage', message: given.failure });
  const loaded = await world.client.call('scenario.load', { path: scenario });
  if (!loaded.ok) return reportFailure(world, loaded.failure);
  const { setup } = loaded.value;
  const known = { ...setup.fit, ...given.value };
  const answers = options.json ? known : await asked(world, setup, known);
  const assessed: Assessed = { scenario, setup, answers, fit: assessFit(answers, setup) };
  if (options.json) await emit(world, documentOf(assessed));
  else await show(world, assessed);
  return EXIT.done;
}

type Assessed = {
  readonly scenario: string;
  readonly setup: RunSetup;
  readonly answers: FitAnswers;
  readonly fit: Fit;
};

/** How often one question is asked before it is left open. */
const TRIES = 3;
const ANSWERS: Readonly<Record<string, boolean>> = { y: true, yes: true, n: false, no: false };

function answersIn({ yesTo, noTo }: FitOptions): Result<FitAnswers, string> {
  const answers = new Map<FitId, boolean>();
  for (const [flag, entries, value] of [
    ['--yes-to', yesTo, true],
    ['--no-to', noTo, false],
  ] as const) {
    for (const word of entries.flatMap((entry) => entry.split(/[,\s]+/u)).filter((part) => part !== '')) {
      const id = FIT_IDS.find((one) => one === word.toLowerCase());
      if (id === undefined) return fail(`${flag}: '${word.slice(0, 40)}' is no question${hint(word, FIT_IDS)}`);
      if (answers.get(id) === !value) return fail(`${flag}: '${id}' is answered with yes and with no; keep one`);
      answers.set(id, value);
    }
  }
  return ok(Object.fromEntries(answers));
}

/** Asks what can still change the recommendation, one question at a time: an answer may spare the ones behind it. */
async function asked(world: World, setup: RunSetup, known: FitAnswers): Promise<FitAnswers> {
  const { ask } = world;
  if (ask === undefined) return known;
  let answers = known;
  for (const id of FIT_IDS) {
    if (!assessFit(answers, setup).missing.includes(id)) continue;
    const answer = await answerTo(ask, FIT_QUESTIONS[id]);
    if (answer !== undefined) answers = { ...answers, [id]: answer };
  }
  return answers;
}

async function answerTo(ask: NonNullable<World['ask']>, question: string): Promise<boolean | undefined> {
  for (let count = 0; count < TRIES; count += 1) {
    const text = (await ask(`${question} [y/n, Enter leaves it open] `)).trim().toLowerCase();
    if (text === '') return undefined;
    if (Object.hasOwn(ANSWERS, text)) return ANSWERS[text];
  }
  return undefined;
}

const documentOf = ({ scenario, setup, answers, fit }: Assessed): object => ({
  scenario,
  title: setup.title,
  mode: setup.mode,
  questions: FIT_IDS.map((id) => ({ id, question: FIT_QUESTIONS[id], answer: answers[id] })),
  ...fit,
  command: fit.recommendation === undefined ? undefined : commandFor(scenario, fit.recommendation),
});

async function show(world: World, { scenario, setup, answers, fit }: Assessed): Promise<void> {
  const style = styleFor(world);
  const width = world.isTTY ? Math.max(20, world.columns) : Infinity;
  const block = (text: string, indent: string): string =>
    wrap(text, width - indent.length)
      .map((line) => `${indent}${line}`)
      .join('\n');
  const questions = FIT_IDS.map((id) => {
    const answer = answers[id];
    const said = answer === undefined ? openWord(fit, id) : answer ? 'yes' : 'no';
    return `${style.bold(id)}: ${said}\n${block(FIT_QUESTIONS[id], '  ')}`;
  });
  const verdict = style.bold(verdictOf(fit));
  const reasons = fit.reasons.map((reason) => block(reason, '  '));
  const text = [style.bold(terminalLine(setup.title)), '', ...questions, '', verdict, ...reasons, ''].join('\n');
  await world.stdout.write(text);
  if (fit.recommendation !== undefined) {
    const command = asTyped(world, terminalLine(commandFor(scenario, fit.recommendation)));
    await world.stdout.write(`\nRun it so: ${command}\nIt only advises: any other --mode runs too.\n`);
  }
  tellOpen(world, scenario, fit);
  tellHowToKeep(world, setup, answers);
}

const openWord = ({ missing }: Fit, id: FitId): string =>
  missing.includes(id) ? 'not answered' : 'not answered, and it would change nothing';

const verdictOf = ({ recommendation, possible }: Fit): string =>
  recommendation === undefined ? `Not settled yet: ${either(possible)}.` : `Recommended: ${recommendation}.`;

function tellOpen(world: World, scenario: string, { missing }: Fit): void {
  if (missing.length === 0) return;
  const [first = ''] = missing;
  tell(world, `\nNot answered: ${missing.join(', ')}.`);
  tell(
    world,
    `Answer here: parley fit ${quoted(scenario)} --yes-to ${first} (or --no-to), or in the file: fit: { ${first}: yes }`,
  );
}

/** Answers that do not stand in the file are gone with the command, unless they are written there. */
function tellHowToKeep(world: World, setup: RunSetup, answers: FitAnswers): void {
  if (FIT_IDS.every((id) => answers[id] === setup.fit?.[id])) return;
  const all = FIT_IDS.flatMap((id) => (answers[id] === undefined ? [] : [`${id}: ${answers[id] ? 'yes' : 'no'}`]));
  tell(world, `\nTo keep these answers, write into the file: fit: { ${all.join(', ')} }`);
}

const commandFor = (scenario: string, mode: string): string => `parley run ${quoted(scenario)} --mode ${mode}`;

/** A path as a shell takes it for one word. */
const quoted = (path: string): string =>
  /^[\w@%+=:,./\\-]+$/u.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
