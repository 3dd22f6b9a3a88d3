import { writeFile } from 'node:fs/promises';
import { reportFailure, tell } from './report.ts';
import type { ExitCode, World } from './world.ts';

/** Writes a file that is not there yet, and says so; answers how the program ends where that cannot be done. */
export async function writeNewFile(world: World, file: string, text: string): Promise<ExitCode | undefined> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return reportFailure(world, { code: 'storage', message: `cannot write ${file}: ${why}` });
  }
  tell(world, `Written: ${file}`);
  return undefined;
}
