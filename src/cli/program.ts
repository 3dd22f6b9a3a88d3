import { Command, InvalidArgumentError, Option } from 'commander';
import { MODEL_ROOTS } from '#shared/rpc/model-methods.ts';
import { FIT_IDS } from '#shared/scenario/fit.ts';
import type { Overrides } from '#shared/scenario/with-overrides.ts';
import { compareCommand } from './commands/compare.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exportCommand } from './commands/export.ts';
import { fitCommand } from './commands/fit.ts';
import { forkCommand } from './commands/fork.ts';
import { importCommand } from './commands/import.ts';
import { listCommand } from './commands/list.ts';
import { openCommand } from './commands/open.ts';
import {
  modelsDiscardCommand,
  modelsEstimateCommand,
  modelsListCommand,
  modelsPullCommand,
  modelsVerifyCommand,
} from './commands/models.ts';
import { modelsScanCommand } from './commands/models-scan.ts';
import { playCommand } from './commands/play.ts';
import { rerunCommand } from './commands/rerun.ts';
import { runCommand } from './commands/run.ts';
import { showCommand } from './commands/show.ts';
import { sweepCommand } from './commands/sweep.ts';
import { verifyCommand } from './commands/verify.ts';
import { tell } from './report.ts';
import { terminalText } from './terminal.ts';
import type { Common, ExitCode, World } from './world.ts';

/** The commands of parley; `done` is told the exit code of the one that was run. */
export function program(world: World, done: (code: ExitCode) => void): Command {
  const root = new Command('parley')
    .description(
      'Local models deliberate as peers; everything that happens is one log you can watch, replay and export.',
    )
    .option('--json', 'one JSON document a line on stdout; what is for people goes to stderr')
    .option('--home <dir>', "where runs are kept (else $PARLEY_HOME, else the system's folder for app data)")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void world.stderr.write(terminalText(text)),
    })
    .exitOverride();
  const act: Act = (command, perform) => {
    command.action(async () => done(await perform(command.args, command.optsWithGlobals())));
  };
  runs(root, { world, act });
  fitting(root, { world, act });
  branching(root, { world, act });
  recordings(root, { world, act });
  sweeping(root, { world, act });
  inAndOut(root, { world, act });
  models(root, { world, act });
  opening(root, { world, act });
  act(root.command('doctor').description('check this machine and say what to do'), (_args, options) =>
    doctorCommand(world, commonOf(options)),
  );
  return root;
}

type Given = Readonly<Record<string, unknown>>;
type Act = (command: Command, perform: (args: readonly string[], options: Given) => Promise<ExitCode>) => void;
type Building = { readonly world: World; readonly act: Act };

function runs(root: Command, { world, act }: Building): void {
  const run = root
    .command('run')
    .description('deliberate a scenario, or go on with an interrupted run')
    .argument('[scenario]', 'a scenario file (YAML)')
    .option('--resume <run>', 'go on with this run where it stopped')
    .option('--question <text>', 'ask this instead')
    .option('--seat <name=model>', 'give a seat this model (may be repeated)', collected)
    .option('--mode <mode>', 'how they work together: peers, hierarchy, vote, roleplay or single')
    .option('--cadence <cadence>', 'who speaks when: rounds, floor or free (mode peers)')
    .option('--visibility <visibility>', 'who sees whom: full, all, gist, ring, hub, hub+challenger or pairs')
    .option('--turns <n>', 'at most this many turns, passes among them')
    .option('--tokens <n>', 'at most this many tokens, evaluated and written')
    .option('--time <span>', 'at most this long: 90s, 10m')
    .option('--seed <n>', 'draw from this seed: another tells another story')
    .option('--exact', 'one turn at a time: this machine says the same again')
    .option('--interactive', 'take part while it goes on: what you type goes to all, /help lists the commands');
  act(run, (args, options) => {
    const overrides: Overrides & { readonly resume?: string; readonly interactive?: boolean } = options;
    if (overrides.resume !== undefined && args[0] !== undefined) {
      tell(world, 'parley: name a scenario or --resume RUN, not both');
      return Promise.resolve(2);
    }
    return runCommand(world, args[0], { ...overrides, ...commonOf(options) });
  });
}

