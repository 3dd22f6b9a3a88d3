import { visibleLine } from '#shared/base/visible-text.ts';
import { countText } from '../models/figures.ts';
import { FitLine, partsWords } from '../models/model-fit.tsx';
import { PullControl } from '../models/pull-control.tsx';
import type { Models } from '../models/use-models.ts';
import { memoryTotal, type TokenEstimate } from './estimate.ts';
import { Fold } from './section.tsx';
import type { Estimate, ModelMemory } from './use-estimate.ts';

type Props = {
  readonly estimate: Estimate;
  readonly models: Models['models'];
  readonly tokenLimit: number | undefined;
};

/** What the run would take: memory against what is free, and tokens. */
export function EstimateCard({ estimate, models, tokenLimit }: Props) {
  const { memory, tokens, old } = estimate;
  return (
    <section aria-labelledby="estimate" className="flex flex-col gap-3 rounded-card border border-line bg-panel p-4">
      <h2 id="estimate" className="text-[14px] font-semibold">
        What it would take
      </h2>
      {old && <p className="text-[12px] text-warn">A field needs mending; this is of what was typed before.</p>}
      <div className="flex flex-col gap-1">
        <h3 className="text-[12px] text-dim">Memory</h3>
        <MemoryPart memory={memory} models={models} />
      </div>
      {tokens !== undefined && <TokensPart tokens={tokens} limit={tokenLimit} />}
    </section>
  );
}

function MemoryPart({ memory, models }: { readonly memory: Estimate['memory']; readonly models: Models['models'] }) {
  if (memory === undefined) return <p className="text-dim">Reckoning…</p>;
  if (memory.length === 0) return <p>None: the scripted model needs no memory.</p>;
  const known = memory.flatMap(({ memory: part }) => (part.ok ? [part.value] : []));
  const total = memoryTotal(known);
  const whole = known.length === memory.length;
  return (
    <>
      {known.length > 0 && <FitLine estimate={total} />}
      {known.length > 0 && !whole && <p className="text-[12px] text-dim">Without what is not here yet.</p>}
      {whole && !total.fits && (
        <p className="text-[12px] text-warn">You can start anyway; it may become slow or be refused.</p>
      )}
      <ul className="flex flex-col gap-2 text-[12px]">
        {memory.map((part) => (
          <li key={part.wish.model}>
            <ModelPart part={part} models={models} />
          </li>
        ))}
      </ul>
    </>
  );
}

function ModelPart({ part, models }: { readonly part: ModelMemory; readonly models: Models['models'] }) {
  const { wish, memory } = part;
  const row = models?.find(({ id }) => id === wish.model);
  return (
    <>
      <bdi dir="auto" className="font-medium break-all">
        {visibleLine(row?.name ?? wish.model)}
      </bdi>
      {memory.ok ? (
        <span className="block text-dim">
          {partsWords(memory.value)}, for {counted(wish.slots, 'turn')} at once and{' '}
          {counted(wish.trunks, 'common ground')} of {countText(wish.context)} tokens
        </span>
      ) : row !== undefined && !row.present && row.origin === 'catalog' ? (
        <span className="flex flex-col gap-2 text-warn">
          It is not on this machine yet.
          <PullControl model={row} brief />
        </span>
      ) : (
        <span className="block text-warn">
          <bdi dir="auto">{visibleLine(memory.failure.message)}</bdi>
        </span>
      )}
    </>
  );
}

function TokensPart({ tokens, limit }: { readonly tokens: TokenEstimate; readonly limit: number | undefined }) {
  return (
    <div className="flex flex-col gap-1">
      <h3 className="text-[12px] text-dim">Tokens</h3>
      <p className="tabular">
        At most about <strong className="font-medium">{countText(tokens.total)}</strong> in{' '}
        {counted(tokens.turns, 'turn')}
      </p>
      <p className="tabular text-[12px] text-dim">
        {countText(tokens.written)} written + {countText(tokens.evaluated)} evaluated
      </p>
      {limit !== undefined && limit < tokens.total && (
        <p className="text-[12px] text-warn">The budget of {countText(limit)} tokens may end it earlier.</p>
      )}
      <Fold label="How it is reckoned" problems={0}>
        <ul className="list-disc pl-4 text-[12px] text-dim">
          {tokens.how.map((line) => (
            <li key={line}>{line}</li>
          ))}
          <li>What a prompt shares with one before it is not evaluated again and costs nothing.</li>
        </ul>
      </Fold>
    </div>
  );
}

const counted = (count: number, word: string): string => `${countText(count)} ${word}${count === 1 ? '' : 's'}`;
