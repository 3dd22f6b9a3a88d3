import { ok } from '#shared/base/result.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import type { RunImport } from '../run-import.ts';

/** What comes in from elsewhere. */
export function importHandlers(imports: RunImport): Pick<Handlers, 'run.import'> {
  return {
    async 'run.import'(input) {
      const done = 'file' in input ? await imports.file(input.file) : await imports.text(input.text, input.name);
      if (!done.ok) return done;
      const { run, runs, warnings } = done.value;
      return ok({ run, runs: [...runs], warnings: [...warnings] });
    },
  };
}
