import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '#shared/base/result.ts';

/** `at`: a place in the window, `#/run/…`; `open`: in the user's browser. Which home is meant `placesOf` reads. */
export type ShellArguments = { readonly open: boolean; readonly help: boolean; readonly at?: string };

export const USAGE = [
  'usage: npm start -- [--home DIR] [--no-open] [--at PLACE]',
  '  --home DIR    where runs are kept',
  '  --no-open     print the link and open no browser',
  "  --at PLACE    the place in the window to begin at, such as '#/models'",
].join('\n');

/** There is no option for an address or a port: the shell listens on 127.0.0.1 alone, on a port that is free. */
export function shellArguments(argv: readonly string[]): Result<ShellArguments, string> {
  try {
    const { values } = parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false });
    const { at } = values;
    if (values.home === '') return fail('--home needs a folder');
    if (at !== undefined && !PLACE.test(at)) return fail(`--at ${at}: a place begins with #/, such as '#/models'`);
    return ok({ open: values['no-open'] !== true, help: values.help === true, ...(at === undefined ? {} : { at }) });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

/** What an address may hold behind its `#`. */
const PLACE = /^#\/[^\s"<>\\^`{|}]{0,1000}$/u;

const OPTIONS = {
  home: { type: 'string' },
  'no-open': { type: 'boolean' },
  at: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;
