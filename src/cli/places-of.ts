import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Places } from '#host/places.ts';

type Machine = {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Where this program's code lies. */
  readonly codeDir: string;
};

/**
 * Where things lie: `--home`, else PARLEY_HOME, else the system's folder for app data. Weights lie in the clone's `models` where the
 * program runs from a clone, else in `<home>/models`.
 */
export function placesOf({ argv, env, platform, codeDir }: Machine): Places {
  const home = resolve(homeOption(argv) ?? filled(env['PARLEY_HOME']) ?? join(appData(env, platform), 'parley'));
  const tree = treeOf(codeDir);
  const installed = /[\\/]node_modules[\\/]/u.test(tree);
  return { home, tree, models: installed ? join(home, 'models') : join(tree, 'models') };
}

/** The last `--home DIR` or `--home=DIR` before a `--`; the command line itself refuses one without a folder. */
function homeOption(argv: readonly string[]): string | undefined {
  const end = argv.indexOf('--');
  const given = end === -1 ? argv : argv.slice(0, end);
  const at = given.findLastIndex((one) => one === '--home' || one.startsWith('--home='));
  const option = given[at];
  if (option === undefined) return undefined;
  return filled(option === '--home' ? given[at + 1] : option.slice('--home='.length));
}

/** The nearest folder above the code that holds the package. */
function treeOf(codeDir: string): string {
  for (let folder = codeDir; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) return codeDir;
  }
}

function appData(env: Machine['env'], platform: NodeJS.Platform): string {
  if (platform === 'win32') return filled(env['APPDATA']) ?? join(homedir(), 'AppData', 'Roaming');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return filled(env['XDG_DATA_HOME']) ?? join(homedir(), '.local', 'share');
}

const filled = (text: string | undefined): string | undefined => (text === undefined || text === '' ? undefined : text);
