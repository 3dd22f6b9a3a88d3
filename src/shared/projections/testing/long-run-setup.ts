import { micros, modelRef } from '../../events/ids.ts';
import type { RunSetup } from '../../events/setup.ts';
import type { EventData } from '../../events/vocabulary.ts';

export const SEATS = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve', 'Finn', 'Gus', 'Hana', 'Ines', 'Jon', 'Kim', 'Lea'] as const;

export const HASH = '0'.repeat(64);

export const SAMPLER = {
  temperature: 0.9,
  topK: 40,
  topP: 0.95,
  minP: 0.05,
  repeatPenalty: 1,
  dryStrength: 0.8,
  dryBase: 2,
  dryAllowedLength: 3,
};

export const LOADED: Omit<EventData<'v1.model.loaded'>, 'model'> & { readonly model: string } = {
  model: 'scripted',
  file: 'scripted.gguf',
  sha256: HASH,
  size: 98_362_432,
  kind: 'chat',
  quantisation: 'Q4_1',
  loadTime: micros(1_050_000),
  memory: 577_088_768,
  context: 4096,
  slots: 8,
  trunks: 1,
  device: 'CPU',
  threads: 2,
  library: 'none',
  wrapper: { name: 'chatml', from: 'template' },
};

export const setupOf = (names: readonly string[]): RunSetup => ({
  title: 'A long run',
  question: 'What should the endpoint look like, so that lists stay fast and nobody can guess ids?',
  seats: names.map((name) => ({
    name,
    role: `${name}'s role.`,
    model: modelRef(LOADED.model),
    sampler: SAMPLER,
    leaning: {},
  })),
  mode: 'peers',
  cadence: 'free',
  visibility: 'full',
  budget: { turns: 1_000_000 },
  answer: { maxTokens: 80, sentences: 3 },
  context: 4096,
  seed: 1,
  exact: false,
});

export const WORDS =
  'a the of one id list page cache batch read write query index lock queue retry token key user test error field order time limit cost plan risk proof case load owner event log state fold turn answer reason change keep drop send hold wait first last every no not with for from into over under before after and but so because'.split(
    ' ',
  );
