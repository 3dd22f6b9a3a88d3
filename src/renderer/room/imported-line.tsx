import { visibleLine } from '#shared/base/visible-text.ts';
import { importedSentences } from '../library/imported-words.ts';
import { useRun } from '../state/window.tsx';

/** What an imported run is, for as long as one looks at it. */
export function ImportedLine() {
  const imported = useRun(({ row }) => row?.imported);
  if (imported === undefined) return undefined;
  const broken = imported.broken !== undefined;
  return (
    <p
      role="note"
      aria-label="About this import"
      className={`shrink-0 border-b border-line bg-panel px-3 py-1 text-[12px] wrap-anywhere ${broken ? 'text-bad' : 'text-warn'}`}
    >
      <span aria-hidden>△ </span>
      {visibleLine(importedSentences(imported).join(' '))}
    </p>
  );
}
