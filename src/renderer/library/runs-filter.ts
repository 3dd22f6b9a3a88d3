import type { RunRow } from '#shared/rpc/methods.ts';
import { grouped, outcomeWords } from './outcome.ts';

export type FilterId = 'all' | 'live' | 'decided' | 'undecided' | 'interrupted' | 'recordings';
export type Filter = { readonly id: FilterId; readonly words: string; readonly lets: (run: RunRow) => boolean };

const DECIDED = ['decided', 'consensus', 'quorum'];
const isDecided = (run: RunRow): boolean => run.state === 'ended' && DECIDED.includes(run.reason ?? '');

/** What one looks for among runs, by how they stand. */
export const FILTERS: readonly Filter[] = [
  { id: 'all', words: 'All', lets: () => true },
  { id: 'live', words: 'Live', lets: ({ state }) => state === 'running' || state === 'paused' },
  { id: 'decided', words: 'Decided', lets: isDecided },
  { id: 'undecided', words: 'Not decided', lets: (run) => run.state === 'ended' && !isDecided(run) },
  { id: 'interrupted', words: 'Interrupted', lets: ({ state }) => state === 'interrupted' },
  { id: 'recordings', words: 'Recordings', lets: ({ source }) => source === 'recording' },
];

export type Sought = {
  readonly filter: FilterId;
  /** All of these; none lets every run through. */
  readonly tags: readonly string[];
  readonly words: string;
  /** As `dayOf` writes it. */
  readonly today: string;
};

/** The runs that are looked for, in the order of their groups. */
export function soughtRuns(runs: readonly RunRow[], { filter, tags, words, today }: Sought): readonly RunRow[] {
  const asked = words.toLowerCase().split(/\s+/);
  const lets = FILTERS.find(({ id }) => id === filter)?.lets ?? (() => true);
  const matching = runs.filter((run) => {
    const about = [run.title, run.question, run.way, outcomeWords(run), ...run.tags, ...run.seats].join('\n');
    const text = about.toLowerCase();
    return lets(run) && tags.every((tag) => run.tags.includes(tag)) && asked.every((word) => text.includes(word));
  });
  return grouped(matching, today).flatMap((group) => group.runs);
}

/** Every tag that a run has, each once, in the order of the alphabet. */
export const tagsOf = (runs: readonly RunRow[]): readonly string[] =>
  [...new Set(runs.flatMap((run) => run.tags))].toSorted((one, other) => one.localeCompare(other));
