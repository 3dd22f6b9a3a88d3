import { markdownBlock } from './markdown-text.ts';

/** What the user wrote beside an event, or that it is bookmarked; it is in no log. */
export type ExportNote = { readonly seq: number; readonly bookmark: boolean; readonly note: string };

/** Notes and bookmarks as a closing section of a Markdown export; nothing where there are none. */
export function* notesSection(notes: readonly ExportNote[]): Generator<string> {
  if (notes.length === 0) return;
  yield '\n## Notes of the reader\n';
  for (const { seq, bookmark, note } of notes) {
    yield `\n**Event ${seq}**${bookmark ? ' (bookmarked)' : ''}\n`;
    if (note.trim() !== '') yield `\n${markdownBlock(note)}\n`;
  }
}
