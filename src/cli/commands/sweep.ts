import { fail, ok, type Result } from '#shared/base/result.ts';
import type { Input, Item, RpcFailure } from '#shared/rpc/methods.ts';
import { modeOf } from '#shared/scenario/choices.ts';
import { tableText } from '#shared/sweep/table-text.ts';
import { duration, table } from '../layout.ts';
import { writeNewFile } from '../new-file.ts';
import { emit, reportFailure, tell } from '../report.ts';
import { terminalLine } from '../terminal.ts';
import { EXIT, type Common, type ExitCode, type World } from '../world.ts';

export type SweepOptions = Common & {
  /** As they were typed: lists with commas, `NAME=A,B` for a seat. */
  readonly models?: string | undefined;
  readonly seat?: readonly string[] | undefined;
  readonly modes?: string | undefined;
  readonly seeds?: string | undefined;
  readonly repeat?: number | undefined;
  readonly resume?: string | undefined;
  readonly table?: string | undefined;
  readonly csv?: string | undefined;
};

/**
 * Runs a scenario with every combination and shows what came of it; goes on with a sweep that was stopped or killed; prints the table of
 * one; without any of these lists the sweeps. Ctrl-C stops it: what was run is kept. Exit 1 where a run failed, 130 where it was stopped.
 */
export async function sweepCommand(
  world: World,
  scenario: string | undefined,
  options: SweepOptions,
): Promise<ExitCode> {
  const asked = [scenario, options.resume, options.table].filter((one) => one !== undefined);
  if (asked.length > 1) {
    return reportFailure(world, {
      code: 'usage',
      message: 'name a scenario, --resume SWEEP or --table SWEEP, one of them',
    });
  }
  if (options.csv !== undefined && options.table === undefined) {
    return reportFailure(world, {
      code: 'usage',
      message: '--csv writes the table of a sweep: name it with --table SWEEP',
    });
  }
  if (options.table !== undefined) return showTable(world, options.table, options);
  if (options.resume !== undefined) {
    const found = await world.client.call('sweep.find', { sweep: options.resume });
    if (!found.ok) return reportFailure(world, found.failure);
    const { sweep } = found.value;
    return follow(world, sweep, { ...options, begin: () => world.client.call('sweep.resume', { sweep }) });
  }
  if (scenario === undefined) return list(world, options);
  const started = await start(world, scenario, options);
  return started.ok ? follow(world, started.value, options) : reportFailure(world, started.failure);
}

async function start(world: World, scenario: string, options: SweepOptions): Promise<Result<string, RpcFailure>> {
  const loaded = await world.client.call('scenario.load', { path: scenario });
  if (!loaded.ok) return loaded;
  const ask = askOf(options);
  if (!ask.ok) return fail({ code: 'usage', message: ask.failure });
  const started = await world.client.call('sweep.start', { ...ask.value, setup: loaded.value.setup });
  return started.ok ? ok(started.value.sweep) : started;
}

type Ask = Omit<Input<'sweep.start'>, 'setup'>;

function askOf({ models, seat = [], modes, seeds, repeat }: SweepOptions): Result<Ask, string> {
  const read: Ask = {};
  if (models !== undefined) read.models = listOf(models);
  if (repeat !== undefined) read.repeat = repeat;
  if (modes !== undefined) {
    read.modes = [];
    for (const word of listOf(modes)) {
      const mode = modeOf(word);
      if (!mode.ok) return fail(`--modes: ${mode.failure}`);
      read.modes.push(mode.value);
    }
  }
  if (seeds !== undefined) {
    const bad = listOf(seeds).find((text) => !/^\d{1,10}$/u.test(text));
    if (bad !== undefined) return fail(`--seeds: must be whole numbers with commas, found '${bad.slice(0, 40)}'`);
    read.seeds = listOf(seeds).map(Number);
  }
  for (const entry of seat) {
    const cut = entry.indexOf('=');
    if (cut < 1) return fail(`--seat: must be NAME=MODEL,MODEL, found '${entry.slice(0, 60)}'`);
    read.seats = [...(read.seats ?? []), { seat: entry.slice(0, cut).trim(), models: listOf(entry.slice(cut + 1)) }];
  }
  return ok(read);
}

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

