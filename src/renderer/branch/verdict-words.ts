import { counted } from '#shared/base/text.ts';
import type { Output } from '#shared/rpc/methods.ts';

export type Verdict = Output<'run.verify'>;

/** A thing that was checked: whether it holds, and a sentence. */
export type Finding = { readonly name: string; readonly holds: 'yes' | 'no' | 'not checked'; readonly words: string };

/** What a check of a run has found, for people. */
export function verdictWords({ events, head, bad, prompts, imported }: Verdict): readonly Finding[] {
  const chain: Finding =
    bad === undefined
      ? {
          name: 'Chain, schemas and folds',
          holds: 'yes',
          words: `whole: ${counted(events, 'event')}, head ${head.slice(0, 12)}`,
        }
      : { name: 'Chain, schemas and folds', holds: 'no', words: `broken at event ${bad.seq}: ${bad.why}` };
  const origin: readonly Finding[] =
    imported === true
      ? [{ name: 'Origin', holds: 'not checked', words: 'imported: nobody vouches for what it says' }]
      : [];
  return [chain, ...(prompts === undefined ? [] : [promptWords(prompts)]), ...origin];
}

function promptWords({ checked, of, bad, unchecked }: NonNullable<Verdict['prompts']>): Finding {
  const name = 'Prompts';
  if (bad !== undefined) return { name, holds: 'no', words: `turn ${bad.turn}, event ${bad.seq}: ${bad.why}` };
  const why = unchecked === undefined ? '' : `; ${unchecked}`;
  if (of === 0) return { name, holds: 'yes', words: 'no turn had one' };
  return {
    name,
    holds: checked < of ? 'not checked' : 'yes',
    words: `${checked} of ${of} built anew, token by token, and found as recorded${why}`,
  };
}
