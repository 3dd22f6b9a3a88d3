import { fail, ok, type Result } from '#shared/base/result.ts';
import type { Change } from '#shared/events/fork.ts';
import { messageIdSchema, modelRef, seqSchema, type MessageId, type Seq } from '#shared/events/ids.ts';
import { runSetupSchema } from '#shared/events/setup.ts';
import { cadenceOf, modeOf } from '#shared/scenario/choices.ts';
import { visibilityOf } from '#shared/scenario/visibility-field.ts';
import { emit, reportFailure, tell } from '../report.ts';
import { EXIT, type Common, type ExitCode, type World } from '../world.ts';
import { followRun } from './run.ts';

/** Changes as they were typed; of those that may be repeated each stands for itself. */
export type TypedChanges = {
  readonly edit?: readonly string[];
  readonly drop?: readonly string[];
  readonly retract?: readonly string[];
  readonly insert?: readonly string[];
  readonly seat?: readonly string[];
  readonly mode?: string | undefined;
  readonly cadence?: string | undefined;
  readonly visibility?: string | undefined;
  readonly seed?: string | undefined;
  readonly turns?: number | undefined;
};

export type ForkOptions = Common & TypedChanges & { readonly at: number; readonly run: boolean };

/**
 * Leaves a run after one of its events, with changes, and goes on with the branch to its end; with `run: false` the branch is only made.
 * The run that is left stays as it is. Exit codes are those of `run`.
 */
export async function forkCommand(world: World, name: string, options: ForkOptions): Promise<ExitCode> {
  const changes = changesFrom(options);
  if (!changes.ok) return reportFailure(world, { code: 'usage', message: changes.failure });
  const found = await world.client.call('run.find', { name });
  if (!found.ok) return reportFailure(world, found.failure);
  const at = seqSchema.parse(options.at);
  const asked = { run: found.value.run, at, changes: [...changes.value], start: options.run };
  if (options.run) {
    return followRun(world, options, async () => {
      const forked = await world.client.call('run.fork', asked);
      if (!forked.ok) return forked;
      moved(world, at, forked.value.at);
      return ok({ run: forked.value.run, shownAfter: forked.value.at });
    });
  }
  const forked = await world.client.call('run.fork', asked);
  if (!forked.ok) return reportFailure(world, forked.failure);
  const { run } = forked.value;
  moved(world, at, forked.value.at);
  if (options.json) await emit(world, { run, parent: { run: found.value.run, seq: forked.value.at } });
  tell(world, `Forked as ${run}. Go on with it: parley run --resume ${run}`);
  return EXIT.done;
}

/** A turn and its message stay together, and that is said. */
function moved(world: World, asked: Seq, at: Seq): void {
  if (at !== asked)
    tell(world, `Event ${asked} is in the middle of a turn's end: forked after event ${at}, where it is whole.`);
}

/** The changes in the order: setup first, then messages; or what is wrong with the first that is wrong. */
export function changesFrom(typed: TypedChanges): Result<readonly Change[], string> {
  const changes: Change[] = [];
  for (const read of readings(typed)) {
    const change = read();
    if (!change.ok) return change;
    changes.push(change.value);
  }
  return ok(changes);
}

type Reading = () => Result<Change, string>;

function readings({ mode, cadence, visibility, seed, turns, ...many }: TypedChanges): readonly Reading[] {
  const one = (text: string | undefined, read: (given: string) => Result<Change, string>): readonly Reading[] =>
    text === undefined ? [] : [() => read(text)];
  const each = (texts: readonly string[] | undefined, read: (given: string) => Result<Change, string>) =>
    (texts ?? []).map((text) => () => read(text));
  return [
    ...one(mode, (text) => named('--mode', modeOf(text), (value) => ({ kind: 'mode', mode: value }))),
    ...one(cadence, (text) => named('--cadence', cadenceOf(text), (value) => ({ kind: 'cadence', cadence: value }))),
    ...one(visibility, (text) =>
      named('--visibility', visibilityOf(text), (value) => ({ kind: 'visibility', visibility: value })),
    ),
    ...one(seed, seedOf),
    ...(turns === undefined ? [] : [() => ok<Change>({ kind: 'budget', turns })]),
    ...each(many.seat, seatOf),
    ...each(many.edit, editOf),
    ...each(many.drop, (text) => named('--drop', idOf(text), (message) => ({ kind: 'drop', message }))),
    ...each(many.retract, (text) => named('--retract', idOf(text), (message) => ({ kind: 'retract', message }))),
    ...each(many.insert, (text) => ok({ kind: 'insert', text })),
  ];
}

function named<Value>(flag: string, read: Result<Value, string>, change: (value: Value) => Change) {
  return read.ok ? ok(change(read.value)) : fail(`${flag}: ${read.failure}`);
}

function seedOf(text: string): Result<Change, string> {
  const seed = /^\d{1,10}$/u.test(text.trim()) ? runSetupSchema.shape.seed.safeParse(Number(text)) : undefined;
  return seed?.success === true
    ? ok({ kind: 'seed', seed: seed.data })
    : fail(`--seed: must be a whole number from 0 to 4294967295, found '${text.slice(0, 40)}'`);
}

function seatOf(text: string): Result<Change, string> {
  const [seat, model] = halves(text);
  if (seat === '' || model.trim() === '') return fail(`--seat: must be NAME=MODEL, found '${text.slice(0, 60)}'`);
  return ok({ kind: 'seat', seat, model: modelRef(model.trim().slice(0, 200)) });
}

function editOf(text: string): Result<Change, string> {
  const [id, words] = halves(text);
  if (id === '' || words.trim() === '') return fail(`--edit: must be MESSAGE=TEXT, found '${text.slice(0, 60)}'`);
  return named('--edit', idOf(id), (message) => ({ kind: 'edit', message, text: words }));
}

/** What stands before the first = and after it. */
function halves(text: string): readonly [string, string] {
  const cut = text.indexOf('=');
  return cut === -1 ? ['', ''] : [text.slice(0, cut).trim(), text.slice(cut + 1)];
}

function idOf(text: string): Result<MessageId, string> {
  const id = messageIdSchema.safeParse(text.trim());
  if (id.success) return ok(id.data);
  return fail(`'${text.slice(0, 40)}' is no message: m7 is what turn 7 said, a1 what the arbiter said first`);
}
