import { visibleLine } from '#shared/base/visible-text.ts';
import { typeName } from '#shared/events/event.ts';
import type { RunNote } from '#shared/rpc/methods.ts';
import { Empty, Jump, Words } from '../inspector/parts.tsx';
import { useIsFile, useRun, useSession } from '../state/window.tsx';
import { selectionOfPlace } from './noted-place.ts';
import { useNotes, useRunNotes } from './use-notes.ts';

/** All bookmarks and notes of the run; each leads to its event. */
export function NotesPanel() {
  const notes = useNotes((state) => state.notes);
  const isFile = useIsFile();
  if (notes.length === 0 && isFile) return <Empty>The file has no bookmarks and notes.</Empty>;
  if (notes.length === 0)
    return (
      <Empty>
        No bookmarks and notes yet. Press B to bookmark what is picked out or the moment, Shift B to write a note on it.
      </Empty>
    );
  return (
    <ul aria-label="Bookmarks and notes" className="space-y-3">
      {notes.map((note) => (
        <li key={note.seq}>
          <NoteRow note={note} />
        </li>
      ))}
    </ul>
  );
}

function NoteRow({ note: { seq, bookmark, note } }: { readonly note: RunNote }) {
  const { log } = useSession();
  const notes = useRunNotes();
  const isFile = useIsFile();
  // What stood there may come only now.
  useRun(({ last }) => last >= seq);
  const event = log.at(seq);
  const gist = event?.type === 'v1.message.sent' || event?.type === 'v1.message.held' ? event.data.gist : undefined;
  const about = gist ?? (event === undefined ? '' : typeName(event));
  return (
    <>
      <p className="flex items-baseline justify-between gap-2 text-[12px]">
        <Jump to={selectionOfPlace(log, seq)} seq={seq} label={`Go to event ${seq}${bookmark ? ', bookmarked' : ''}`}>
          <span aria-hidden>{bookmark ? '★' : '✎'} </span>event {seq}
        </Jump>
        {!isFile && (
          <button
            type="button"
            aria-label={`Remove what stands at event ${seq}`}
            className="rounded-control px-1.5 text-dim hover:bg-hover hover:text-text"
            onClick={() => void notes.set({ seq, bookmark: false, note: '' })}
          >
            ✕
          </button>
        )}
      </p>
      {note !== '' && <Words text={note} className="text-[13px] text-text" />}
      <bdi dir="auto" className="line-clamp-2 text-[12px] wrap-anywhere text-dim">
        {visibleLine(about)}
      </bdi>
    </>
  );
}
