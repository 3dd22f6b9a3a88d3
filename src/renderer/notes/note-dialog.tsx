import { useState, type FormEvent } from 'react';
import type { Seq } from '#shared/events/ids.ts';
import { useIsFile } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { DialogFoot, DialogFrame } from '../ui/dialog-frame.tsx';
import { CheckField } from '../ui/field-check.tsx';
import { TextField } from '../ui/field.tsx';
import { useNoteAt, useNotes, useNotesRead, useRunNotes } from './use-notes.ts';

/** The dialog of the note that is being written; one for the room. */
export function NoteDialog() {
  useNotesRead();
  const editing = useNotes((state) => state.editing);
  const isFile = useIsFile();
  return editing === undefined || isFile ? undefined : <Editing key={editing} seq={editing} />;
}

const LONGEST = 10_000;

function Editing({ seq }: { readonly seq: Seq }) {
  const notes = useRunNotes();
  const own = useNoteAt(seq);
  const [note, setNote] = useState(own?.note ?? '');
  const [bookmark, setBookmark] = useState(own?.bookmark ?? false);
  const close = (): void => notes.edit(undefined);
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (note.length <= LONGEST && (await notes.set({ seq, note, bookmark }))) close();
  };
  return (
    <DialogFrame
      title={`Note on event ${seq}`}
      description="It stays in your library; no log holds it."
      onClose={close}
    >
      <form className="flex flex-col gap-3" onSubmit={(event) => void save(event)}>
        <TextField
          id="note-text"
          label="Note"
          long
          value={note}
          onChange={setNote}
          hint="Found by the search of runs and messages"
          problem={note.length > LONGEST ? `${note.length} characters; ${LONGEST} are kept at most` : undefined}
        />
        <CheckField label="Bookmark" checked={bookmark} onChange={setBookmark} />
        <DialogFoot>
          <Button onClick={close}>Cancel</Button>
          <Button kind="primary" type="submit">
            Keep the note
          </Button>
        </DialogFoot>
      </form>
    </DialogFrame>
  );
}
