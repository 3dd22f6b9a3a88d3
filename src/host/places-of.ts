import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Places } from './places.ts';

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
  return { home, tree, models: isInstalled(tree) ? join(home, 'models') : join(tree, 'models') };
}

/** How a person types this program: in a clone through npx, for there no `parley` is on the path. */
export function commandOf(codeDir: string): string {
  const tree = treeOf(codeDir);
  const clone =
    !isInstalled(tree) && existsSync(join(tree, 'bin')) && fieldOf(join(tree, 'package.json'), 'name') === 'parley';
  return clone ? 'npx parley' : 'parley';
}

/** The program's version, as the package of its tree says. */
export function versionOf(tree: string): string {
  const version = fieldOf(join(tree, 'package.json'), 'version');
  return typeof version === 'string' ? version : 'unknown';
}

const isInstalled = (tree: string): boolean => /[\\/]node_modules[\\/]/u.test(tree);

function fieldOf(manifest: string, field: string): unknown {
  try {
    const json: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
    return typeof json === 'object' && json !== null
      ? Object.entries(json).find(([key]) => key === field)?.[1]
      : undefined;
  } catch {
    return undefined;
  }
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