type Following = Common & { readonly begin?: () => Promise<Result<unknown, RpcFailure>> };

async function follow(world: World, sweep: string, { json, begin }: Following): Promise<ExitCode> {
  let asked = 0;
  const heard = world.signals.onInterrupt((why) => {
    asked += 1;
    if (asked > 1) return world.signals.kill();
    if (why === 'asked') tell(world, `Stopping; go on later with: parley sweep --resume ${sweep}`);
    void world.client.call('sweep.stop', { sweep });
  });
  try {
    const begun = begin === undefined ? ok(undefined) : await begin();
    if (!begun.ok) return reportFailure(world, begun.failure);
    tell(world, `Sweep ${sweep}`);
    let last: Item<'sweep.watch'> | undefined;
    let shown = '';
    for await (const item of world.client.stream('sweep.watch', { sweep })) {
      if (!item.ok) {
        const code = reportFailure(world, item.failure);
        tell(world, `Go on with it: parley sweep --resume ${sweep}`);
        return code;
      }
      last = item.value;
      if (json) await emit(world, { kind: 'progress', sweep, ...last });
      const line = progressLine(last);
      if (line !== shown) tell(world, line);
      shown = line;
    }
    if (last?.state !== 'done') {
      tell(world, `Stopped; what was run is kept. Go on with it: parley sweep --resume ${sweep}`);
      return EXIT.cancelled;
    }
    return await showTable(world, sweep, { json });
  } finally {
    heard.dispose();
  }
}

function progressLine({ over, of, left, now }: Item<'sweep.watch'>): string {
  const rest = left === undefined || over === of ? '' : `, about ${duration(left / 1e6)} left`;
  const what = now === undefined ? '' : ` · ${[...new Set(now.models)].join(' + ')}, ${now.mode}, seed ${now.seed}`;
  return terminalLine(`${over} of ${of} runs${rest}${what}`);
}

async function showTable(
  world: World,
  name: string,
  { json, csv }: Common & { readonly csv?: string | undefined },
): Promise<ExitCode> {
  const found = await world.client.call('sweep.find', { sweep: name });
  if (!found.ok) return reportFailure(world, found.failure);
  const counted = await world.client.call('sweep.table', { sweep: found.value.sweep });
  if (!counted.ok) return reportFailure(world, counted.failure);
  if (csv !== undefined) {
    const failed = await writeNewFile(world, csv, counted.value.csv);
    if (failed !== undefined) return failed;
  }
  if (json) {
    for (const cell of found.value.plan) await emit(world, { kind: 'cell', ...cell });
    for (const row of counted.value.rows) await emit(world, { kind: 'row', ...row });
  } else if (csv === undefined) {
    const lines = table(tableText(counted.value.rows).map((row) => row.map(terminalLine)));
    for (const line of lines) await world.stdout.write(`${line}\n`);
  }
  for (const { run, detail } of found.value.plan) {
    if (detail !== undefined) tell(world, `${run ?? 'A run'}: ${detail}`);
  }
  return found.value.failed > 0 ? EXIT.failed : EXIT.done;
}

async function list(world: World, { json }: Common): Promise<ExitCode> {
  const listed = await world.client.call('sweep.list', {});
  if (!listed.ok) return reportFailure(world, listed.failure);
  const { sweeps } = listed.value;
  if (json) {
    for (const sweep of sweeps) await emit(world, sweep);
    return EXIT.done;
  }
  if (sweeps.length === 0) {
    tell(world, 'There are no sweeps yet. Start one: parley sweep scenarios/users-endpoint.yaml --modes peers,single');
    return EXIT.done;
  }
  const rows = sweeps.map(({ sweep, startedAt, state, cells, done, failed, title }) => [
    sweep,
    startedAt.slice(0, 16).replace('T', ' '),
    state,
    `${done} of ${cells}${failed === 0 ? '' : `, ${failed} failed`}`,
    title,
  ]);
  const clean = [['SWEEP', 'WHEN', 'STATE', 'RUNS', 'TITLE'], ...rows].map((row) => row.map(terminalLine));
  for (const line of table(clean)) await world.stdout.write(`${line}\n`);
  return EXIT.done;
}
