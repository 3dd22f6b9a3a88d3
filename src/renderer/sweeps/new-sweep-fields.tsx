import { useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import { MODES, type RunSetup } from '#shared/events/setup.ts';
import type { ModelRow } from '#shared/rpc/model-methods.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { MODE_WORDS } from '../compose/mode-words.ts';
import { hashOf } from '../state/route.ts';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/field-check.tsx';
import { NumberField, TextField } from '../ui/field.tsx';
import { modelChoices, modelNames } from './model-choices.ts';
import { ModelsMatrix } from './models-matrix.tsx';
import type { SweepDraft, SweepProblems } from './sweep-draft.ts';

type Props = {
  readonly setup: RunSetup;
  readonly draft: SweepDraft;
  readonly problems: SweepProblems;
  readonly onChange: (draft: SweepDraft) => void;
};

type ModelsProps = Props & {
  /** Undefined until the list has come. */
  readonly models: readonly ModelRow[] | undefined;
  /** What is here in place of a model that is not. */
  readonly offers: RpcFailure['instead'];
};

/** Which models the seats take turns with. */
export function ModelsFields({ setup, draft, problems, onChange, models, offers }: ModelsProps) {
  const [typed, setTyped] = useState<readonly string[]>([]);
  const [isVaried, setIsVaried] = useState(false);
  const nameOf = modelNames(models ?? []);
  const own = [...new Set(setup.seats.map(({ model }) => model))];
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-semibold">Models</legend>
      <p className="text-[12px] text-dim">
        Tick the models that take turns in all seats. With none ticked the seats keep the scenario’s:{' '}
        <bdi dir="auto">{own.map((model) => visibleLine(nameOf(model))).join(', ')}</bdi>.
        {isVaried && ' A seat with ticks of its own is varied by itself, beside every model of the others.'}
      </p>
      {models === undefined ? (
        // Rows that come later would move those that one is about to tick.
        <p className="text-dim">Reading the models…</p>
      ) : (
        <ModelsMatrix
          choices={modelChoices(models, typed)}
          seats={isVaried ? setup.seats.map(({ name }) => name) : []}
          draft={draft}
          onChange={onChange}
        />
      )}
      <Problem words={problems.models} />
      <Problem words={problems.seats} />
      {problems.models !== undefined && (
        <p className="text-[12px]">
          {offers !== undefined && offers.offers.length > 0 && (
            <>Here in its place: {offers.offers.map(({ name }) => visibleLine(name)).join(', ')}. </>
          )}
          <a href={hashOf({ page: 'models' })} className="text-accent underline">
            Open the models page
          </a>
        </p>
      )}
      <CheckField
        label="Vary single seats"
        checked={isVaried}
        onChange={(on) => {
          setIsVaried(on);
          if (!on) onChange({ ...draft, seats: {} });
        }}
      />
      <OtherModel
        onAdd={(model) => {
          setTyped((before) => [...new Set([...before, model])]);
          if (!draft.models.includes(model)) onChange({ ...draft, models: [...draft.models, model] });
        }}
      />
    </fieldset>
  );
}

/** A model that is not on the list, by the path of its file. */
function OtherModel({ onAdd }: { readonly onAdd: (model: string) => void }) {
  const [text, setText] = useState('');
  const add = (): void => {
    if (text.trim() === '') return;
    onAdd(text.trim());
    setText('');
  };
  return (
    <form
      className="flex max-w-lg items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <TextField
        id="sweep-other-model"
        label="Another model, by the path of its GGUF file"
        value={text}
        onChange={setText}
        className="flex-1"
      />
      <Button type="submit" className="h-8" disabled={text.trim() === ''}>
        Add it
      </Button>
    </form>
  );
}

/** In which modes, from which seeds, and how often. */
export function TimesFields({ setup, draft, problems, onChange }: Props) {
  return (
    <>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 font-semibold">Modes</legend>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-2">
          {MODES.map((mode) => (
            <CheckField
              key={mode}
              label={MODE_WORDS[mode][0]}
              hint={`${MODE_WORDS[mode][1]}${CONTROLS.has(mode) ? '; a control' : ''}`}
              checked={draft.modes.includes(mode)}
              onChange={(on) =>
                onChange({ ...draft, modes: on ? [...draft.modes, mode] : draft.modes.filter((one) => one !== mode) })
              }
            />
          ))}
        </div>
        <Problem words={problems.modes} />
      </fieldset>
      <div className="grid max-w-lg grid-cols-1 items-start gap-3 sm:grid-cols-[1fr_10rem]">
        <TextField
          id="sweep-seeds"
          label="Seeds"
          placeholder={`${setup.seed}`}
          hint={draft.seeds.trim() === '' ? 'Empty: the seed of the scenario.' : 'With commas between them.'}
          value={draft.seeds}
          onChange={(seeds) => onChange({ ...draft, seeds })}
          problem={problems.seeds}
        />
        <NumberField
          id="sweep-repeat"
          label="Repeats"
          hint="Each from a seed of its own."
          value={draft.repeat}
          onChange={(repeat) => onChange({ ...draft, repeat })}
          problem={problems.repeat}
        />
      </div>
    </>
  );
}

const CONTROLS: ReadonlySet<string> = new Set(['single', 'roleplay', 'vote']);

function Problem({ words }: { readonly words: string | undefined }) {
  if (words === undefined) return undefined;
  return (
    <p role="alert" className="text-[12px] text-bad">
      <span aria-hidden>▲ </span>
      <bdi dir="auto">{visibleLine(words)}</bdi>
    </p>
  );
}
