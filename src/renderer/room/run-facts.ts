import type { RunSetup } from '#shared/events/setup.ts';
import type { Moment } from '#shared/projections/moment.ts';
import type { RunRow } from '#shared/rpc/methods.ts';
import { importedWords } from '../library/imported-words.ts';
import { endWords } from '../ui/end-words.ts';
import { shortCount } from './figures.ts';

/** A fact of the run for its bar; `label` stands before the words where they do not speak for themselves. */
export type Fact = { readonly name: string; readonly label?: string; readonly words: string };

/** The budget as it stood at the playhead, then what the run was set to: mode with cadence, and visibility. */
export function factsOf(now: Pick<Moment, 'setup' | 'transcript' | 'cost'>): readonly Fact[] {
  const { setup } = now;
  if (setup === undefined) return [];
  return [
    ...budgetFacts(setup, now),
    { name: 'mode', label: `${setup.mode} ·`, words: setup.cadence },
    { name: 'visibility', label: 'visibility', words: visibilityWords(setup.visibility) },
  ];
}

export function visibilityWords(visibility: RunSetup['visibility']): string {
  if (visibility === 'full') return 'full';
  const { topology, sight, edges } = visibility;
  const shape = topology === 'all' ? sight : `${topology}, ${sight}`;
  return edges.length === 0
    ? shape
    : `${shape}, ${edges.length} ${edges.length === 1 ? 'edge differs' : 'edges differ'}`;
}

/** `14 of 24 turns`, `1.9k of 6k tokens`: turns begun, and tokens evaluated and written, as the engine counts them against the budget. */
function budgetFacts({ budget }: RunSetup, { transcript, cost }: Pick<Moment, 'transcript' | 'cost'>): readonly Fact[] {
  const tokens = cost.total.evaluated + cost.total.written;
  const limit = budget.tokens === undefined ? '' : ` of ${shortCount(budget.tokens)}`;
  return [
    { name: 'turns', words: `${transcript.rounds.size} of ${budget.turns} turns` },
    { name: 'tokens', words: `${shortCount(tokens)}${limit} tokens` },
  ];
}

/** How the run stands as a whole, in a word or two; `live`: it goes on somewhere. */
export function standingWords(
  row: RunRow | undefined,
  { live, latest }: { readonly live: boolean; readonly latest: Moment },
): string {
  if (live) return latest.status === 'paused' ? 'Paused' : latest.wrapping ? 'Closing round' : 'Live';
  if (row?.imported !== undefined) {
    return [importedWords(row.imported), ...(latest.end === undefined ? [] : [endWords(latest.end.reason)])].join(
      ' · ',
    );
  }
  if (row?.state === 'interrupted' && latest.end === undefined) return 'Interrupted';
  return latest.end === undefined ? 'Recording' : `Recording · ${endWords(latest.end.reason)}`;
}
