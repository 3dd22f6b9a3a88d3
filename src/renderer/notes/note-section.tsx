import type { Seq } from '#shared/events/ids.ts';
import { Section, TextButton, Words } from '../inspector/parts.tsx';
import { useIsFile } from '../state/window.tsx';
import { useNoteAt, useRunNotes } from './use-notes.ts';

/** The reader's own bookmark and note on an event. */
export function NoteSection({ seq }: { readonly seq: Seq }) {
  const notes = useRunNotes();
  const own = useNoteAt(seq);
  const note = own?.note ?? '';
  const isFile = useIsFile();
  if (isFile && own === undefined) return undefined;
  return (
    <Section
      title={isFile ? 'Note of the reader' : 'Your note'}
      aside={own?.bookmark === true ? '★ bookmarked' : undefined}
    >
      {note !== '' && <Words text={note} className="mb-1 border-l-2 border-accent pl-2 text-[13px] text-text" />}
      {!isFile && (
        <p className="flex flex-wrap gap-x-3">
          <TextButton onClick={() => void notes.toggle(seq)}>
            {own?.bookmark === true ? 'Take the bookmark away' : 'Bookmark'}
          </TextButton>
          <TextButton onClick={() => notes.edit(seq)}>{note === '' ? 'Write a note…' : 'Edit the note…'}</TextButton>
          {note !== '' && (
            <TextButton kind="bad" onClick={() => void notes.set({ seq, note: '', bookmark: own?.bookmark === true })}>
              Remove the note
            </TextButton>
          )}
        </p>
      )}
    </Section>
  );
}
