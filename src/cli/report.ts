import { jsonLine } from '#shared/base/json-line.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { terminalText } from './terminal.ts';
import { EXIT, type ExitCode, type World } from './world.ts';

/** Says a failure in one sentence on stderr and returns the exit code that goes with it. */
export function reportFailure(world: World, failure: RpcFailure): ExitCode {
  if (failure.code === 'cancelled') return EXIT.cancelled;
  tell(world, `parley: ${failure.message}`);
  return failure.code === 'usage' || failure.code === 'not_found' ? EXIT.usage : EXIT.failed;
}

/** A line for people, on stderr; commands in it are named as one types them here. */
export function tell(world: World, line: string): void {
  void world.stderr.write(`${asTyped(world, terminalText(line))}\n`);
}

/**
 * Sentences, the host's too, name commands as `parley list`: how that is typed on this machine only the command line knows. Data for
 * programs is left as it is.
 */
export const asTyped = ({ command }: Pick<World, 'command'>, text: string): string => text.replace(COMMANDS, command);

const COMMANDS =
  /(?<![\w@./\\-]|npx )parley(?= (?:run|fork|rerun|fit|list|show|play|verify|compare|sweep|export|import|models|open|doctor)\b)/gu;

/** One document on stdout, for programs. */
export function emit(world: World, document: unknown): void | Promise<void> {
  return world.stdout.write(jsonLine(document));
}
