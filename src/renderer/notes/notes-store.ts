import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Seq } from '#shared/events/ids.ts';
import type { Client } from '#shared/rpc/client.ts';
import type { RunNote } from '#shared/rpc/methods.ts';
import { toast } from '../app/toasts.tsx';
import type { RunSession } from '../state/run-state.ts';

/** The bookmarks and notes of an open run, and the event whose note is being written. */
export type NotesState = {
  /** In the order of the events. */
  readonly notes: readonly RunNote[];
  readonly editing: Seq | undefined;
};

export interface RunNotes {
  readonly store: StoreApi<NotesState>;
  /** Reads them anew. */
  read(): Promise<void>;
  /** In place of what stands there; neither a bookmark nor words is none. Says where it was refused. */
  set(note: RunNote): Promise<boolean>;
  toggle(seq: Seq): Promise<boolean>;
  edit(seq: Seq | undefined): void;
}

export const NO_NOTES: readonly RunNote[] = [];

const known = new WeakMap<RunSession, RunNotes>();

/** Those of an open run; undefined until somebody has opened them. */
export const notesOf = (session: RunSession): RunNotes | undefined => known.get(session);

/** One for each open run, whoever asks first. */
export function openNotes(client: Client, session: RunSession): RunNotes {
  const found = known.get(session);
  if (found !== undefined) return found;
  const store = createStore<NotesState>(() => ({ notes: NO_NOTES, editing: undefined }));
  // A recording also goes by the name of its file; its notes go by its id.
  const idOf = (): RunSession['run'] => session.store.getState().row?.run ?? session.run;
  const notes: RunNotes = {
    store,
    async read() {
      const read = await client.call('notes.list', { run: idOf() });
      if (read.ok) store.setState({ notes: read.value.notes });
    },
    async set(note) {
      const done = await client.call('notes.set', { run: idOf(), ...note });
      if (done.ok) store.setState((state) => ({ notes: withNote(state.notes, note) }));
      else toast({ title: 'Not kept', detail: done.failure.message });
      return done.ok;
    },
    toggle: (seq) => {
      const own = noteAt(store.getState().notes, seq);
      return notes.set({ seq, note: own?.note ?? '', bookmark: own?.bookmark !== true });
    },
    edit: (editing) => store.setState({ editing }),
  };
  known.set(session, notes);
  return notes;
}

export const noteAt = (notes: readonly RunNote[], seq: Seq): RunNote | undefined =>
  notes.find((own) => own.seq === seq);

/** As the library keeps it: trimmed, in the order of the events, and gone where nothing is left of it. */
export function withNote(notes: readonly RunNote[], { note, ...rest }: RunNote): readonly RunNote[] {
  const own = { ...rest, note: note.trim() };
  const others = notes.filter(({ seq }) => seq !== own.seq);
  if (!own.bookmark && own.note === '') return others;
  return [...others, own].toSorted((one, other) => one.seq - other.seq);
}
