import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { Library } from './find.ts';
import { takeLock } from './lock.ts';
import type { PullFailure } from './pull.ts';
import { identify } from './sums.ts';
import { removeLeftovers } from './wheels.ts';

/** Removes what has come of a download that was begun, and says how many bytes that were. One that is under way is left to itself. */
export async function discard(
  id: string,
  { modelsDir, catalog }: Library,
): Promise<Result<{ readonly freed: number }, PullFailure>> {
  const entry = catalog.models.find((model) => model.id === id);
  if (entry === undefined)
    return fail({ kind: 'not-found', detail: `the catalogue has no model ${JSON.stringify(id)}` });
  const part = join(modelsDir, `${entry.file}.part`);
  const begun = await identify(part);
  if (begun === undefined) return ok({ freed: 0 });
  const lock = await takeLock(join(modelsDir, `${entry.file}.lock`));
  if (!lock.ok) {
    const detail = `a pull of ${id} runs (process ${lock.failure.pid}); pause or end it first`;
    return fail({ kind: 'busy', detail });
  }
  try {
    await removeLeftovers(part);
    await rm(part, { force: true });
    return ok({ freed: begun.size });
  } finally {
    await lock.value.release();
  }
}
