import { useEffect, useRef, useState } from 'react';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { useModels } from '../models/use-models.ts';
import { go, useClient } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import type { Draft } from './draft.ts';
import { storedDraft } from './draft-storage.ts';
import { EstimateCard } from './estimate-card.tsx';
import { memoryTotal } from './estimate.ts';
import { FitSection } from './fit-section.tsx';
import { AgainSection, LimitsSection } from './limits-section.tsx';
import { MoreSection } from './more-section.tsx';
import { QuestionSection } from './question-section.tsx';
import { ScenarioBar } from './scenario-bar.tsx';
import { SeatsSection } from './seats-section.tsx';
import { setupOf } from './setup-of.ts';
import { StartCard } from './start-card.tsx';
import { TogetherSection } from './together-section.tsx';
import { useEstimate, type Estimate } from './use-estimate.ts';
import { FormProvider, useForm, useFormState } from './use-form.ts';
import { useLeftField } from './use-left-field.ts';
import { useListener } from './use-listener.ts';
import type { Scenarios } from './use-scenarios.ts';

type Props = { readonly from: string | undefined; readonly pristine: Draft; readonly list: Scenarios };

/** The whole form with its estimate; what was typed here before is found again. */
export function ComposeForm({ from, pristine, list }: Props) {
  const [first] = useState(() => storedDraft(sessionStorage, from) ?? pristine);
  const form = useFormState(first, from);
  const { models } = useModels();
  const estimate = useEstimate(form.draft);
  const root = useRef<HTMLDivElement>(null);
  const [wrong, setWrong] = useState(0);
  const showWrong = (): void => {
    form.showAll();
    setWrong((count) => count + 1);
  };
  useEffect(() => {
    if (wrong > 0) root.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [wrong]);
  const { start, busy, refused } = useStart(form.draft, showWrong);
  useListener(root, 'keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    start();
  });
  useLeftField(root, form.leave);
  return (
    <FormProvider value={form}>
      <div ref={root} className="h-full overflow-y-auto">
        <div className="mx-auto grid max-w-6xl grid-cols-1 gap-x-8 gap-y-6 p-6 lg:grid-cols-[minmax(0,1fr)_300px]">
          <header className="flex flex-col gap-3 lg:col-span-2">
            <h1 className="text-[18px] font-semibold">New deliberation</h1>
            <ScenarioBar from={from} list={list} pristine={pristine} onWrong={showWrong} />
          </header>
          <div className="flex min-w-0 flex-col gap-6">
            <QuestionSection />
            <SeatsSection models={models} />
            <FitSection />
            <TogetherSection />
            <LimitsSection />
            <AgainSection />
            <MoreSection />
          </div>
          <aside aria-label="Start and estimate" className="flex min-w-0 flex-col gap-4 self-start lg:sticky lg:top-6">
            <StartCard fits={fitsOf(estimate)} busy={busy} refused={refused} onStart={start} />
            {/* Below the button: its height changes a moment after a key, and a button that moves under a press loses it. */}
            <EstimateCard estimate={estimate} models={models} tokenLimit={limitOf(form.draft)} />
          </aside>
        </div>
        <UndoBar />
      </div>
    </FormProvider>
  );
}

/** Starts the run as it is typed now and goes to it; what is wrong is shown instead. */
function useStart(draft: Draft, onWrong: () => void) {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<RpcFailure>();
  const begin = async (): Promise<void> => {
    const read = setupOf(draft);
    setRefused(undefined);
    if (!read.ok) {
      onWrong();
      return;
    }
    setBusy(true);
    const started = await client.call('run.start', { setup: read.value });
    setBusy(false);
    if (started.ok) go({ page: 'run', run: started.value.run });
    else setRefused(started.failure);
  };
  const start = (): void => {
    if (!busy) void begin();
  };
  return { start, busy, refused };
}

function limitOf({ tokens }: Draft): number | undefined {
  const limit = Number(tokens.trim() === '' ? Number.NaN : tokens);
  return Number.isFinite(limit) ? limit : undefined;
}

/** False only where every model was reckoned and they do not fit together. */
function fitsOf({ memory }: Estimate): boolean {
  const known = (memory ?? []).flatMap((part) => (part.memory.ok ? [part.memory.value] : []));
  return known.length === 0 || known.length < (memory?.length ?? 0) || memoryTotal(known).fits;
}

function UndoBar() {
  const { undo, takeBack, dismissUndo } = useForm();
  return (
    <output className="pointer-events-none sticky bottom-4 flex justify-center">
      {undo !== undefined && (
        <span className="pointer-events-auto flex items-center gap-3 rounded-card border border-line bg-panel px-3 py-1.5 shadow-xl">
          {undo.words}
          <Button onClick={takeBack}>Undo</Button>
          <Button kind="quiet" aria-label="Keep it so" onClick={dismissUndo} className="w-7 px-0">
            <span aria-hidden>✕</span>
          </Button>
        </span>
      )}
    </output>
  );
}