function fitting(root: Command, { world, act }: Building): void {
  const fit = root
    .command('fit')
    .description('say whether a scenario is a task for peers, and recommend a mode')
    .argument('<scenario>', 'a scenario file (YAML)')
    .option('--yes-to <questions>', `answer these with yes: ${FIT_IDS.join(', ')} (may be repeated)`, collected)
    .option('--no-to <questions>', 'answer these with no (may be repeated)', collected);
  act(fit, ([scenario = ''], options) =>
    fitCommand(world, scenario, {
      ...commonOf(options),
      yesTo: textsIn(options['yesTo']),
      // The library takes the `no-` off a name.
      noTo: textsIn(options['to']),
    }),
  );
}

function branching(root: Command, { world, act }: Building): void {
  const fork = root
    .command('fork')
    .description('leave a run after one of its events, change something, and go on; the run itself stays as it is')
    .argument('<run>', RUN)
    .requiredOption('--at <seq>', 'the last event that is taken over', countOf)
    .option('--edit <msg=text>', 'give a message other words (may be repeated)', collected)
    .option('--drop <msg>', 'take a message out of every prompt from here on (may be repeated)', collected)
    .option('--retract <msg>', 'take a message back, and mark what it reached (may be repeated)', collected)
    .option('--insert <text>', 'say this to all as the arbiter (may be repeated)', collected)
    .option('--seat <name=model>', 'give a seat this model (may be repeated)', collected)
    .option('--mode <mode>', 'go on as peers, hierarchy, vote, roleplay or single')
    .option('--cadence <cadence>', 'who speaks when: rounds, floor or free (mode peers)')
    .option('--visibility <visibility>', 'who sees whom: full, all, gist, ring, hub, hub+challenger or pairs')
    .option('--seed <n>', 'draw from this seed from here on')
    .option('--turns <n>', 'end after so many turns of the whole run, those that are taken over included', countOf)
    .option('--no-run', 'only make the branch, and go on with it later');
  act(fork, ([run = ''], options) =>
    forkCommand(world, run, {
      ...commonOf(options),
      at: numberIn(options['at']) ?? 1,
      run: options['run'] !== false,
      edit: textsIn(options['edit']),
      drop: textsIn(options['drop']),
      retract: textsIn(options['retract']),
      insert: textsIn(options['insert']),
      seat: textsIn(options['seat']),
      mode: textIn(options['mode']),
      cadence: textIn(options['cadence']),
      visibility: textIn(options['visibility']),
      seed: textIn(options['seed']),
      turns: numberIn(options['turns']),
    }),
  );
  const rerun = root
    .command('rerun')
    .description('say a run again with its seeds, and tell where it first comes out otherwise')
    .argument('<run>', RUN)
    .option('--from <seq>', 'take over the events up to this one (default: what came before the first turn)', countOf)
    .option('--exact', 'one turn at a time, also where the run was not');
  act(rerun, ([run = ''], options) =>
    rerunCommand(world, run, {
      ...commonOf(options),
      from: numberIn(options['from']),
      exact: options['exact'] === true ? true : undefined,
    }),
  );
}

