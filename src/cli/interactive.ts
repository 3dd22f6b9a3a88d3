import { unreachable } from '#shared/base/assert.ts';
import type { Command } from '#shared/events/commands.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import type { MessageId, RunId } from '#shared/events/ids.ts';
import { emptyRun, foldRun } from '#shared/projections/fold-run.ts';
import type { Output } from '#shared/rpc/methods.ts';
import { HELP, typedCommand } from './interactive-command.ts';
import { nameOfSender } from './narrator.ts';
import { terminalLine } from './terminal.ts';
import type { World } from './world.ts';

/** What the person at the terminal does to a run while it goes on. */
export interface Interactive {
  /** Keeps up with the run, so that names and held messages are known. */
  event(event: AnyEvent): void;
  /** Reads lines and obeys them one after the other until there are no more or `signal` is aborted; the run goes on without them. */
  listen(signal: AbortSignal): Promise<void>;
}

export type Interacting = { readonly run: RunId; readonly note: (line: string) => void };

/** Lines become commands of the method table; what is refused is told in the sentence of whoever refused it. */
export function interactive(world: World, { run, note }: Interacting): Interactive {
  let view = emptyRun();
  const tell = (line: string): void => note(terminalLine(line));
  const held = (): void => {
    if (view.held.length === 0) tell('No message is waiting for approval.');
    for (const { message, from, body } of view.held) tell(`${message} · ${nameOfSender(from)}: ${body}`);
  };
  const obey = async (command: Command): Promise<void> => {
    if (command.kind === 'retract') await tellReach(command.message);
    const done = await world.client.call('run.command', { run, command });
    if (!done.ok) tell(done.failure.message);
  };
  const tellReach = async (message: MessageId): Promise<void> => {
    const reached = await world.client.call('run.reach', { run, message });
    // Why there is no such message the command itself says.
    if (reached.ok) for (const line of reachLines(message, reached.value)) note(line);
  };
  const hear = async (line: string): Promise<void> => {
    if (world.isTTY && line.trim() !== '') tell(`> ${line}`);
    const typed = typedCommand(line, [...new Set(view.agents.map(({ name }) => name))]);
    if (!typed.ok) return tell(typed.failure);
    switch (typed.value.kind) {
      case 'nothing':
        return undefined;
      case 'help':
        for (const [words, does] of HELP) note(`  ${words.padEnd(HELP_WIDTH)}  ${does}`);
        return undefined;
      case 'held':
        return held();
      case 'command':
        return obey(typed.value.command);
      default:
        return unreachable(typed.value);
    }
  };
  return {
    event(event) {
      view = foldRun(view, event);
    },
    async listen(signal) {
      for await (const line of world.lines(signal)) await hear(line);
    },
  };
}

const HELP_WIDTH = Math.max(...HELP.map(([words]) => words.length));

/** What a message has reached, told before it is retracted: first those that answer it, then those that only had it in front. */
function reachLines(message: MessageId, { answered, inFront }: Output<'run.reach'>): readonly string[] {
  const ids = new Set(answered.map((one) => one.message));
  const only = inFront.filter((one) => !ids.has(one.message));
  if (answered.length + only.length === 0) return [`${message} has reached no other message.`];
  const line = (how: string, { message: id, from, gist }: (typeof answered)[number]): string =>
    `  ${how} ${terminalLine(`${id} · ${from === 'arbiter' ? nameOfSender(from) : from}: ${gist}`)}`;
  return [
    `${message} has reached ${count(answered.length + only.length)}:`,
    ...answered.map((one) => line('answered by', one)),
    ...only.map((one) => line('in front of', one)),
  ];
}

const count = (messages: number): string => (messages === 1 ? '1 message' : `${messages} messages`);
