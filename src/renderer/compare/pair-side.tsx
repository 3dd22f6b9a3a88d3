import { useCallback, useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import { MinutesSheet } from '../inspector/minutes.tsx';
import { outcomeWords } from '../library/outcome.ts';
import { AskedDialog, type Asked } from '../room/asked-dialog.tsx';
import { clockWords } from '../room/figures.ts';
import type { Ask } from '../room/message-actions.tsx';
import { Transcript } from '../room/transcript.tsx';
import { hashOf } from '../state/route.ts';
import { useRun, useSession } from '../state/window.tsx';
import { TurnRuler } from './turn-ruler.tsx';

type Props = {
  readonly sign: string;
  readonly hasKeys: boolean;
  /** A hand or the focus came here. */
  readonly onTake: () => void;
  readonly differing: ReadonlySet<number>;
};

/** One of the two: what was said up to its playhead, and its turns to scrub over. */
export function PairSide({ sign, hasKeys, onTake, differing }: Props) {
  const phase = useRun((state) => state.phase);
  const failure = useRun((state) => state.failure);
  const isEmpty = useRun((state) => state.last === 0);
  return (
    <section
      aria-label={`Run ${sign}`}
      className="flex min-h-0 min-w-0 flex-col border-r border-line last:border-r-0"
      onFocusCapture={onTake}
      onPointerDownCapture={onTake}
    >
      <Head sign={sign} hasKeys={hasKeys} />
      {phase === 'opening' && <output className="p-6 text-dim">Opening the run…</output>}
      {phase === 'failed' && (
        <p role="alert" className="px-7 py-3 text-bad">
          <span aria-hidden>▲ </span>
          {failure?.message ?? 'The run could not be opened.'}
        </p>
      )}
      {(phase === 'open' || (phase === 'failed' && !isEmpty)) && <Said sign={sign} differing={differing} />}
    </section>
  );
}

function Said({ sign, differing }: Pick<Props, 'sign' | 'differing'>) {
  const [asked, setAsked] = useState<Asked>();
  const ask: Ask = useCallback((what, message) => setAsked({ what, message }), []);
  return (
    <>
      <div className="relative flex min-h-0 flex-1 flex-col">
        <Transcript onAsk={ask} />
        <MinutesSheet />
      </div>
      <TurnRuler sign={sign} differing={differing} />
      {asked !== undefined && <AskedDialog asked={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function Head({ sign, hasKeys }: Pick<Props, 'sign' | 'hasKeys'>) {
  const session = useSession();
  const row = useRun((state) => state.row);
  const head = useRun((state) => state.head);
  const last = useRun((state) => state.last);
  const at = useRun((state) => state.headAt);
  const turn = useRun((state) => state.now.transcript.rounds.size);
  const turns = useRun((state) => state.latest.transcript.rounds.size);
  return (
    <header className="flex shrink-0 flex-wrap items-baseline gap-x-3 border-b border-line px-4 py-1.5">
      <span
        className={`rounded-sm px-1.5 font-mono text-[12px] font-semibold ${hasKeys ? 'bg-accent text-on-accent' : 'bg-hover'}`}
      >
        {sign}
      </span>
      <h2 className="min-w-0 truncate font-medium">
        <a href={hashOf({ page: 'run', run: session.run, seq: head })} className="hover:underline">
          <bdi dir="auto">{visibleLine(row?.title ?? session.run)}</bdi>
        </a>
      </h2>
      {row !== undefined && (
        <span className="truncate text-[12px] text-dim">
          {row.way} · {outcomeWords(row, { brief: true })}
        </span>
      )}
      <span className="tabular ml-auto font-mono text-[12px] whitespace-nowrap text-dim">
        {clockWords(at)} · seq {head} of {last} · turn {turn} of {turns}
      </span>
    </header>
  );
}
