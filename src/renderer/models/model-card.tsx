import { visibleLine } from '#shared/base/visible-text.ts';
import type { ModelRow } from '#shared/rpc/model-methods.ts';
import { ModelFit, type FitWish } from './model-fit.tsx';
import { modelFacts, stateWord } from './model-facts.ts';
import { OwnerBadge } from './owner-badge.tsx';
import { PullControl } from './pull-control.tsx';
import { VerifyControl } from './verify-control.tsx';

const STATES: Readonly<Record<ReturnType<typeof stateWord>, readonly [sign: string, look: string]>> = {
  Here: ['●', 'text-good'],
  'Not here': ['○', 'text-dim'],
  Begun: ['◐', 'text-warn'],
  'Cannot be used': ['▲', 'text-bad'],
};

/** A model with its facts, whether it fits, and what can be done with it. */
export function ModelCard({ model, wish }: { readonly model: ModelRow; readonly wish: FitWish }) {
  const word = stateWord(model);
  const [sign, look] = STATES[word];
  const heading = `model-${model.id}`;
  return (
    <article aria-labelledby={heading} className="flex flex-col gap-3 rounded-card border border-line bg-panel p-4">
      <header className="flex flex-wrap items-baseline gap-x-3">
        <h3 id={heading} className="text-[14px] font-semibold break-words">
          <bdi dir="auto">{visibleLine(model.name)}</bdi>
        </h3>
        <span className={`text-[12px] ${look}`}>
          <span aria-hidden>{sign} </span>
          {word}
        </span>
        <OwnerBadge owners={model.owners} />
        <code className="ml-auto text-[12px] break-all text-dim">{visibleLine(model.id)}</code>
      </header>
      {model.note !== '' && model.problem === undefined && (
        <p className="text-dim">
          <bdi dir="auto">{visibleLine(model.note)}</bdi>
        </p>
      )}
      {model.problem !== undefined && (
        <p className="text-bad" role="alert">
          <span aria-hidden>▲ </span>
          <bdi dir="auto">{visibleLine(model.problem)}</bdi>. {adviceOf(model)}
        </p>
      )}
      <div className="grid grid-cols-1 gap-x-8 gap-y-3 md:grid-cols-[minmax(0,1fr)_300px]">
        <Facts model={model} />
        <div className="flex min-w-0 flex-col gap-3">
          {(model.present ? model.problem === undefined : model.origin === 'catalog') && (
            <ModelFit model={model.id} wish={wish} absent={!model.present} />
          )}
          {model.origin === 'catalog' && <PullControl model={model} />}
          {model.present && (model.origin === 'catalog' || model.problem === undefined) && (
            <VerifyControl id={model.id} name={model.name} />
          )}
        </div>
      </div>
    </article>
  );
}

const adviceOf = ({ origin, present }: ModelRow): string => {
  if (origin !== 'catalog') return 'Use another file.';
  return present ? 'Delete the file and fetch it again.' : 'Fetch it again: the file is replaced.';
};

function Facts({ model }: { readonly model: ModelRow }) {
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(130px,1fr))] content-start gap-x-4 gap-y-2">
      {modelFacts(model).map(({ name, value, code }) => (
        <div key={name} className={`min-w-0 ${code === true ? 'col-span-full' : ''}`}>
          <dt className="text-[12px] text-dim">{name}</dt>
          <dd
            className={`break-words ${code === true ? 'font-mono text-[12px] break-all [font-variant-ligatures:none]' : ''}`}
          >
            <bdi dir="auto">{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
