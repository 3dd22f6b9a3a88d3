import { stat } from 'node:fs/promises';
import type { GgufHeader } from '../../gguf/header.ts';
import { headerOf } from '../headers.ts';
import { identify } from '../sums.ts';
import { lookInto, type Candidate } from './candidates.ts';
import { codeOf, nodeFiles, type ScanFiles } from './files.ts';
import type { ModelRoot, RootId } from './roots.ts';

/** A file of another program, looked into by the preflight and by nothing else. */
export type Found = Candidate & {
  /** Bytes, of all its parts together; 0 where it cannot be read. */
  readonly size: number;
  /** The file by itself: the same for two names of one file. */
  readonly identity?: string;
  readonly header?: GgufHeader;
};

export type RootScan = {
  readonly root: RootId;
  readonly found: readonly Found[];
  /** What could not be looked at, each in one sentence. */
  readonly notes: readonly string[];
};

export type ScanOptions = { readonly files?: ScanFiles; readonly signal?: AbortSignal };

/** Looks for models in the folders of these roots. Reads headers only, changes nothing, and rejects only with the signal's reason. */
export async function scanRoots(roots: readonly ModelRoot[], options: ScanOptions = {}): Promise<readonly RootScan[]> {
  const { files = nodeFiles, signal } = options;
  const scans: RootScan[] = [];
  for (const root of roots) {
    const { candidates, notes } = await lookInto(root, { files, ...(signal === undefined ? {} : { signal }) });
    const found: Found[] = [];
    for (const candidate of candidates) {
      signal?.throwIfAborted();
      const one = await inspect(candidate);
      if (one !== undefined) found.push(one);
    }
    scans.push({ root: root.id, found, notes });
  }
  return scans;
}

/** What a candidate is; undefined for a projector, whatever its name says. */
async function inspect(candidate: Candidate): Promise<Found | undefined> {
  const about = await identify(candidate.path);
  if (about === undefined) return { ...candidate, size: 0, problem: candidate.problem ?? (await whyAbsent(candidate)) };
  const others = await Promise.all((candidate.others ?? []).map(async (path) => (await identify(path))?.size ?? 0));
  const size = others.reduce((sum, one) => sum + one, about.size);
  const bare = { ...candidate, size, identity: about.key };
  if (candidate.problem !== undefined) return bare;
  const header = await headerOf(candidate.path);
  if (header.ok) return { ...bare, header: header.value };
  const { detail } = header.failure;
  return PROJECTOR.test(detail) ? undefined : { ...bare, problem: detail };
}

/** As the preflight refuses what sees for a model. */
const PROJECTOR = /architecture clip |holds "mmproj"/;

async function whyAbsent({ path }: Candidate): Promise<string> {
  try {
    await stat(path);
    return 'it is not a regular file';
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' ? 'its file is not there' : `the file cannot be read (${code})`;
  }
}
