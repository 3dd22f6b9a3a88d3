import { useEffect, useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { Result } from '#shared/base/result.ts';
import type { Output, RpcFailure } from '#shared/rpc/methods.ts';
import { useClient } from '../state/window.tsx';
import { bytesText, fitWord, type FitWord } from './figures.ts';

/** How many seats of the model, each with how much context. */
export type FitWish = { readonly seats: number; readonly context: number };
type Estimate = Output<'models.estimate'>;

const FIT_LOOKS: Readonly<Record<FitWord['word'], string>> = {
  Fits: '● text-good',
  'Fits barely': '◐ text-warn',
  'Does not fit': '▲ text-bad',
};

type Props = {
  readonly model: string;
  readonly wish: FitWish;
  /** It is not here yet: what the catalogue says of its file has to do. */
  readonly absent?: boolean;
};

/** Whether a model fits into the memory that is free, as a word and in numbers. */
export function ModelFit({ model, wish, absent = false }: Props) {
  const estimate = useFit(model, wish, absent);
  if (estimate === undefined) return <p className="text-[12px] text-dim">Reckoning what it takes…</p>;
  if (!estimate.ok && absent) return <p className="text-[12px] text-dim">Whether it fits is known once it is here.</p>;
  if (!estimate.ok) return <p className="text-[12px] text-warn">{visibleLine(estimate.failure.message)}</p>;
  return (
    <div>
      <FitLine estimate={estimate.value} />
      <p className="text-[12px] text-dim">{partsWords(estimate.value)}</p>
      {absent && <p className="text-[12px] text-dim">An estimate by the catalogue: the file is not here yet.</p>}
    </div>
  );
}

/** "Fits: 412 MB of 3.2 GB free" with its sign. */
export function FitLine({ estimate }: { readonly estimate: Pick<Estimate, 'total' | 'free'> }) {
  const { word, detail } = fitWord(estimate);
  const [sign = '', look = ''] = FIT_LOOKS[word].split(' ');
  return (
    <p className="tabular">
      <span className={`font-medium ${look}`}>
        <span aria-hidden>{sign} </span>
        {word}
      </span>
      : {detail}
    </p>
  );
}

export const partsWords = ({ weights, cache, overhead }: Pick<Estimate, 'weights' | 'cache' | 'overhead'>): string =>
  `${bytesText(weights)} weights + ${bytesText(cache)} cache + ${bytesText(overhead)} besides`;

/** The answer for what is wished now; the one before stays until it comes. */
function useFit(model: string, { seats, context }: FitWish, absent: boolean): Result<Estimate, RpcFailure> | undefined {
  const client = useClient();
  const [found, setFound] = useState<Result<Estimate, RpcFailure>>();
  useEffect(() => {
    const stop = new AbortController();
    const asked = { model, seats, context, absent };
    void client.call('models.estimate', asked, { signal: stop.signal }).then((estimate) => {
      if (!stop.signal.aborted) setFound(estimate);
    });
    return () => stop.abort();
  }, [client, model, seats, context, absent]);
  return found;
}
