import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Output } from '#shared/rpc/methods.ts';
import type { Result } from '#shared/base/result.ts';
import type { ModelFailure } from '#shared/events/vocabulary.ts';
import type { ModelShelf } from './model-shelf.ts';
import type { Places } from './places.ts';

type Check = Output<'doctor'>['checks'][number];

export type DoctorInput = {
  readonly places: Places;
  readonly shelf: ModelShelf;
  readonly device: () => Promise<Result<{ readonly device: string; readonly library: string }, ModelFailure>>;
};

/** Looks the machine over: each finding with what to do about it. Changes nothing but that the data folder is made. */
export async function doctor({ places, shelf, device }: DoctorInput): Promise<readonly Check[]> {
  return [
    node(),
    packages(places),
    await models(shelf, places),
    memory(),
    cores(),
    await gpu(device),
    await dataFolder(places),
    await disk(places),
  ];
}

const ok = (name: string, found: string): Check => ({ name, state: 'ok', found, advice: '' });
/** Something that a person should see to. */
const flawed = (name: string, found: string, advice: string): Check => ({ name, state: 'problem', found, advice });
const warned = (check: Check): Check => ({ ...check, state: 'warning' });
const GIB = 1024 ** 3;
const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;

function node(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const good = major > 22 || (major === 22 && minor >= 12);
  return good
    ? ok('Node', process.versions.node)
    : flawed('Node', process.versions.node, 'run npm ci: the clone brings its own Node');
}

function packages({ tree }: Places): Check {
  const require = createRequire(join(tree, 'package.json'));
  const versions = ['better-sqlite3', 'node-llama-cpp'].map(
    (name) => `${name} ${versionOf(require, name) ?? 'missing'}`,
  );
  const found = versions.join(', ');
  return found.includes('missing') ? flawed('Packages', found, 'run npm ci') : ok('Packages', found);
}

function versionOf(require: NodeJS.Require, name: string): string | undefined {
  for (const folder of require.resolve.paths(name) ?? []) {
    const file = join(folder, name, 'package.json');
    if (!existsSync(file)) continue;
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version?: string };
    return version;
  }
  return undefined;
}

async function models(shelf: ModelShelf, { models: folder }: Places): Promise<Check> {
  const listed = await shelf.list();
  if (!listed.ok) return flawed('Models', listed.failure.message, 'restore models/catalog.json');
  const present = listed.value.filter((model) => model.present && model.problem === undefined);
  if (present.length > 0) return ok('Models', present.map((model) => model.id).join(', '));
  const other = (await shelf.foreign.roots()).find(({ found, allowed }) => found && !allowed);
  const lent =
    other === undefined ? '' : `, or look for those of ${other.name}: parley models scan --allow ${other.root}`;
  return flawed('Models', `none in ${folder}`, `run parley models pull smollm2-135m-instruct${lent}`);
}

function memory(): Check {
  const found = `${gib(freemem())} free of ${gib(totalmem())}`;
  return freemem() < GIB ? warned(flawed('Memory', found, 'close other programs before a run')) : ok('Memory', found);
}

const cores = (): Check => ok('Cores', String(availableParallelism()));

async function gpu(device: DoctorInput['device']): Promise<Check> {
  const found = await device();
  if (found.ok) return ok('Device', `${found.value.device} (${found.value.library})`);
  return flawed('Device', found.failure.detail, 'run npm ci, then parley doctor again');
}

async function dataFolder({ home }: Places): Promise<Check> {
  try {
    await mkdir(home, { recursive: true });
    await access(home, constants.W_OK);
    return ok('Data folder', home);
  } catch {
    return flawed('Data folder', `${home} cannot be written`, 'choose another with --home or PARLEY_HOME');
  }
}

async function disk({ home }: Places): Promise<Check> {
  const { bavail, bsize } = await statfs(existing(home));
  const found = `${gib(bavail * bsize)} free`;
  return bavail * bsize < GIB / 4
    ? warned(flawed('Disk', found, 'free some space: a full disk stops a run'))
    : ok('Disk', found);
}

function existing(folder: string): string {
  try {
    accessSync(folder);
    return folder;
  } catch {
    // A drive that is not there has no folder above it.
    return dirname(folder) === folder ? process.cwd() : existing(dirname(folder));
  }
}
