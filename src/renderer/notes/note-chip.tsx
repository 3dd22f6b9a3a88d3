import { visibleLine } from '#shared/base/visible-text.ts';
import type { MessageId } from '#shared/events/ids.ts';
import { useIsFile, useSession } from '../state/window.tsx';
import { seqOfMessage } from './noted-place.ts';
import { useNoteAt, useRunNotes } from './use-notes.ts';

/** Beside a message that has one: the reader's bookmark, and the note in a line. */
export function NoteChip({ message }: { readonly message: MessageId }) {
  const { log } = useSession();
  const own = useNoteAt(seqOfMessage(log, message));
  if (own === undefined) return undefined;
  return (
    <span className="flex min-w-0 items-baseline gap-1.5 text-[12px] text-accent">
      {own.bookmark && (
        <span>
          <span aria-hidden>★ </span>bookmarked
        </span>
      )}
      {own.note !== '' && (
        <span className="max-w-[40ch] truncate" title={visibleLine(own.note)}>
          <span aria-hidden>✎ </span>
          <bdi dir="auto">{visibleLine(own.note)}</bdi>
        </span>
      )}
    </span>
  );
}

/** What the reader can do to a message of their own: a bookmark and a note. */
export function NoteActions({ message }: { readonly message: MessageId }) {
  const { log } = useSession();
  const notes = useRunNotes();
  const seq = seqOfMessage(log, message);
  const own = useNoteAt(seq);
  const isFile = useIsFile();
  if (seq === undefined || isFile) return undefined;
  const look = 'text-accent hover:underline';
  return (
    <>
      <button
        type="button"
        className={look}
        aria-pressed={own?.bookmark === true}
        onClick={() => void notes.toggle(seq)}
      >
        Bookmark{own?.bookmark === true ? ' ✓' : ''}
      </button>
      <button type="button" className={look} onClick={() => notes.edit(seq)}>
        {(own?.note ?? '') === '' ? 'Note…' : 'Edit the note…'}
      </button>
    </>
  );
}
