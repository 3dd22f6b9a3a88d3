import { visibleLine } from '#shared/base/visible-text.ts';
import { selectionOfPlace } from '../notes/noted-place.ts';
import { useNotes } from '../notes/use-notes.ts';
import { useSession, useSettings } from '../state/window.tsx';
import { pixelOf } from './axis.ts';
import type { TimelineView } from './timeline-view.ts';
import { useSettled } from './use-settled.ts';

const MOST = 60;

/** The reader's bookmarks and notes at the foot of the ruler; each leads to its event. Drawn as paths, so that no font decides how they look. */
export function NoteMarks({ view }: { readonly view: TimelineView }) {
  const session = useSession();
  useSettled(view);
  useSettings((state) => state.axis);
  const notes = useNotes((state) => state.notes);
  if (notes.length === 0) return undefined;
  const [axis, window] = [view.axis(), view.window()];
  const shown = notes
    .map((note) => ({ ...note, x: pixelOf(window, axis.unit(axis.raw(view.layout.pointOf(note.seq)))) }))
    .filter(({ x }) => x >= 0 && x <= window.width)
    .slice(0, MOST);
  return (
    <ul aria-label="Bookmarks and notes on the timeline">
      {shown.map(({ seq, x, bookmark, note }) => (
        <li key={seq}>
          <button
            type="button"
            aria-label={`${bookmark ? 'Bookmark' : 'Note'} at event ${seq}${note === '' ? '' : `: ${visibleLine(note)}`}`}
            title={note === '' ? `Bookmark at event ${seq}` : visibleLine(note)}
            className="absolute bottom-0 size-3.5 rounded-[3px] text-accent hover:bg-hover"
            style={{ left: x - 7 }}
            onPointerDown={(event) => event.stopPropagation()}
            onClick={() => {
              session.seek(seq);
              session.select(selectionOfPlace(session.log, seq));
            }}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true" className="size-3.5">
              <path d={bookmark ? BOOKMARK : NOTE} fill={bookmark ? 'currentColor' : 'none'} stroke="currentColor" />
            </svg>
          </button>
        </li>
      ))}
    </ul>
  );
}

const BOOKMARK = 'M4 2 L12 2 L12 14 L8 10.5 L4 14 Z';
const NOTE = 'M3 3 L13 3 L13 10 L10 13 L3 13 Z M10 13 L10 10 L13 10 M5 6 L11 6 M5 8.5 L9 8.5';
