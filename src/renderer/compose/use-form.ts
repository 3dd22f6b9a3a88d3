import { createContext, use, useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { Result } from '#shared/base/result.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { Draft } from './draft.ts';
import type { Edit } from './draft-edits.ts';
import { storeDraft } from './draft-storage.ts';
import { setupOf, type DraftProblems } from './setup-of.ts';

/** What was done and can be taken back. */
export type Undo = {
  readonly words: string;
  readonly edit: Edit;
  /** Keeps what was typed since, so that it can be taken back later too. */
  readonly lasting: boolean;
};

export type Form = {
  readonly draft: Draft;
  readonly edit: (edit: Edit, undo?: Undo) => void;
  readonly undo: Undo | undefined;
  readonly takeBack: () => void;
  readonly dismissUndo: () => void;
  /** The run that is described, or everything that is wrong; a moment behind the keys. */
  readonly read: Result<RunSetup, DraftProblems>;
  /** What is wrong with a field, once the person has left it or has asked to start. */
  readonly problemOf: (field: string) => string | undefined;
  readonly leave: (field: string) => void;
  /** From now on every problem is shown. */
  readonly showAll: () => void;
  readonly all: boolean;
};

const FormContext = createContext<Form | undefined>(undefined);
export const FormProvider = FormContext;

export function useForm(): Form {
  const form = use(FormContext);
  if (form === undefined) throw new Error('useForm needs a FormProvider above it');
  return form;
}

/** The control of a field is found by its path: `seats[1].role` stands in `field-seats[1].role`. */
export const controlId = (field: string): string => `field-${field}`;
export const fieldOfControl = (id: string): string | undefined =>
  id.startsWith('field-') ? id.slice('field-'.length) : undefined;

/** How many problems are shown in fields below these paths. */
export const problemsIn = (form: Form, paths: readonly string[]): number =>
  form.read.ok
    ? 0
    : Object.keys(form.read.failure).filter(
        (field) => paths.some((path) => field.startsWith(path)) && form.problemOf(field) !== undefined,
      ).length;

/** The state of the form, kept in this window's storage under the scenario that it was opened from. */
export function useFormState(first: Draft, from: string | undefined): Form {
  const [{ draft, undo }, setState] = useState<{ readonly draft: Draft; readonly undo: Undo | undefined }>({
    draft: first,
    undo: undefined,
  });
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const late = useDeferredValue(draft);
  const read = useMemo(() => setupOf(late), [late]);
  useEffect(() => {
    if (late !== first) storeDraft(sessionStorage, from, late);
  }, [late, first, from]);
  const edit = useCallback((change: Edit, undone?: Undo) => {
    setState((state) => ({
      draft: change(state.draft),
      undo: undone ?? (state.undo?.lasting === true ? state.undo : undefined),
    }));
  }, []);
  const leave = useCallback((field: string) => {
    setLeft((known) => (known.has(field) ? known : new Set([...known, field])));
  }, []);
  return {
    draft,
    edit,
    undo,
    takeBack: useCallback(() => {
      setState((state) => ({ draft: state.undo?.edit(state.draft) ?? state.draft, undo: undefined }));
    }, []),
    dismissUndo: useCallback(() => setState((state) => ({ ...state, undo: undefined })), []),
    read,
    problemOf: (field) => (read.ok || !(all || left.has(field)) ? undefined : read.failure[field]),
    leave,
    showAll: useCallback(() => setAll(true), []),
    all,
  };
}
