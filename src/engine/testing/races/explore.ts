import { commandSchema, type CommandInput } from '#shared/events/commands.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { decideCommand } from '../../commands.ts';
import { Violation } from '../simulator/checker.ts';
import { Stage, type Cast } from './stage.ts';

/** The steps of one run in order: `speak of Ben`, or the command's kind. */
export type Schedule = readonly string[];

export type Lived = {
  readonly schedule: Schedule;
  readonly events: readonly AnyEvent[];
  readonly counted: ReadonlyMap<string, number>;
};

export type Found = {
  readonly interleavings: number;
  /** What does not hold and the schedule that shows it; the first ten. */
  readonly breaches: readonly string[];
};

export type Exploring = {
  readonly cast: Cast;
  /** A command that is given once, at each point of every schedule at which it is not refused, and never. */
  readonly command?: CommandInput;
  /** Looks at a run that is over; what it answers is a breach. */
  readonly look?: (lived: Lived) => readonly string[];
  /** Stops there: for bugs that are planted, the first breach is enough. */
  readonly untilBreach?: boolean;
};

const BREACHES = 10;

/**
 * Every schedule of a small run: at each step each call that waits may go on next. Depth first over the choices, each run from its
 * beginning: stateless model checking (Godefroid, VeriSoft, 1997), without reductions.
 */
export async function explore(exploring: Exploring): Promise<Found> {
  const breaches: string[] = [];
  let interleavings = 0;
  let path: readonly Choice[] | undefined = [];
  while (path !== undefined) {
    const { taken, said, schedule } = await run(exploring, path);
    interleavings += 1;
    for (const one of said) if (breaches.length < BREACHES) breaches.push(`${one}: ${schedule.join(', ')}`);
    path = exploring.untilBreach === true && breaches.length > 0 ? undefined : following(taken);
  }
  return { interleavings, breaches };
}

/** Which of how many. */
type Choice = { readonly chosen: number; readonly of: number };

/** The next path in the order of the tree; undefined behind the last one. */
function following(taken: readonly Choice[]): readonly Choice[] | undefined {
  const last = taken.findLastIndex(({ chosen, of }) => chosen + 1 < of);
  const choice = taken[last];
  return choice === undefined ? undefined : [...taken.slice(0, last), { ...choice, chosen: choice.chosen + 1 }];
}

type Ran = { readonly taken: readonly Choice[]; readonly said: readonly string[]; readonly schedule: Schedule };

async function run({ cast, command, look }: Exploring, path: readonly Choice[]): Promise<Ran> {
  const taken: Choice[] = [];
  const schedule: string[] = [];
  const stage = await Stage.begin(cast);
  let given = command === undefined;
  try {
    while (!stage.hasEnded) {
      const tasks = stage.parked;
      const mayCommand = !given && command !== undefined && decideCommand(stage.view, commandSchema.parse(command)).ok;
      const of = tasks.length + (mayCommand ? 1 : 0);
      if (of === 0) throw new Violation('I8', 'nothing is under way and the run has not ended');
      const chosen = path[taken.length]?.chosen ?? 0;
      taken.push({ chosen, of });
      const task = tasks[chosen];
      schedule.push(task === undefined ? (command?.kind ?? '') : `${task.kind} of ${task.who}`);
      if (task !== undefined) await stage.end([task]);
      else if (command !== undefined) {
        given = true;
        await stage.command(command);
      }
    }
    const { events, counted } = stage;
    return { taken, schedule, said: [...stage.lost(), ...(look?.({ schedule, events, counted }) ?? [])] };
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    return { taken, schedule, said: [error.message] };
  }
}
