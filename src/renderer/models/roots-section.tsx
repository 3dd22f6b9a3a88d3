import { useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { ModelRootRow, ModelRow } from '#shared/rpc/model-methods.ts';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/field-check.tsx';
import { ModelCard } from './model-card.tsx';
import type { FitWish } from './model-fit.tsx';
import { rootHint } from './root-words.ts';
import { useRoots, type Roots } from './use-roots.ts';

type Props = { readonly models: readonly ModelRow[]; readonly wish: FitWish; readonly onReload: () => void };

/** The models of other programs: a switch for each program, and what was found of those that may be looked into. */
export function RootsSection({ models, wish, onReload }: Props) {
  const roots = useRoots(onReload);
  const elsewhere = models.filter(({ origin }) => origin === 'elsewhere');
  return (
    <section aria-labelledby="models-elsewhere" className="flex flex-col gap-3">
      <h2 id="models-elsewhere" className="text-[12px] font-semibold text-dim">
        Of other programs
      </h2>
      <p className="text-dim">
        Models that another program has fetched can be used where they lie. Only what you allow is looked into; nothing
        of theirs is moved, changed or deleted.
      </p>
      {roots.failure !== undefined && (
        <p role="alert" className="text-bad">
          <span aria-hidden>▲ </span>
          {visibleLine(roots.failure.message)}
        </p>
      )}
      <Switches roots={roots} />
      {elsewhere.map((model) => (
        <ModelCard key={model.id} model={model} wish={wish} />
      ))}
    </section>
  );
}

function Switches({ roots: { roots = [], scans, busy, allow, scan } }: { readonly roots: Roots }) {
  const [all, setAll] = useState(false);
  const shown = roots.filter(({ found, allowed }) => all || found || allowed);
  const hidden = roots.length - shown.length;
  return (
    <fieldset className="flex flex-col gap-3 rounded-card border border-line bg-panel p-4">
      <legend className="sr-only">Programs that may be looked into</legend>
      {shown.map((root: ModelRootRow) => {
        const looked = scans.find((one) => one.root === root.root);
        return (
          <div key={root.root} className="flex flex-col gap-1">
            <CheckField
              id={`root-${root.root}`}
              label={root.name}
              checked={root.allowed}
              onChange={(allowed) => allow(root.root, { allowed })}
              hint={rootHint(root, looked)}
            />
            {looked?.notes.map((note) => (
              <p key={note} className="pl-6 text-[12px] break-all text-warn">
                <span aria-hidden>△ </span>
                <bdi dir="auto">{visibleLine(note)}</bdi>
              </p>
            ))}
          </div>
        );
      })}
      <div className="flex flex-wrap items-center gap-2">
        {roots.some(({ allowed }) => allowed) && (
          <Button disabled={busy} onClick={scan}>
            {busy ? 'Looking…' : 'Look into them again'}
          </Button>
        )}
        {hidden > 0 && (
          <Button kind="quiet" onClick={() => setAll(true)}>
            {shown.length === 0 ? 'None of the known programs is here: show them' : `Show ${hidden} that are not here`}
          </Button>
        )}
      </div>
    </fieldset>
  );
}
