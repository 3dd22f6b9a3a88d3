import { fail, ok, type Result } from '#shared/base/result.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { seq, type RunId, type Seq } from '#shared/events/ids.ts';
import { runOf } from '#shared/projections/fold-run.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { fitWarning } from '#shared/scenario/fit.ts';
import { withOverrides, type Overrides } from '#shared/scenario/with-overrides.ts';
import { interactive as takesCommands } from '../interactive.ts';
import { jsonView } from '../json-view.ts';
import { reportFailure, tell } from '../report.ts';
import { roomView, type RunView } from '../room-view.ts';
import { eventOf } from '#shared/rpc/event-of-wire.ts';
import { storedEvents } from '../stored-events.ts';
import { EXIT, type Common, type ExitCode, type World } from '../world.ts';

export type RunOptions = Common &
  Overrides & {
    readonly resume?: string | undefined;
    /** Takes commands from the lines that are typed or piped in while the run goes on. */
    readonly interactive?: boolean | undefined;
  };

/**
 * Runs a scenario, or resumes a run, to its end and shows it. The first interrupt cancels the run and waits for its end, the second
 * kills the process. Exit 0 for any other end than `failed` (1) and `cancelled` (130); 2 for one that would wait for an arbiter for ever.
 */
export async function runCommand(world: World, scenario: string | undefined, options: RunOptions): Promise<ExitCode> {
  return followRun(world, options, () =>
    options.resume === undefined ? start(world, scenario, options) : resume(world, options.resume, options),
  );
}

/** Shows a run that `begin` has set going to its end. */
export async function followRun(
  world: World,
  options: Common & Pick<RunOptions, 'interactive'>,
  begin: () => Promise<Result<Begun, RpcFailure>>,
): Promise<ExitCode> {
  const interrupts = interruptible(world);
  try {
    const begun = await begin();
    if (!begun.ok) return reportFailure(world, begun.failure);
    interrupts.cancels(begun.value.run);
    return await follow(world, begun.value, options);
  } finally {
    interrupts.dispose();
  }
}

/** A run that is on; events up to `shownAfter` were shown by the command that began it. */
export type Begun = { readonly run: RunId; readonly shownAfter: Seq };

async function start(
  world: World,
  scenario: string | undefined,
  options: RunOptions,
): Promise<Result<Begun, RpcFailure>> {
  if (scenario === undefined) {
    return fail({
      code: 'usage',
      message: 'name a scenario file (parley run SCENARIO.yaml) or a run to resume (parley run --resume RUN)',
    });
  }
  const loaded = await world.client.call('scenario.load', { path: scenario });
  if (!loaded.ok) return loaded;
  const setup = withOverrides(loaded.value.setup, options);
  if (!setup.ok) return fail({ code: 'usage', message: `${setup.failure.field}: ${setup.failure.message}` });
  if (setup.value.hold !== undefined && setup.value.hold.length > 0 && options.interactive !== true)
    return fail({ code: 'usage', message: SCENARIO_HOLDS });
  const warning = fitWarning(setup.value);
  if (warning !== undefined) tell(world, warning);
  const started = await world.client.call('run.start', { setup: setup.value });
  if (started.ok) return ok({ run: started.value.run, shownAfter: seq(0) });
  const { instead } = started.failure;
  const [offer] = instead?.offers ?? [];
  const seats = setup.value.seats.filter(({ model }) => model === instead?.model);
  if (offer === undefined || seats.length === 0) return started;
  const given = seats.map(({ name }) => `--seat ${shellWord(`${name}=${offer.id}`)}`).join(' ');
  const message = `${started.failure.message}, with: ${given}`;
  return fail({ ...started.failure, message });
}

/** As a shell takes it for one word. */
const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Without anyone to approve a message the run would wait for ever. */
const SCENARIO_HOLDS = 'This scenario holds messages for your approval: run it with --interactive, or take `hold` out.';
const RUN_HOLDS = 'This run holds messages for your approval: resume it with --interactive.';

