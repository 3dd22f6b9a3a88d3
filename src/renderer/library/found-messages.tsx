import { visibleLine } from '#shared/base/visible-text.ts';
import { hashOf } from '../state/route.ts';
import { Marked } from './marked.tsx';
import { counted } from '#shared/base/text.ts';
import type { Found } from './use-hits.ts';

/** Messages with the words that were looked for; each leads to its message at its time. */
export const FoundMessages = ({ found }: { readonly found: Found }) => (
  <section aria-label="Messages" className="flex flex-col gap-2">
    {found.failure === undefined ? (
      <output className="text-dim">
        {found.hits.length === 0 ? 'No message has these words.' : counted(found.hits.length, 'message')}
      </output>
    ) : (
      <p role="alert" className="text-bad">
        The messages could not be searched: {visibleLine(found.failure)}
      </p>
    )}
    <ul className="divide-y divide-line rounded-card border border-line bg-panel empty:hidden">
      {found.hits.map(({ run, message, seq, snippet, from, turn, title }) => (
        <li key={`${run}/${message}`}>
          <a
            href={hashOf({ page: 'run', run, seq, selection: { kind: 'message', message } })}
            className="block px-4 py-2.5 hover:bg-hover"
          >
            <Marked snippet={snippet} />
            <span className="block text-[12px] text-dim">
              {visibleLine(from)}
              {turn === undefined ? '' : `, turn ${turn}`} · {visibleLine(title)}
            </span>
          </a>
        </li>
      ))}
    </ul>
  </section>
);

/** The reader's own notes with these words; each leads to its event. Nothing where there are none. */
export function FoundNotes({ found: { notes } }: { readonly found: Found }) {
  if (notes.length === 0) return undefined;
  return (
    <section aria-label="Your notes" className="flex flex-col gap-2">
      <output className="text-dim">{counted(notes.length, 'note')} of yours</output>
      <ul className="divide-y divide-line rounded-card border border-line bg-panel">
        {notes.map(({ run, seq, snippet, title }) => (
          <li key={`${run}/${seq}`}>
            <a
              href={hashOf({ page: 'run', run, seq, selection: { kind: 'event', seq } })}
              className="block px-4 py-2.5 hover:bg-hover"
            >
              <Marked snippet={snippet} />
              <span className="block text-[12px] text-dim">
                on event {seq} · {visibleLine(title)}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
