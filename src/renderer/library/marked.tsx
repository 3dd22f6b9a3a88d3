import { visibleText } from '#shared/base/visible-text.ts';
import type { SearchHit } from '#shared/rpc/methods.ts';

/** A piece of a message with what was looked for marked in it: by its weight too, not by colour alone. */
export const Marked = ({ snippet }: Pick<SearchHit, 'snippet'>) => (
  <bdi dir="auto">
    {snippet.map(({ text, hit }, index) =>
      hit ? (
        <mark key={index} className="rounded-xs bg-accent/25 font-medium text-text">
          {pieceOf(text)}
        </mark>
      ) : (
        <span key={index}>{pieceOf(text)}</span>
      ),
    )}
  </bdi>
);

/** On one line; the space at its edges is what keeps it from the piece beside it. */
const pieceOf = (text: string): string => visibleText(text.replace(/\s+/gu, ' '));
