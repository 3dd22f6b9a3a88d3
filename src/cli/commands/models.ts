import type { Item, Output } from '#shared/rpc/methods.ts';
import { bytes, duration, table } from '../layout.ts';
import { emit, reportFailure, tell } from '../report.ts';
import { row, screen, type Screen } from '../screen.ts';
import { styleFor } from '../style.ts';
import { terminalLine, terminalText } from '../terminal.ts';
import { EXIT, type Common, type ExitCode, type World } from '../world.ts';

export async function modelsListCommand(world: World, { json }: Common): Promise<ExitCode> {
  const listed = await world.client.call('models.list', {});
  if (!listed.ok) return reportFailure(world, listed.failure);
  const { models } = listed.value;
  if (json) {
    for (const model of models) await emit(world, model);
    return EXIT.done;
  }
  const rows = models.map((model) => [
    model.id,
    hereWord(model),
    bytes(model.size),
    model.kind,
    String(model.context),
    model.licence,
    model.note,
  ]);
  const clean = [['MODEL', '', 'SIZE', 'KIND', 'CONTEXT', 'LICENCE', 'NOTE'], ...rows].map((cells) =>
    cells.map(terminalLine),
  );
  for (const line of table(clean)) await world.stdout.write(`${line}\n`);
  const missing = models.find((model) => !model.present);
  if (missing !== undefined) tell(world, `\nFetch one: parley models pull ${missing.id}`);
  return EXIT.done;
}

export type PullOptions = Common & {
  readonly acceptTerms?: boolean | undefined;
  /** A file to take over in place of a download. */
  readonly from?: string | undefined;
};

/** Fetches a model, or takes it over from a file; terms that need it are shown and accepted first, at the terminal or by --accept-terms. Ctrl-C keeps the part. */
export async function modelsPullCommand(world: World, id: string, options: PullOptions): Promise<ExitCode> {
  const accepted = await acceptTerms(world, id, options);
  if (accepted !== true) return accepted;
  const stopped = new AbortController();
  const heard = world.signals.onInterrupt(() => stopped.abort());
  const paint = screen(world);
  const show = options.json ? undefined : pullView(world, paint);
  try {
    const input = { id, acceptTerms: true, ...(options.from === undefined ? {} : { from: options.from }) };
    const items = world.client.stream('models.pull', input, { signal: stopped.signal });
    for await (const item of items) {
      if (!item.ok) {
        paint.live([]);
        return reportFailure(world, item.failure);
      }
      if (show === undefined) await emit(world, item.value);
      else show(item.value);
    }
    return EXIT.done;
  } finally {
    paint.live([]);
    heard.dispose();
  }
}

async function acceptTerms(world: World, id: string, options: PullOptions): Promise<true | ExitCode> {
  const terms = await world.client.call('models.terms', { id });
  if (!terms.ok) return reportFailure(world, terms.failure);
  if (!terms.value.needed || options.acceptTerms === true) return true;
  void world.stderr.write(`${terminalText(terms.value.text)}\n\n`);
  const answer = world.ask === undefined ? '' : await world.ask('Do you accept these terms? [y/N] ');
  if (/^y(?:es)?$/iu.test(answer.trim())) return true;
  const again = [`parley models pull ${id}`, ...(options.from === undefined ? [] : [`--from ${options.from}`])].join(
    ' ',
  );
  tell(world, `${id} is only fetched once its terms are accepted: ${again} --accept-terms`);
  return EXIT.failed;
}

type PullItem = Item<'models.pull'>;

/** A bar on a terminal; elsewhere a plain line for each tenth. */
function pullView(world: World, paint: Screen): (item: PullItem) => void {
  const style = styleFor(world);
  let tenth = -1;
  return (item) => {
    if (item.step === 'progress') {
      if (world.isTTY) paint.live([row(progressLine(item, 24), world.columns)]);
      else if (Math.floor(shareOf(item) * 10) > tenth) {
        tenth = Math.floor(shareOf(item) * 10);
        paint.print([progressLine(item, 0)]);
      }
      return;
    }
    const text = terminalLine(item.text);
    if (item.step === 'done') paint.live([]);
    paint.print([item.step === 'failed' ? style.warn(text) : item.step === 'done' ? style.good(text) : text]);
  };
}

