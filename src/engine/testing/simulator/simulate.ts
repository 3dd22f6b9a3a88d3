import { hash32, random } from '#shared/base/random.ts';
import type { CommandInput } from '#shared/events/commands.ts';
import { micros, runId } from '#shared/events/ids.ts';
import { ledger, rowsOf } from '#shared/projections/ledger.ts';
import { runOf } from '#shared/projections/fold-run.ts';
import type { Clock } from '../../ports.ts';
import { Agenda, settle } from './agenda.ts';
import { Checker, Violation, written } from './checker.ts';
import { given, randomCommand } from './commands.ts';
import { planOf, type Plan } from './plan.ts';
import { Program } from './program.ts';
import { PROGRAM, type Seams } from './seams.ts';
import { simInference } from './sim-inference.ts';
import { Killed, SimJournal, type DiskFault } from './sim-journal.ts';
import { Watcher } from './watcher.ts';

/** How often what happened; the keys are words for people. */
export type Counters = Map<string, number>;

export type Report = {
  readonly seed: number;
  readonly steps: number;
  readonly runs: number;
  /** The journals of its runs, as text: equal for equal seeds. */
  readonly log: string;
  /** What does not hold, in one line; absent where all holds. */
  readonly violation?: string;
};

export type Options = { readonly steps?: number; readonly seams?: Seams; readonly counters?: Counters };

/** After the faults have stopped a run has to come to its end within so many steps. */
const QUIET_STEPS = 1500;
const STEPS = 300;

/**
 * One seed: runs of the real engine under virtual time on a world that misbehaves, one after the other until the steps are used up.
 * After FoundationDB's simulation (Zhou et al., 2021) and TigerBeetle's VOPR: faults first, then a time without faults in which every
 * run must end.
 */
export async function simulate(
  seed: number,
  { steps = STEPS, seams = PROGRAM, counters = new Map() }: Options = {},
): Promise<Report> {
  let used = 0;
  let runs = 0;
  const logs: string[] = [];
  try {
    while (used < steps) {
      const world = new World({ plan: planOf(hash32(seed, runs)), seed: hash32(seed, 'world', runs), seams, counters });
      try {
        used += await world.live(steps - used);
      } finally {
        logs.push(JSON.stringify(world.journal.events));
      }
      runs += 1;
    }
    return { seed, steps: used, runs, log: logs.join('\n') };
  } catch (error) {
    if (!(error instanceof Violation)) throw new Error(`seed ${seed}, run ${runs}`, { cause: error });
    return { seed, steps: used, runs, log: logs.join('\n'), violation: `run ${runs}: ${error.message}` };
  }
}

type Setting = { readonly plan: Plan; readonly seed: number; readonly seams: Seams; readonly counters: Counters };

class World {
  readonly journal: SimJournal;
  readonly #plan: Plan;
  readonly #seams: Seams;
  readonly #next: () => number;
  readonly #agenda = new Agenda();
  readonly #count: (what: string) => void;
  readonly #checker: Checker;
  readonly #watcher: Watcher;
  readonly #temper: Parameters<typeof simInference>[1];
  #now = 0;
  #program: Program | undefined;
  /** What the program has announced: all of it has to be in the journal, whatever happens. */
  readonly #announced = new Map<number, string>();
  #slow: { readonly who: string; readonly until: number } | undefined;

