import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { CatalogEntry } from './catalog.ts';
import type { Library } from './find.ts';
import type { PullFailure } from './pull.ts';
import { nodePorts, type PullPorts } from './ports.ts';
import { megabytes } from './progress.ts';
import { hashFile, identify } from './sums.ts';

export type AdoptOptions = Library & { readonly signal: AbortSignal; readonly ports?: Pick<PullPorts, 'freeBytes'> };

/**
 * Copies a file that the user points at into the models folder, under the name of the catalogue entry whose sum it has: the sum decides
 * what it is, not its name. The copy is compared too before it gets its name.
 */
export async function adoptFile(
  path: string,
  options: AdoptOptions,
): Promise<Result<{ readonly path: string; readonly entry: CatalogEntry }, PullFailure>> {
  const { modelsDir, catalog, signal, ports = nodePorts() } = options;
  const about = await identify(path);
  if (about === undefined)
    return fail({ kind: 'not-found', detail: `there is no file ${path}; give the path of a GGUF file` });
  try {
    const sum = catalog.models.some(({ size }) => size === about.size) ? await hashFile(path, { signal }) : '';
    const entry = catalog.models.find(({ sha256 }) => sha256 === sum);
    if (entry === undefined) {
      const detail = `${path} is none of the catalogue's files (by its SHA-256); it can be used by its path all the same`;
      return fail({ kind: 'not-found', detail });
    }
    const target = join(modelsDir, entry.file);
    if (resolve(path) === resolve(target)) return ok({ path: target, entry });
    await mkdir(modelsDir, { recursive: true });
    const free = await ports.freeBytes(modelsDir);
    if (free < about.size) {
      const detail = `${entry.file} needs ${megabytes(about.size)} in ${modelsDir}, ${megabytes(free)} are free; make room first`;
      return fail({ kind: 'space', detail });
    }
    return await takeCopy(path, { entry, target, signal });
  } catch (error) {
    if (signal.aborted) return fail({ kind: 'cancelled', detail: `taking over ${path} was cancelled` });
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return fail({
      kind: code === 'ENOSPC' ? 'space' : 'failed',
      detail: `${path} could not be copied to ${modelsDir} (${code})`,
    });
  }
}

type Copy = { readonly entry: CatalogEntry; readonly target: string; readonly signal: AbortSignal };

async function takeCopy(path: string, { entry, target, signal }: Copy): ReturnType<typeof adoptFile> {
  const fresh = `${target}.${process.pid}.part`;
  try {
    await copyFile(path, fresh);
    if ((await hashFile(fresh, { signal })) !== entry.sha256) {
      return fail({ kind: 'failed', detail: `${path} changed while it was copied; try again` });
    }
    const file = await open(fresh, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, target);
    return ok({ path: target, entry });
  } finally {
    await rm(fresh, { force: true });
  }
}
