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

/** A line for people, on stderr. */
export function tell(world: World, line: string): void {
  void world.stderr.write(`${terminalText(line)}\n`);
}

/** One document on stdout, for programs. */
export function emit(world: World, document: unknown): void | Promise<void> {
  return world.stdout.write(jsonLine(document));
}