  constructor({ plan, seed, seams, counters }: Setting) {
    this.#plan = plan;
    this.#seams = seams;
    this.#next = random(seed);
    this.#count = (what) => void counters.set(what, (counters.get(what) ?? 0) + 1);
    this.journal = new SimJournal(runId('simulated'), (fault) => this.#count(`fault: ${fault}`));
    this.#checker = new Checker(this.#count);
    this.#watcher = new Watcher(seams);
    const names = plan.setup.seats.map(({ name }) => name);
    this.#temper = { seed, names: [...names, 'Bem', 'Zoe', 'Peer A', 'A', 'B'], ...plan.temper };
  }

  /** Runs until the run has ended, with faults for at most `steps`; answers how many it took. */
  async live(steps: number): Promise<number> {
    let step = 0;
    for (; step < steps && !this.#ended; step += 1) await this.#step(step);
    await this.#calm();
    this.#atTheEnd();
    return Math.max(1, step);
  }

  get #ended(): boolean {
    return this.#checker.view.status === 'ended';
  }

  async #step(step: number): Promise<void> {
    this.#now += 1000;
    this.#misbehave(step);
    if (this.#program === undefined) this.#maybeStart();
    else if (this.#next() < this.#plan.chances.command) this.#command();
    else this.#work(step);
    await settle();
    this.#look();
    // Ten looks at random moments on the average: the live state is what its log folds to.
    if (this.#next() < 10 / STEPS) this.#compare();
  }

  /** No faults any more: whatever was begun must come to an end with a reason. */
  async #calm(): Promise<void> {
    this.journal.fault = undefined;
    this.#slow = undefined;
    for (let step = 0; !this.#ended; step += 1) {
      if (step > QUIET_STEPS) throw new Violation('I8', `no end within ${QUIET_STEPS} steps without faults`);
      this.#now += 1000;
      if (this.#program === undefined) this.#start();
      else if (this.#program.log.view.status === 'paused') this.#do({ kind: 'resume' });
      else if (this.#agenda.parked[0] !== undefined) this.#agenda.parked[0].end('done');
      else if (step > 0 && this.#program.death === undefined && !this.#relent())
        throw new Violation('I8', 'nothing is under way and the run has not ended');
      await settle();
      this.#look();
    }
  }

  #atTheEnd(): void {
    const folded = this.#compare();
    this.#watcher.reconnect(this.journal.events);
    if (written(this.#watcher.view) !== folded)
      throw new Violation('I2', 'what a window has folded over a bad line is not what the log says');
    for (const row of rowsOf(ledger.of(this.journal.events))) {
      this.#count(`delivery: ${row.state}`);
      if (row.state === 'sent' || row.state === 'queued' || row.state === 'held')
        throw new Violation('P4', `${row.message} to ${row.to} is still ${row.state} at the end`);
    }
    for (const event of this.journal.events) this.#count(event.type);
  }

  #misbehave(step: number): void {
    const { hostCrash, kill, disk, clock, slow } = this.#plan.chances;
    if (this.#strikes(hostCrash)) this.#crashHost();
    if (this.#strikes(kill) && this.#program !== undefined) {
      this.#count('fault: kill');
      this.#die();
    }
    if (this.#strikes(disk)) {
      const faults: readonly DiskFault[] = ['full', 'crash-before-commit', 'crash-after-commit', 'commit-unknown'];
      this.journal.fault = faults[Math.floor(this.#next() * faults.length)];
    } else if (this.journal.fault === 'full' && this.#next() < 0.2) this.journal.fault = undefined;
    if (this.#strikes(clock)) {
      this.#count('fault: clock jump');
      this.#now += 600_000_000;
    }
    if (this.#strikes(slow)) {
      const parked = this.#agenda.parked[Math.floor(this.#next() * this.#agenda.parked.length)];
      if (parked !== undefined) this.#slow = { who: parked.who, until: step + 20 };
    }
  }

  #crashHost(): void {
    const parked = [...this.#agenda.parked];
    if (parked.length === 0) return;
    this.#count('fault: host crash');
    for (const task of parked) this.#count(`crash while: ${task.kind}`);
    for (const task of parked) task.end('crashed');
  }

  #maybeStart(): void {
    if (this.#next() < 0.3) this.#start();
  }

  #start(): void {
    const { journal } = this;
    const last = journal.events.at(-1)?.at ?? 0;
    this.#now = Math.max(this.#now, last);
    const clock: Clock = { now: () => micros(this.#now) };
    const inference = simInference(this.#agenda, this.#temper);
    if (journal.events.length > 0) this.#count('resumed');
    try {
      this.#program = new Program({ plan: this.#plan, seams: this.#seams, journal: journal.open(), inference, clock });
      this.#program.log.appended.on((event) => void this.#announced.set(event.seq, event.type));
    } catch (error) {
      if (!(error instanceof Killed) && !isStop(error)) throw error;
      this.#die();
    }
  }

  #command(): void {
    const view = this.#program?.log.view;
    if (view === undefined) return;
    if (this.#next() < 0.02) {
      this.#count('command: cancel');
      this.#program?.cancel();
      return;
    }
    if (this.#next() < 0.02) {
      this.#count('command: end');
      this.#program?.end();
      return;
    }
    const command = randomCommand(view, this.#next);
    this.#count(`command: ${command.kind}${command.drafts === undefined ? ' (refused)' : ''}`);
    if (command.drafts !== undefined) this.#program?.append(command.drafts);
  }

  /** A run may wait for its arbiter: who approves nothing and lets nobody speak gives way one by one. Answers whether there was anything. */
  #relent(): boolean {
    const view = this.#program?.log.view;
    const [held] = view?.held ?? [];
    const muted = view?.agents.find((agent) => agent.state === 'muted');
    if (held !== undefined) this.#do({ kind: 'drop', message: held.message });
    else if (muted !== undefined) this.#do({ kind: 'unmute', agent: muted.name });
    return held !== undefined || muted !== undefined;
  }

  #do(command: CommandInput): void {
    const view = this.#program?.log.view;
    const { drafts } = view === undefined ? {} : given(view, command);
    if (drafts !== undefined) this.#program?.append(drafts);
  }

  /** Something that is under way goes on: half the time what waits longest, else anything. */
  #work(step: number): void {
    const slow = this.#slow;
    if (slow !== undefined && step >= slow.until) this.#slow = undefined;
    const ready = this.#agenda.parked.filter((task) => task.who !== slow?.who);
    if (slow !== undefined && ready.length < this.#agenda.parked.length) this.#count('fault: slow receiver');
    const at = this.#next() < 0.5 ? 0 : Math.floor(this.#next() * ready.length);
    if (at > 0) this.#count('fault: reorder');
    ready[at]?.end('done');
  }

  /** What the step brought: the death of the program, and events, on which the invariants are checked. */
  #look(): void {
    const death = this.#program?.death;
    if (death?.kind === 'bug') throw death.error;
    if (this.#program !== undefined && this.journal.isAbandoned) this.#die();
    this.#checker.check(this.journal.events);
    if (death !== undefined) this.#die();
    this.#watcher.listen(this.journal.events, () => this.#fate());
  }

  #fate(): 'arrives' | 'is lost' | 'arrives twice' {
    if (!this.#strikes(this.#plan.chances.line)) return 'arrives';
    const fate = this.#next() < 0.5 ? 'is lost' : 'arrives twice';
    this.#count(`fault: event ${fate}`);
    return fate;
  }

  #nothingLost(): void {
    for (const [at, type] of this.#announced) {
      if (this.journal.events[at - 1]?.type !== type)
        throw new Violation('I1', `event ${at} (${type}) was announced and is not in the journal`);
    }
  }

  #die(): void {
    this.#nothingLost();
    this.#agenda.clear();
    this.journal.abandon();
    this.#program = undefined;
  }

  /** The live state is what its log folds to; answers the latter as text. */
  #compare(): string {
    const folded = written(runOf(this.journal.events));
    const live = this.#program?.log.view;
    if (live !== undefined && live.lastSeq === this.journal.events.length && written(live) !== folded)
      throw new Violation('I2', 'the live state is not what its log folds to');
    return folded;
  }

  #strikes(chance: number): boolean {
    return chance > 0 && this.#next() < chance;
  }
}

const isStop = (error: unknown): boolean => error instanceof Error && error.name === 'JournalStopped';