function recordings(root: Command, { world, act }: Building): void {
  act(root.command('list').description('list the runs of this machine, and the recordings'), (_args, options) =>
    listCommand(world, commonOf(options)),
  );
  const show = root
    .command('show')
    .description('show a run at a moment (lanes, mailboxes, board, ledger, cost), or one message')
    .argument('<run>', RUN)
    .option('--at <seq>', 'as it was after this event (default: the last)', countOf)
    .option('--message <id>', "one message's whole life, and every turn whose prompt held it");
  act(show, ([run = ''], options) =>
    showCommand(world, run, {
      ...commonOf(options),
      at: numberIn(options['at']),
      message: textIn(options['message']),
    }),
  );
  const play = root
    .command('play')
    .description('play a run as it happened; no model runs')
    .argument('<run>', RUN)
    .option('--speed <x>', 'times as fast; 0 at once (default: 4 on a terminal, else at once)', speedOf);
  act(play, ([run = ''], options) =>
    playCommand(world, run, { ...commonOf(options), speed: numberIn(options['speed']) }),
  );
  act(
    root
      .command('verify')
      .description('check that a run is what was written')
      .argument('[run-or-file]', 'a run, or an exported file (default: all runs)'),
    ([name], options) => verifyCommand(world, name, commonOf(options)),
  );
  act(
    root
      .command('compare')
      .description('put two to six runs side by side: outcome, talk and cost, and where they differ')
      .argument('<runs...>', RUN)
      .option('--csv <file>', 'write the table and the turns here'),
    (names, options) =>
      compareCommand(world, (names as readonly unknown[]).flat().map(String), {
        ...commonOf(options),
        csv: textIn(options['csv']),
      }),
  );
}

function inAndOut(root: Command, { world, act }: Building): void {
  const exports = root
    .command('export')
    .description('write a run to a file, or to stdout')
    .argument('<run>', RUN)
    .addOption(new Option('--format <format>', 'what to write').choices([...FORMATS]).makeOptionMandatory())
    .option('-o, --output <file>', 'write here')
    .option('--reasoning', 'with the reasoning text (jsonl only)')
    .option('--content', 'with what was said (chrome-trace and otlp, which leave it out by themselves)')
    .option('--notes', 'with your notes and bookmarks (jsonl, markdown, minutes)')
    .addOption(new Option('--redact <what...>', 'take out').choices(['paths', 'roles']))
    .addOption(
      new Option('--prefix <prefix>', 'what others said begins with their names (openai, sharegpt)').choices([
        'names',
        'none',
      ]),
    )
    .option('--preview', 'say what would leave, and write nothing');
  act(exports, ([run = ''], options) =>
    exportCommand(world, run, {
      ...commonOf(options),
      format: FORMATS.find((format) => format === options['format']) ?? 'markdown',
      output: textIn(options['output']),
      reasoning: options['reasoning'] === true,
      content: options['content'] === true,
      notes: options['notes'] === true,
      redact: textsIn(options['redact']),
      prefix: textIn(options['prefix']),
      preview: options['preview'] === true,
    }),
  );
  act(
    root
      .command('import')
      .description('bring in an export of Parley, or a chat log of AutoGen, OpenAI or SillyTavern, as a run to look at')
      .argument('<file>', 'a .jsonl or .json file'),
    ([file = ''], options) => importCommand(world, file, commonOf(options)),
  );
}

/** What names a run on the command line. */
const RUN = 'a run by its id or the beginning of it, or a recording by its name';
const FORMATS = ['minutes', 'markdown', 'jsonl', 'html', 'openai', 'sharegpt', 'chrome-trace', 'otlp'] as const;

function sweeping(root: Command, { world, act }: Building): void {
  const sweep = root
    .command('sweep')
    .description('run a scenario with other models, modes and seeds, and compare what came of it')
    .argument('[scenario]', 'a scenario file (YAML); without one the sweeps are listed')
    .option('--models <a,b>', 'all seats on the first model, then all on the second')
    .option('--seat <name=a,b>', 'give this seat each of these models (may be repeated)', collected)
    .option('--modes <m,n>', 'in each of these modes: peers, hierarchy, vote, roleplay, single')
    .option('--seeds <1,2>', 'with each of these seeds')
    .option('--repeat <k>', 'each of them so often, every repeat with a seed of its own', countOf)
    .option('--resume <sweep>', 'go on with a sweep that was stopped or killed')
    .option('--table <sweep>', 'show what a sweep has measured so far')
    .option('--csv <file>', 'write that table here');
  act(sweep, ([scenario], options) =>
    sweepCommand(world, scenario, {
      ...commonOf(options),
      models: textIn(options['models']),
      seat: textsIn(options['seat']),
      modes: textIn(options['modes']),
      seeds: textIn(options['seeds']),
      repeat: numberIn(options['repeat']),
      resume: textIn(options['resume']),
      table: textIn(options['table']),
      csv: textIn(options['csv']),
    }),
  );
}

