import { counted } from '#shared/base/text.ts';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { ModelRow } from '#shared/rpc/model-methods.ts';
import { Button } from '../ui/button.tsx';
import { modelNames } from './model-choices.ts';
import type { SweepShape } from './sweep-draft.ts';

type Props = {
  /** Undefined where a field has to be mended first. */
  readonly shape: SweepShape | undefined;
  readonly models: readonly ModelRow[] | undefined;
  readonly problem: string | undefined;
  readonly busy: boolean;
  readonly onStart: () => void;
};

/** So many sets of models are named. */
const SHOWN = 12;

/** How many runs it makes, in which order their models are loaded, and the button that starts it. */
export function ShapeCard({ shape, models, problem, busy, onStart }: Props) {
  const nameOf = modelNames(models);
  return (
    <aside aria-label="What it makes" className="flex min-w-0 flex-col gap-3 self-start lg:sticky lg:top-6">
      <section className="flex flex-col gap-2 rounded-card border border-line bg-panel p-4">
        <h3 className="text-[14px] font-semibold">What it makes</h3>
        {shape === undefined ? (
          <p className="text-dim">Mend the fields that say what is wrong.</p>
        ) : (
          <>
            <output className="tabular">
              <span className="text-[18px] font-semibold">{counted(shape.runs, 'run')}</span>
              <span className="block text-[12px] text-dim">{shape.factors}</span>
            </output>
            <h4 className="text-[12px] text-dim">In this order, so that a model is loaded once</h4>
            <ol className="flex list-decimal flex-col gap-1 pl-5 text-[12px] marker:text-dim">
              {shape.groups.slice(0, SHOWN).map(({ models: own, runs }) => (
                <li key={own.join('\n')} className="wrap-anywhere">
                  <bdi dir="auto">{own.map((model) => visibleLine(nameOf(model))).join(' + ')}</bdi>{' '}
                  <span className="text-dim">· {counted(runs, 'run')}</span>
                </li>
              ))}
            </ol>
            {shape.groups.length > SHOWN && (
              <p className="text-[12px] text-dim">and {shape.groups.length - SHOWN} more sets of models</p>
            )}
            {shape.folded && (
              <p className="text-[12px] text-dim">
                Fewer than that: a mode with one model runs once what would be alike.
              </p>
            )}
          </>
        )}
      </section>
      {problem !== undefined && (
        <p role="alert" className="text-[12.5px] text-bad">
          <span aria-hidden>▲ </span>
          <bdi dir="auto">{visibleLine(problem)}</bdi>
        </p>
      )}
      <Button
        kind="primary"
        className="h-9 w-full text-[13px]"
        disabled={busy || shape === undefined}
        onClick={onStart}
      >
        {busy ? 'Starting…' : shape === undefined ? 'Start' : `Start ${counted(shape.runs, 'run')}`}
      </Button>
    </aside>
  );
}