async function resume(world: World, name: string, { interactive }: RunOptions): Promise<Result<Begun, RpcFailure>> {
  const found = await world.client.call('run.find', { name });
  if (!found.ok) return found;
  const { run, events, state } = found.value;
  // Why one that has ended or is written by another cannot be resumed is told by whoever resumes.
  if (interactive !== true && state === 'interrupted') {
    const stored = await storedEvents(world, found.value);
    if (!stored.ok) return stored;
    if (waitsForApproval(stored.value.map(({ event }) => event))) return fail({ code: 'usage', message: RUN_HOLDS });
  }
  const resumed = await world.client.call('run.resume', { run });
  return resumed.ok ? ok({ run, shownAfter: seq(events) }) : resumed;
}

/** Whether a message waits, or whoever is there writes some that would. */
function waitsForApproval(events: readonly AnyEvent[]): boolean {
  const { held, holding, agents } = runOf(events);
  return held.length > 0 || agents.some(({ agent, state }) => state !== 'left' && holding.has(agent));
}

async function follow(
  world: World,
  { run, shownAfter }: Begun,
  { json, interactive }: Common & Pick<RunOptions, 'interactive'>,
): Promise<ExitCode> {
  const view = json ? jsonView(world) : roomView(world, () => world.clock.now());
  const arbiter = interactive === true ? takesCommands(world, { run, note: (line) => view.note(line) }) : undefined;
  const watching = new AbortController();
  const pieces = json ? Promise.resolve() : showPieces(world, { run, view, signal: watching.signal });
  const listening = arbiter?.listen(watching.signal);
  const ending = await showEvents(world, { run, view, shownAfter, hear: (event) => arbiter?.event(event) });
  watching.abort();
  await pieces;
  await listening;
  view.finish();
  if (!ending.ok) {
    const code = reportFailure(world, ending.failure);
    tellWhere(world, run, 'go on');
    return code;
  }
  tellWhere(world, run, ending.value === 'paused' ? 'go on' : 'play');
  if (ending.value === 'cancelled') return EXIT.cancelled;
  return ending.value === 'failed' || ending.value === 'paused' ? EXIT.failed : EXIT.done;
}

type Watched = { readonly run: RunId; readonly view: RunView };

/** Text as it is written; it is lossy, so that a failure of it is none of the run. */
async function showPieces(
  world: World,
  { run, view, signal }: Watched & { readonly signal: AbortSignal },
): Promise<void> {
  for await (const item of world.client.stream('pieces.watch', { run }, { signal })) {
    if (!item.ok) return;
    view.piece(item.value);
  }
}

/** Shows the events to the end and says how it ended; `paused` where a failure stopped the run for now. */
async function showEvents(
  world: World,
  { run, view, shownAfter, hear }: Watched & { readonly shownAfter: Seq; readonly hear: (event: AnyEvent) => void },
): Promise<Result<string, RpcFailure>> {
  for await (const item of world.client.stream('events.subscribe', { run, after: seq(0) })) {
    if (!item.ok) return item;
    for (const event of item.value.events.map(eventOf)) {
      hear(event);
      if (event.seq > shownAfter) view.event(event);
      else view.recall(event);
      if (event.type === 'v1.run.ended') return ok(event.data.reason);
      if (event.type === 'v1.run.paused' && event.data.by === 'failure' && event.seq > shownAfter) return ok('paused');
    }
  }
  return fail({ code: 'failed', message: 'the run stopped without an end' });
}

function tellWhere(world: World, run: RunId, next: 'play' | 'go on'): void {
  tell(world, `\nRecorded as ${run}.`);
  tell(world, next === 'play' ? `Play it: parley play ${run}` : `Go on with it: parley run --resume ${run}`);
}

/** Ctrl-C once cancels the run, as soon as there is one; twice kills. So does a reader that has gone: nobody watches it then. */
function interruptible(world: World): { cancels(run: RunId): void; dispose(): void } {
  let running: RunId | undefined;
  let count = 0;
  const cancel = (): void => {
    if (running !== undefined && count > 0) void world.client.call('run.cancel', { run: running });
  };
  const heard = world.signals.onInterrupt((why) => {
    count += 1;
    if (count > 1) return world.signals.kill();
    if (why === 'asked') tell(world, 'Cancelling; what was said is kept. Press Ctrl-C again to stop at once.');
    cancel();
  });
  return {
    cancels(run) {
      running = run;
      cancel();
    },
    dispose: () => heard.dispose(),
  };
}