function models(root: Command, { world, act }: Building): void {
  const group = root.command('models').description('list, fetch, check and estimate models');
  act(group.command('list').description('list what is here and what can be fetched'), (_args, options) =>
    modelsListCommand(world, commonOf(options)),
  );
  const scan = group
    .command('scan')
    .description('look for models of other programs, in those only that you allow; nothing of theirs is changed')
    .option('--allow <root>', `from now on look into this one: ${MODEL_ROOTS.join(', ')} (may be repeated)`, collected)
    .option('--forbid <root>', 'no longer look into this one (may be repeated)', collected);
  act(scan, (_args, options) =>
    modelsScanCommand(world, {
      ...commonOf(options),
      allow: textsIn(options['allow']),
      forbid: textsIn(options['forbid']),
    }),
  );
  const pull = group
    .command('pull')
    .description('fetch a model')
    .argument('<id>', 'as models list names it')
    .option('--accept-terms', 'accept its terms')
    .option('--from <file>', 'take over this file in place of a download; its checksum must be that of the model');
  act(pull, ([id = ''], options) =>
    modelsPullCommand(world, id, {
      ...commonOf(options),
      acceptTerms: options['acceptTerms'] === true,
      from: textIn(options['from']),
    }),
  );
  act(
    group
      .command('verify')
      .description('check the hashes of what is here')
      .argument('[id]', 'one model (default: all)'),
    ([id], options) => modelsVerifyCommand(world, id, commonOf(options)),
  );
  act(
    group
      .command('discard')
      .description('remove what has come of a download that was begun')
      .argument('<id>', 'as models list names it'),
    ([id = ''], options) => modelsDiscardCommand(world, id, commonOf(options)),
  );
  const estimate = group
    .command('estimate')
    .description('estimate the memory that a model would take')
    .argument('<model>', 'an id or a GGUF file')
    .option('--seats <n>', 'how many seats', countOf, 3)
    .option('--context <n>', 'tokens of context for each', countOf, 4096);
  act(estimate, ([model = ''], options) =>
    modelsEstimateCommand(world, model, {
      ...commonOf(options),
      seats: numberIn(options['seats']) ?? 3,
      context: numberIn(options['context']) ?? 4096,
    }),
  );
}

function opening(root: Command, { world, act }: Building): void {
  const open = root
    .command('open')
    .description('open the window, and wait until it is closed')
    .argument('[place]', "a run, or a place of the window as it is copied there, such as '#/run/RUN?seq=12'")
    .option('--browser', 'in the browser, though the desktop app is there');
  act(open, ([place], options) =>
    openCommand(world, place, { ...commonOf(options), browser: options['browser'] === true }),
  );
}

const collected = (one: string, before: unknown): readonly string[] => [...textsIn(before), one];
const commonOf = (options: Given): Common => ({ json: options['json'] === true });
const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
const numberIn = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

function speedOf(text: string): number {
  const speed = Number(text);
  if (text.trim() === '' || !(speed >= 0 && speed <= 1000))
    throw new InvalidArgumentError('write a number from 0 to 1000.');
  return speed;
}

function countOf(text: string): number {
  if (!/^[1-9]\d{0,6}$/u.test(text)) throw new InvalidArgumentError('write a whole number above 0.');
  return Number(text);
}