const shareOf = ({ bytes: done, total }: PullItem): number => (total > 0 ? Math.min(1, done / total) : 0);

function progressLine(item: PullItem, width: number): string {
  const share = shareOf(item);
  const filled = Math.round(share * width);
  const bar = width === 0 ? '' : `${'█'.repeat(filled)}${'░'.repeat(width - filled)} `;
  const left =
    item.bytesPerSecond > 0 ? `${duration((item.total - item.bytes) / item.bytesPerSecond)} left` : 'time left unknown';
  return `${bar}${Math.floor(share * 100)} % · ${bytes(item.bytes)} of ${bytes(item.total)} · ${bytes(item.bytesPerSecond)}/s · ${left}`;
}

/** Checks the hashes of one model, or of every one that is here. */
export async function modelsVerifyCommand(world: World, id: string | undefined, { json }: Common): Promise<ExitCode> {
  const listed = id === undefined ? await world.client.call('models.list', {}) : undefined;
  if (listed?.ok === false) return reportFailure(world, listed.failure);
  const ids =
    id === undefined ? (listed?.value.models ?? []).filter((model) => model.present).map((model) => model.id) : [id];
  const style = styleFor(world);
  let code: ExitCode = EXIT.done;
  for (const one of ids) {
    const verdict = await world.client.call('models.verify', { id: one });
    if (!verdict.ok) {
      code = reportFailure(world, verdict.failure);
      continue;
    }
    const { file, sha256, matches, detail } = verdict.value;
    if (!matches) code = EXIT.failed;
    if (json) await emit(world, { id: one, ...verdict.value });
    else {
      const mark = matches ? style.good('matches') : style.bad('differs');
      await world.stdout.write(`${mark}  ${terminalLine(`${one}  ${file}  ${sha256}  ${detail}`)}\n`);
    }
  }
  if (ids.length === 0) tell(world, 'No model is here yet. Fetch one: parley models pull smollm2-135m-instruct');
  return code;
}

/** Removes what has come of a download that was begun; a model that is whole stays. */
export async function modelsDiscardCommand(world: World, id: string, { json }: Common): Promise<ExitCode> {
  const discarded = await world.client.call('models.discard', { id });
  if (!discarded.ok) return reportFailure(world, discarded.failure);
  const { freed } = discarded.value;
  if (json) await emit(world, { id, freed });
  else await world.stdout.write(`${freed === 0 ? 'Nothing had been fetched.' : `${bytes(freed)} are free again.`}\n`);
  return EXIT.done;
}

export type EstimateOptions = Common & { readonly seats: number; readonly context: number };

/** The memory that a model takes with its seats, before it is loaded; exit 1 where it does not fit. */
export async function modelsEstimateCommand(world: World, model: string, options: EstimateOptions): Promise<ExitCode> {
  const { seats, context, json } = options;
  const estimate = await world.client.call('models.estimate', { model, seats, context });
  if (!estimate.ok) return reportFailure(world, estimate.failure);
  if (json) await emit(world, { model, seats, context, ...estimate.value });
  else for (const line of estimateLines(estimate.value)) await world.stdout.write(`${line}\n`);
  return estimate.value.fits ? EXIT.done : EXIT.failed;
}

const estimateLines = (estimate: Output<'models.estimate'>): readonly string[] => [
  ...table([
    ['weights', bytes(estimate.weights)],
    ['cache', bytes(estimate.cache)],
    ['overhead', bytes(estimate.overhead)],
    ['together', bytes(estimate.total)],
    ['free', bytes(estimate.free)],
  ]),
  estimate.fits ? 'It fits.' : 'It does not fit: take fewer seats, a smaller context (--context) or a smaller model.',
];

/** Whether it is here, and whose file it is. */
function hereWord({ present, problem, origin, owners = [] }: Output<'models.list'>['models'][number]): string {
  if (!present) return 'not here';
  if (origin === 'elsewhere' && problem !== undefined) return 'unusable';
  return owners.length === 0 ? 'here' : `here (${owners.join(', ')})`;
}
