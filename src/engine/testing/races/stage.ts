import { commandSchema, type CommandInput } from '#shared/events/commands.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { micros, runId, type MessageId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { runOf } from '#shared/projections/fold-run.ts';
import { entryOf, ledger, type LedgerRow } from '#shared/projections/ledger.ts';
import type { RunView } from '#shared/projections/run.ts';
import { decideCommand } from '../../commands.ts';
import type { TurnPrompt } from '../../ports.ts';
import { Agenda, settle, type Outcome, type Parked } from '../simulator/agenda.ts';
import { Checker, Violation, written } from '../simulator/checker.ts';
import type { Plan } from '../simulator/plan.ts';
import { Program } from '../simulator/program.ts';
import { PROGRAM, type Seams } from '../simulator/seams.ts';
import { SimJournal } from '../simulator/sim-journal.ts';
import { lossesOf } from './losses.ts';
import { tailText } from '../simulator/parking-host.ts';
import { parkedInference, type Part } from './parked-inference.ts';

export type Cast = { readonly setup: RunSetup; readonly part?: Part; readonly seams?: Seams };

/** Steps that a run without faults takes at most to its end. */
const MOST_STEPS = 2000;

/**
 * One run of the real loop, of which a test says who goes on next. After every step each invariant of the simulator's checker is looked at; a
 * breach throws `Violation`.
 */
export class Stage {
  readonly journal = new SimJournal(runId('race'), () => {});
  readonly #agenda = new Agenda();
  readonly #checker = new Checker((what) => void this.counted.set(what, (this.counted.get(what) ?? 0) + 1));
  readonly #cast: Cast;
  readonly counted = new Map<string, number>();
  #inference = parkedInference(this.#agenda);
  #program: Program;
  #now = 0;

  private constructor(cast: Cast) {
    this.#cast = cast;
    this.#program = this.#live();
  }

  /** A run whose model is loaded and whose first prompts wait to be opened. */
  static async begin(cast: Cast): Promise<Stage> {
    const stage = new Stage(cast);
    await stage.go('load');
    return stage;
  }

  get events(): readonly AnyEvent[] {
    return this.journal.events;
  }
  get view(): RunView {
    return this.#program.log.view;
  }
  get opened(): readonly TurnPrompt[] {
    return this.#inference.opened;
  }
  /** What could go on, in the order in which it began to wait. */
  get parked(): readonly Parked[] {
    return this.#agenda.parked;
  }
  get hasEnded(): boolean {
    return this.#checker.view.status === 'ended';
  }

  isParked(kind: string, who?: string): boolean {
    return this.parked.some((task) => task.kind === kind && (who === undefined || task.who === who));
  }

  /** One waiting call goes on, or its host dies. */
  async go(kind: string, who?: string, outcome: Outcome = 'done'): Promise<void> {
    const task = this.parked.find((one) => one.kind === kind && (who === undefined || one.who === who));
    if (task === undefined) throw new Error(`no ${kind} of ${who ?? 'anyone'} waits; there are ${this.#waiting()}`);
    await this.end([task], outcome);
  }

  /** Calls that go on in the same tick. */
  async end(tasks: readonly Parked[], outcome: Outcome = 'done'): Promise<void> {
    this.#now += 1000;
    for (const task of tasks) task.end(outcome);
    await this.#look();
  }

  /** All prompts that are waiting are opened: turns that start together start together. */
  async open(): Promise<void> {
    while (this.isParked('open')) await this.go('open');
  }

  /** The turn that `who` is in goes up to its speech, which then waits. */
  async upToSpeech(who: string): Promise<void> {
    await this.open();
    if (this.isParked('decide', who)) await this.go('decide', who);
  }

  /** The turn that `who` is in, or may start, comes to its end. */
  async turn(who: string): Promise<void> {
    await this.upToSpeech(who);
    const turns = this.#committed(who);
    while (this.isParked('speak', who) && this.#committed(who) === turns) await this.go('speak', who);
  }

  /** A command of the arbiter; answers the sentence with which it is refused. */
  async command(input: CommandInput): Promise<string | undefined> {
    const decided = decideCommand(this.view, commandSchema.parse(input));
    if (!decided.ok) return decided.failure;
    if (input.kind === 'end') this.#program.end();
    else this.#program.append(decided.value);
    await this.#look();
    return undefined;
  }

  /** Everything goes on in the order in which it waits, up to the end; who waits for the arbiter is ended by it. */
  async finish(): Promise<void> {
    for (let step = 0; !this.hasEnded; step += 1) {
      if (step > MOST_STEPS) throw new Violation('I8', `no end within ${MOST_STEPS} steps`);
      const [first] = this.parked;
      if (first === undefined) await this.command({ kind: 'end' });
      else await this.end([first]);
    }
  }

  /** The program dies where it stands, and a new one opens what it left and loads its model. */
  async restart(load: Outcome = 'done'): Promise<void> {
    this.#agenda.clear();
    this.journal.abandon();
    this.#program = this.#live();
    await this.#look();
    await this.go('load', 'host', load);
  }

  rows(message: MessageId): readonly LedgerRow[] {
    return entryOf(ledger.of(this.events), message)?.rows ?? [];
  }

  /** The newest own part of a prompt of `who`. */
  tailOf(who: string): string {
    const prompt = this.opened.findLast((one) => tailText(one).includes(`You are ${who},`));
    return prompt === undefined ? '' : tailText(prompt);
  }

  /** What went missing, and whether the live state is what the log folds to. To be asked when the run has ended. */
  lost(): readonly string[] {
    const same = written(this.view) === written(runOf(this.events));
    return [...lossesOf(this.events), ...(same ? [] : ['the live state is not what the log folds to'])];
  }

  #committed(who: string): number {
    return this.view.turns.filter(({ agent, state }) => agent.startsWith(`${who}#`) && state !== 'open').length;
  }

  #waiting(): string {
    return this.parked.map(({ kind, who }) => `${kind} of ${who}`).join(', ') || 'none';
  }

  #live(): Program {
    const { setup, part, seams = PROGRAM } = this.#cast;
    const clock = { now: () => micros(this.#now) };
    this.#inference = parkedInference(this.#agenda, part);
    const plan: Plan = { setup, temper: NO_TEMPER, chances: NO_CHANCES };
    return new Program({ plan, seams, journal: this.journal.open(), inference: this.#inference, clock });
  }

  async #look(): Promise<void> {
    await settle();
    const { death } = this.#program;
    if (death?.kind === 'bug') throw death.error;
    this.#checker.check(this.events);
    const [live, folded] = [this.view, this.#checker.view];
    if (live.lastSeq === folded.lastSeq && written(live.agents) !== written(folded.agents))
      throw new Violation('I2', 'what the live state says of an agent is not what its log folds to');
  }
}

const NO_TEMPER: Plan['temper'] = { addresses: 0, repeats: 0, polite: 0, empty: 0 };
const NO_CHANCES: Plan['chances'] = { command: 0, hostCrash: 0, kill: 0, disk: 0, clock: 0, line: 0, slow: 0 };
