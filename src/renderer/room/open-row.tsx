import { memo, type CSSProperties } from 'react';
import { useStore } from 'zustand';
import { useRun, useSession } from '../state/window.tsx';
import { BranchButtons } from '../branch/branch-buttons.tsx';
import { laneColour } from '../ui/lane-colour.ts';
import { ActWord, AnswersLink, LaneBar, NameOf } from './row-parts.tsx';
import { addresseesWords } from './figures.ts';
import { MessageText } from './message-text.tsx';
import { doingOf, type OpenTurn } from './rows.ts';

/** A turn that is under way: what it has written so far, or what it is doing. Drawn anew with each piece, and alone. */
export const OpenRow = memo(function OpenRow({
  row,
  selected,
}: {
  readonly row: OpenTurn;
  readonly selected: boolean;
}) {
  const { log, writing } = useSession();
  const text = useStore(writing, (all) => all.get(row.turn)?.text ?? '');
  const at = useRun((state) => Math.floor(state.headAt / 100_000) * 100_000);
  const { words, move } = doingOf(log, row, { at, written: text });
  const colour = laneColour(row.seat);
  return (
    <article
      aria-label={`Turn ${row.turn} is under way`}
      className={`relative rounded-card py-2 pr-3 pl-4 ${selected ? 'bg-hover' : 'group-hover:bg-hover/50'}`}
      style={{ '--caret': colour } as CSSProperties}
    >
      <LaneBar colour={colour} />
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <NameOf sender={row.agent} colour={colour} />
        {move !== undefined && <ActWord act={move.act} />}
        {move !== undefined && <span className="text-[12.5px] text-dim">to {addresseesWords(move.to)}</span>}
        {move?.inReplyTo !== undefined && <AnswersLink verb="answers" message={move.inReplyTo} />}
        <span className="tabular ml-auto shrink-0 text-[12px] text-dim">
          turn {row.turn} · {text === '' ? 'thinking' : 'writing'}
        </span>
      </header>
      {text !== '' && (
        // The words come again as a message once they are whole: read aloud then, not letter by letter.
        <div aria-live="off" className="mt-1 max-w-[74ch] text-[14px]">
          <MessageText text={text} caret />
        </div>
      )}
      <footer className="mt-1 flex flex-wrap items-baseline gap-x-4 text-[12px] text-warn">
        <span>
          <span aria-hidden>◐ </span>
          {words}
        </span>
        {selected && (
          <span className="flex gap-3">
            <BranchButtons turn={row.turn} at="playhead" />
          </span>
        )}
      </footer>
    </article>
  );
});
