import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Seq } from '#shared/events/ids.ts';
import type { RunNote } from '#shared/rpc/methods.ts';
import { useClient, useRun, useSession } from '../state/window.tsx';
import { noteAt, openNotes, type NotesState, type RunNotes } from './notes-store.ts';

/** The notes of the open run: what can be done with them. */
export function useRunNotes(): RunNotes {
  return openNotes(useClient(), useSession());
}

export function useNotes<Part>(part: (state: NotesState) => Part): Part {
  return useStore(useRunNotes().store, part);
}

export const useNoteAt = (seq: Seq | undefined): RunNote | undefined =>
  useNotes(({ notes }) => (seq === undefined ? undefined : noteAt(notes, seq)));

/** Reads them once it is known which run this is. */
export function useNotesRead(): void {
  const notes = useRunNotes();
  const run = useRun(({ row }) => row?.run);
  useEffect(() => {
    if (run !== undefined) void notes.read();
  }, [notes, run]);
}
