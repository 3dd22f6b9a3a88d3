import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { Output, RpcFailure } from '#shared/rpc/methods.ts';
import { modelRoots, ROOT_IDS, ROOT_NAMES, type ModelRoot, type RootId } from '#inference/library/scan/roots.ts';
import { scanRoots, type Found, type RootScan } from '#inference/library/scan/scan.ts';
import { rootsFile, type Places } from './places.ts';

export type ForeignRoot = {
  readonly root: RootId;
  readonly name: string;
  /** Those that are there; where none is, those where they would be. */
  readonly folders: readonly string[];
  readonly found: boolean;
  readonly allowed: boolean;
};

/** The models of other programs: each program's only once the user has let it be looked into. Nothing of theirs is ever written. */
export interface ForeignModels {
  roots(): Promise<readonly ForeignRoot[]>;
  allow(root: RootId, choice: { readonly allowed: boolean }): Promise<Result<Output<'models.allowRoot'>, RpcFailure>>;
  /** Looks anew; rejects where the signal says so. */
  scan(signal?: AbortSignal): Promise<readonly RootScan[]>;
  /** As of the last look, which is taken first where there was none since another choice was made, also by another process. */
  found(): Promise<readonly Found[]>;
}

const ofThisMachine = (): readonly ModelRoot[] =>
  modelRoots({ env: process.env, home: homedir(), platform: process.platform });

export function foreignModels(places: Places, all: readonly ModelRoot[] = ofThisMachine()): ForeignModels {
  const file = rootsFile(places);
  let last: { readonly allowed: string; readonly scans: Promise<readonly RootScan[]> } | undefined;
  const scan = async (signal?: AbortSignal): Promise<readonly RootScan[]> => {
    const allowed = await allowedIn(file);
    const scans = scanRoots(
      all.filter(({ id }) => allowed.includes(id)),
      signal === undefined ? {} : { signal },
    );
    const look = { allowed: allowed.join(), scans };
    last = look;
    // One that was stopped is no look to go by.
    scans.catch(() => {
      if (last === look) last = undefined;
    });
    return scans;
  };
  return {
    scan,
    async roots() {
      const allowed = await allowedIn(file);
      return Promise.all(all.map((root) => described(root, allowed.includes(root.id))));
    },
    async allow(root, { allowed }) {
      const before = await allowedIn(file);
      const others = before.filter((id) => id !== root);
      return remember(file, allowed ? [...others, root] : others);
    },
    async found() {
      const allowed = await allowedIn(file);
      if (allowed.length === 0) return [];
      const scans = last?.allowed === allowed.join() ? last.scans : scan();
      const found = (await scans).flatMap((one) => one.found);
      return found.filter(({ path, problem }) => problem !== undefined || existsSync(path));
    },
  };
}

async function described({ id, folders }: ModelRoot, allowed: boolean): Promise<ForeignRoot> {
  const all = await folders();
  const there = all.filter((folder) => existsSync(folder));
  const found = there.length > 0;
  return { root: id, name: ROOT_NAMES[id], folders: found ? there : all, found, allowed };
}

/** In the roots' own order. What cannot be read allows nothing. */
async function allowedIn(file: string): Promise<readonly RootId[]> {
  try {
    const json: unknown = JSON.parse(await readFile(file, 'utf8'));
    const allowed: unknown = typeof json === 'object' && json !== null && 'allowed' in json ? json.allowed : [];
    return ROOT_IDS.filter((id) => Array.isArray(allowed) && allowed.includes(id));
  } catch {
    return [];
  }
}

async function remember(file: string, allowed: readonly RootId[]): ReturnType<ForeignModels['allow']> {
  const fresh = `${file}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(
      fresh,
      `${JSON.stringify({ version: 1, allowed: ROOT_IDS.filter((id) => allowed.includes(id)) })}\n`,
    );
    await rename(fresh, file);
    return ok({});
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => {});
    return fail({ code: 'storage', message: `${file} cannot be written (${(error as Error).message})` });
  }
}
