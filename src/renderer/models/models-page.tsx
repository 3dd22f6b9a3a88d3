import { useState } from 'react';
import type { ModelRow } from '#shared/rpc/model-methods.ts';
import { DEFAULT_CONTEXT } from '#shared/scenario/defaults.ts';
import { Button } from '../ui/button.tsx';
import { NumberField } from '../ui/field.tsx';
import { ModelCard } from './model-card.tsx';
import type { FitWish } from './model-fit.tsx';
import { RootsSection } from './roots-section.tsx';
import { useModels } from './use-models.ts';
import { useSettled } from './use-settled.ts';

/** The models of the catalogue and the files that were found: what they are, whether they fit, and how to get them. */
export function ModelsPage() {
  const { models, failure, reload } = useModels();
  const [seats, setSeats] = useState('3');
  const [context, setContext] = useState(String(DEFAULT_CONTEXT));
  const wish = wishOf(useSettled(seats), useSettled(context));
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-5xl flex-col gap-6 p-6">
        <header className="flex flex-wrap items-end gap-x-6 gap-y-3">
          <div className="min-w-60 flex-1">
            <h1 className="text-[18px] font-semibold">Models</h1>
            <p className="text-dim">Nothing is fetched before you ask for it. Models run on this machine.</p>
          </div>
          <fieldset className="flex gap-3">
            <legend className="sr-only">Fit with</legend>
            <NumberField
              id="fit-seats"
              label="Fit with seats"
              value={seats}
              onChange={setSeats}
              problem={wholeOf(seats, 1, 255) === undefined ? '1 to 255' : undefined}
              className="w-28"
            />
            <NumberField
              id="fit-context"
              label="and tokens of context"
              value={context}
              onChange={setContext}
              problem={wholeOf(context, 256, 10_000_000) === undefined ? '256 or more' : undefined}
              className="w-40"
            />
          </fieldset>
        </header>
        {failure !== undefined && (
          <p role="alert" className="text-bad">
            The list of models could not be read: {failure.message} <Button onClick={reload}>Try again</Button>
          </p>
        )}
        {models === undefined && failure === undefined && <p className="text-dim">Reading the models…</p>}
        {models !== undefined && <Lists models={models} wish={wish} onReload={reload} />}
      </div>
    </div>
  );
}

type ListsProps = { readonly models: readonly ModelRow[]; readonly wish: FitWish; readonly onReload: () => void };

function Lists({ models, wish, onReload }: ListsProps) {
  const known = models.filter(({ origin }) => origin === 'catalog');
  const found = models.filter(({ origin }) => origin === 'found');
  return (
    <>
      <ModelList title="Catalogue" models={known} wish={wish} empty="The catalogue is empty." />
      <ModelList
        title="Found on this machine"
        models={found}
        wish={wish}
        empty="No other GGUF file lies in the models folder. Put one there and look again, or name one by its path in a seat."
      />
      <RootsSection models={models} wish={wish} onReload={onReload} />
      <div>
        <Button onClick={onReload}>Look again</Button>
      </div>
    </>
  );
}

type ListProps = {
  readonly title: string;
  readonly models: readonly ModelRow[];
  readonly wish: FitWish;
  readonly empty: string;
};

function ModelList({ title, models, wish, empty }: ListProps) {
  const id = `models-${title.toLowerCase().replaceAll(' ', '-')}`;
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <h2 id={id} className="text-[12px] font-semibold text-dim">
        {title}
      </h2>
      {models.length === 0 && <p className="text-dim">{empty}</p>}
      {models.map((model) => (
        <ModelCard key={model.id} model={model} wish={wish} />
      ))}
    </section>
  );
}

/** What is typed where it is a whole number within its bounds. */
function wholeOf(text: string, least: number, most: number): number | undefined {
  const value = /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;
  return value !== undefined && value >= least && value <= most ? value : undefined;
}

/** What the fits are asked for; what is no number yet counts as the usual. */
const wishOf = (seats: string, context: string): FitWish => ({
  seats: wholeOf(seats, 1, 255) ?? 3,
  context: wholeOf(context, 256, 10_000_000) ?? DEFAULT_CONTEXT,
});
