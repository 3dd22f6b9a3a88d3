import { CommanderError } from 'commander';
import { program } from './program.ts';
import { EXIT, type ExitCode, type World } from './world.ts';

/**
 * Runs one command line (without the names of node and script) and returns its exit code: 0 done, 1 failed, 2 wrong usage,
 * 130 cancelled. It touches nothing but `world`, and of the host nothing but the method table.
 */
export async function runCli(argv: readonly string[], world: World): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const root = program(world, (given) => {
    code = given;
  });
  try {
    await root.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Asking for help is exit 0 and everything else that commander stops at is wrong usage.
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
}
