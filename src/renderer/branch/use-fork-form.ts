import { useCallback, useMemo, useState } from 'react';
import type { RunSetup } from '#shared/events/setup.ts';
import { draftOf } from '../compose/draft.ts';
import type { Edit } from '../compose/draft-edits.ts';
import { setupOf } from '../compose/setup-of.ts';
import type { Form } from '../compose/use-form.ts';

/**
 * The form of a setup as a branch would have it, begun with the setup at the fork: the pieces of the form of a new deliberation read and
 * change it. Every problem is shown at once, for nothing is wrong in the beginning. `refused` is what the host said of a field.
 */
export function useForkForm(
  setup: RunSetup,
  refused: { readonly field: string; readonly words: string } | undefined,
): Form {
  const [draft, setDraft] = useState(() => draftOf(setup));
  const read = useMemo(() => setupOf(draft), [draft]);
  const edit = useCallback((change: Edit) => setDraft((before) => change(before)), []);
  return {
    ...{ draft, edit, read, undo: undefined, all: true },
    problemOf: (field) =>
      (read.ok ? undefined : read.failure[field]) ?? (refused?.field === field ? refused.words : undefined),
    ...{ takeBack: nothing, dismissUndo: nothing, leave: nothing, showAll: nothing },
  };
}

const nothing = (): void => {};
