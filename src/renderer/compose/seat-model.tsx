import { useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { ModelRow } from '#shared/rpc/model-methods.ts';
import { bytesText } from '../models/figures.ts';
import type { Models } from '../models/use-models.ts';
import { Button } from '../ui/button.tsx';
import { SelectField, type Option } from '../ui/select.tsx';
import type { SeatDraft } from './draft.ts';
import { SCRIPTED } from './estimate.ts';
import { Typed } from './typed.tsx';
import { controlId, useForm } from './use-form.ts';

type Props = {
  readonly path: string;
  readonly seat: SeatDraft;
  readonly models: Models['models'];
  readonly onChange: (model: string) => void;
};

/** No model is named so: it opens the field for a path. */
const OTHER = '\u0000other';

/** The model of a seat: one that is known, or any GGUF by its path. */
export function SeatModel({ path, seat, models, onChange }: Props) {
  const { problemOf } = useForm();
  const [typing, setTyping] = useState(false);
  const field = `${path}.model`;
  const known = seat.model === SCRIPTED || models === undefined || models.some(({ id }) => id === seat.model);
  if (typing || !known) {
    return (
      <div className="flex items-start gap-2">
        <Typed
          field={field}
          label="Model"
          placeholder="/home/you/models/model.gguf"
          hint="The path of a GGUF file on this machine."
          value={seat.model}
          onChange={(text) => {
            setTyping(true);
            onChange(text);
          }}
          className="flex-1"
        />
        <Button
          className="mt-[22px] h-8"
          onClick={() => {
            setTyping(false);
            if (!known) onChange(models?.find(({ present }) => present)?.id ?? SCRIPTED);
          }}
        >
          Pick one
        </Button>
      </div>
    );
  }
  return (
    <SelectField
      id={controlId(field)}
      label="Model"
      problem={problemOf(field)}
      options={optionsOf(models ?? [], seat.model)}
      value={seat.model}
      onChange={(value) => (value === OTHER ? setTyping(true) : onChange(value))}
    />
  );
}

function optionsOf(models: readonly ModelRow[], chosen: string): readonly Option<string>[] {
  const usable = models.filter(({ problem }) => problem === undefined);
  const rows = [...usable.filter(({ present }) => present), ...usable.filter(({ present }) => !present)];
  const options = rows.map((model) => ({
    value: model.id,
    label: visibleLine(model.name),
    detail: [
      model.present ? 'here' : 'not here yet',
      (model.owners ?? []).join(', '),
      visibleLine(model.quantisation),
      bytesText(model.size),
      model.kind === 'base' ? 'base model' : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
  }));
  // While the list is on its way, or where the file is damaged, what is chosen still has its line.
  const missing = chosen !== SCRIPTED && !options.some(({ value }) => value === chosen);
  return [
    ...(missing ? [{ value: chosen, label: visibleLine(chosen) }] : []),
    ...options,
    { value: SCRIPTED, label: 'Scripted', detail: 'no model: set phrases, to try the window out' },
    { value: OTHER, label: 'Another file…', detail: 'by its path' },
  ];
}
