import { useEffect, useRef } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { Output } from '#shared/rpc/methods.ts';
import { MODE_WORDS } from '../compose/mode-words.ts';
import { useModels } from '../models/use-models.ts';
import { hashOf } from '../state/route.ts';
import { Button } from '../ui/button.tsx';
import { BlindSideView } from './blind-side.tsx';
import { modelNames } from './model-choices.ts';
import { useJudging, type Behind, type Judging, type Verdict } from './use-judging.ts';
import { useVerdictKeys } from './use-verdict-keys.ts';

/** Two outcomes side by side, judged without knowing whose they are. Until the verdict nothing here tells it. */
export function JudgePage({ sweep }: { readonly sweep: string }) {
  const judging = useJudging(sweep);
  const { asked, problem } = judging;
  return (
    <div className="mx-auto flex w-full max-w-[1400px] flex-col gap-5 p-8 max-[760px]:p-4">
      <header className="flex flex-col gap-1">
        <nav aria-label="Where this is" className="text-[12px]">
          <a href={hashOf({ page: 'sweeps', sweep })} className="text-accent hover:underline">
            Back to the sweep
          </a>
        </nav>
        <h1 className="text-[22px] font-semibold">Which outcome is better?</h1>
        {asked !== undefined && (
          <>
            <p className="max-w-[90ch] text-dim">
              <bdi dir="auto">{visibleLine(asked.question)}</bdi>
            </p>
            <p className="tabular text-[12px] text-dim">
              {asked.judged} of {asked.of} {asked.of === 1 ? 'pair' : 'pairs'} judged.
            </p>
          </>
        )}
      </header>
      {problem !== undefined && (
        <p role="alert" className="text-bad">
          <span aria-hidden>▲ </span>
          <bdi dir="auto">{visibleLine(problem)}</bdi>
        </p>
      )}
      {asked === undefined && problem === undefined && <p className="text-dim">Fetching two outcomes…</p>}
      {asked !== undefined && asked.pair === undefined && <NoneLeft asked={asked} />}
      {asked?.pair !== undefined && <Pair key={asked.pair.pair} pair={asked.pair} judging={judging} />}
    </div>
  );
}

function NoneLeft({ asked: { judged, of } }: { readonly asked: Output<'sweep.pair'> }) {
  return (
    <p className="rounded-card border border-line bg-panel p-5">
      {of === 0
        ? 'There is nothing to judge yet: two runs of the same seed have to be over, with other models or in another mode.'
        : `None is left: all ${judged} that can be judged now are. The table of the sweep has the Elo of it.`}
    </p>
  );
}

type PairProps = { readonly pair: NonNullable<Output<'sweep.pair'>['pair']>; readonly judging: Judging };

function Pair({ pair, judging }: PairProps) {
  const { behind, verdict, busy, judge, next } = judging;
  useVerdictKeys(behind === undefined && !busy ? judge : undefined);
  return (
    <>
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
        {(['left', 'right'] as const).map((side) => (
          <BlindSideView key={side} title={side === 'left' ? 'Left' : 'Right'} side={pair[side]}>
            {behind !== undefined && <BehindView behind={behind[side]} isBetter={verdict === side} />}
          </BlindSideView>
        ))}
      </div>
      {behind === undefined ? <Verdicts busy={busy} onJudge={judge} /> : <After verdict={verdict} onNext={next} />}
    </>
  );
}

const VERDICTS: readonly {
  readonly verdict: Verdict;
  readonly words: string;
  readonly keys: string;
  readonly aria: string;
}[] = [
  { verdict: 'left', words: 'Left is better', keys: '← or 1', aria: 'ArrowLeft 1' },
  { verdict: 'tie', words: 'Neither', keys: '0', aria: '0' },
  { verdict: 'right', words: 'Right is better', keys: '→ or 2', aria: 'ArrowRight 2' },
];

type VerdictsProps = { readonly busy: boolean; readonly onJudge: (verdict: Verdict) => void };

const Verdicts = ({ busy, onJudge }: VerdictsProps) => (
  <fieldset
    aria-label="Your verdict"
    className="sticky bottom-0 flex flex-wrap items-center justify-center gap-3 border-t border-line bg-bg py-3"
  >
    {VERDICTS.map(({ verdict, words, keys, aria }) => (
      <Button key={verdict} className="h-9" disabled={busy} aria-keyshortcuts={aria} onClick={() => onJudge(verdict)}>
        {words}
        <kbd aria-hidden className="font-sans text-[11px] text-dim">
          {keys}
        </kbd>
      </Button>
    ))}
  </fieldset>
);

const SAID: Readonly<Record<Verdict, string>> = {
  left: 'You said that left is better.',
  right: 'You said that right is better.',
  tie: 'You said that neither is better.',
};

function After({ verdict, onNext }: { readonly verdict: Verdict | undefined; readonly onNext: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <div className="sticky bottom-0 flex flex-wrap items-center justify-center gap-3 border-t border-line bg-bg py-3">
      <output>{verdict === undefined ? '' : SAID[verdict]}</output>
      <Button ref={button} kind="primary" className="h-9" onClick={onNext}>
        Next two
      </Button>
    </div>
  );
}

/** What stood behind a side; drawn only when the host has told it. */
function BehindView({ behind, isBetter }: { readonly behind: Behind; readonly isBetter: boolean }) {
  const { models } = useModels();
  const nameOf = modelNames(models);
  return (
    <p className="rounded-control border border-line bg-bg px-3 py-2">
      {isBetter && <span className="text-good">✓ Better: </span>}
      <bdi dir="auto" className="font-medium">
        {[...new Set(behind.models)].map((model) => visibleLine(nameOf(model))).join(' + ')}
      </bdi>
      , {MODE_WORDS[behind.mode][0]}.{' '}
      <a href={hashOf({ page: 'run', run: behind.run })} className="text-accent hover:underline">
        Open its run
      </a>
    </p>
  );
}
