import { useMemo, useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { Input, RpcFailure, ScenarioRow } from '#shared/rpc/methods.ts';
import { describeProblem, parseScenario } from '#shared/scenario/parse-scenario.ts';
import { useScenarios } from '../compose/use-scenarios.ts';
import { useModels } from '../models/use-models.ts';
import { go, useClient } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/select.tsx';
import { draftFor, problemsOf, shapeOf, type SweepDraft, type SweepProblems } from './sweep-draft.ts';
import { ModelsFields, TimesFields } from './new-sweep-fields.tsx';
import { ShapeCard } from './shape-card.tsx';

/** The form of a new sweep: what is varied, and what that makes. */
export function NewSweep({ onClose }: { readonly onClose: () => void }) {
  const { scenarios, failure } = useScenarios();
  const [name, setName] = useState('');
  const row = scenarios?.find((one) => one.name === name);
  const read = useMemo(() => (row === undefined ? undefined : parseScenario(row.text, `${row.name}.yaml`)), [row]);
  return (
    <section aria-labelledby="new-sweep" className="flex flex-col gap-5 rounded-card border border-line p-5">
      <header className="flex items-center gap-3">
        <h2 id="new-sweep" className="mr-auto text-[15px] font-semibold">
          New sweep
        </h2>
        <Button kind="quiet" onClick={onClose}>
          Close
        </Button>
      </header>
      <SelectField
        id="sweep-scenario"
        label="Scenario"
        className="max-w-md"
        placeholder={scenarios === undefined ? 'Reading the scenarios…' : 'Pick a scenario'}
        options={(scenarios ?? []).map(optionOf)}
        value={name}
        onChange={setName}
        problem={failure?.message ?? (read?.ok === false ? describeProblem(read.failure) : undefined)}
        hint={row === undefined ? 'Ready ones, and those that you saved.' : visibleLine(row.question)}
      />
      {read?.ok === true && <Fields key={name} setup={read.value} />}
    </section>
  );
}

const optionOf = ({ name, title, seats, source }: ScenarioRow) => ({
  value: name,
  label: visibleLine(title),
  detail: `${source === 'own' ? 'your own' : 'ready'} · ${visibleLine(seats.join(', '))}`,
});

function Fields({ setup }: { readonly setup: RunSetup }) {
  const { models, failure } = useModels();
  const [draft, setDraft] = useState(() => draftFor(setup));
  const { start, busy, refused, forget } = useStart();
  const shape = useMemo(() => shapeOf(setup, draft), [setup, draft]);
  const change = (next: SweepDraft): void => {
    forget();
    setDraft(next);
  };
  const problems: SweepProblems = { ...refusedBeside(refused), ...(shape.ok ? {} : shape.failure) };
  const fields = { setup, draft, problems, onChange: change };
  return (
    <div className="grid grid-cols-1 gap-x-8 gap-y-5 lg:grid-cols-[minmax(0,1fr)_300px]">
      <div className="flex min-w-0 flex-col gap-5">
        {problems.scenario !== undefined && (
          <p role="alert" className="text-bad">
            <span aria-hidden>▲ </span>
            {problems.scenario}
          </p>
        )}
        <ModelsFields
          {...fields}
          models={models ?? (failure === undefined ? undefined : [])}
          offers={refused?.instead}
        />
        <TimesFields {...fields} />
      </div>
      <ShapeCard
        shape={shape.ok ? shape.value : undefined}
        models={models}
        problem={problems.all}
        busy={busy}
        onStart={() => {
          if (shape.ok) start({ ...shape.value.ask, setup });
        }}
      />
    </div>
  );
}

/** Where a refusal of the host belongs: one of a model beside the models, any other where the form can place it. */
function refusedBeside(refused: RpcFailure | undefined): SweepProblems {
  if (refused === undefined) return {};
  const { code, message, instead } = refused;
  if (code === 'model' || code === 'not_found' || instead !== undefined) return { models: message };
  return problemsOf(message);
}

function useStart() {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<RpcFailure>();
  const begin = async (input: Input<'sweep.start'>): Promise<void> => {
    setBusy(true);
    setRefused(undefined);
    const started = await client.call('sweep.start', input);
    setBusy(false);
    if (started.ok) go({ page: 'sweeps', sweep: started.value.sweep });
    else setRefused(started.failure);
  };
  return {
    start: (input: Input<'sweep.start'>): void => {
      if (!busy) void begin(input);
    },
    busy,
    refused,
    forget: () => setRefused(undefined),
  };
}
