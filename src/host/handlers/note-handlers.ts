import { fail, ok } from '#shared/base/result.ts';
import { seq } from '#shared/events/ids.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import type { LibraryDoor } from '../library-door.ts';
import type { RunCatalog } from '../run-catalog.ts';

type NoteHandlers = Pick<Handlers, 'notes.list' | 'notes.set' | 'notes.remove'>;

/** Bookmarks and notes on events of any run, recordings among them. */
export function noteHandlers(catalog: RunCatalog, door: LibraryDoor): NoteHandlers {
  return {
    async 'notes.list'({ run }) {
      const notes = door.peek((library) => library.notes.of(run)) ?? [];
      return ok({ notes: notes.map((note) => ({ ...note, seq: seq(note.seq) })) });
    },
    async 'notes.set'({ run, ...note }) {
      const found = await catalog.find(run);
      if (!found.ok) return found;
      if (note.seq > found.value.events && found.value.state === 'ended') {
        const message = `${run} has ${found.value.events} events: a note stands at one of them.`;
        return fail({ code: 'usage', message });
      }
      const set = door.use((library) => library.notes.set(run, { ...note, note: note.note.trim() }));
      return set.ok ? ok({}) : set;
    },
    async 'notes.remove'({ run, seq: at }) {
      const removed = door.use((library) => library.notes.remove(run, at));
      return removed.ok ? ok({}) : removed;
    },
  };
}
