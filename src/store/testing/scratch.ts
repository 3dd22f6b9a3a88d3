import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '#shared/base/result.ts';

/** An empty folder for one test file; `remove` belongs into its afterAll. */
export function scratch(): {
  readonly folder: string;
  readonly path: (name: string) => string;
  readonly remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'parley-store-'));
  return {
    folder,
    path: (name) => join(folder, name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The value of a Result that a test knows to be fine. */
export function valueOf<Value>(result: Result<Value, unknown>): Value {
  if (result.ok) return result.value;
  throw new Error(`not ok: ${JSON.stringify(result.failure)}`);
}

/** The failure of a Result that a test knows to have failed. */
export function failureIn<Failure>(result: Result<unknown, Failure>): Failure {
  if (!result.ok) return result.failure;
  throw new Error('unexpectedly ok');
}
