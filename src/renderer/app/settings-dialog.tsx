import { settings, type Settings } from '../state/settings.ts';
import { useIsFile, useSettings } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { DialogFrame } from '../ui/dialog-frame.tsx';
import { show } from './palette-state.ts';

/** What this window remembers of its own. */
export function SettingsDialog() {
  const state = useSettings((own) => own);
  const isFile = useIsFile();
  return (
    <DialogFrame title="Settings" onClose={() => show('none')}>
      <Choice
        legend="Theme"
        value={state.theme}
        options={{ system: 'As the system', dark: 'Dark', light: 'Light' }}
        pick={(theme) => settings.setState({ theme })}
      />
      <Choice
        legend="Axis of the timeline"
        value={state.axis}
        options={{ time: 'Time', sequence: 'Sequence' }}
        pick={(axis) => settings.setState({ axis })}
      />
      <Check words="Draw idle gaps short" field="foldIdle" on={state.foldIdle} />
      <Check words="Single keys do something while a run is open" field="keys" on={state.keys} />
      {!isFile && <Check words="Show the sidebar" field="sidebar" on={state.sidebar} />}
      <div className="flex justify-end gap-2">
        <Button onClick={() => show('keys')}>Keys…</Button>
        <Button kind="primary" onClick={() => show('none')}>
          Done
        </Button>
      </div>
    </DialogFrame>
  );
}

type ChoiceProps<Value extends string> = {
  readonly legend: string;
  readonly value: Value;
  readonly options: Readonly<Record<Value, string>>;
  readonly pick: (value: Value) => void;
};

function Choice<Value extends string>({ legend, value, options, pick }: ChoiceProps<Value>) {
  return (
    <fieldset className="flex flex-wrap gap-4">
      <legend className="mb-1 text-[12px] text-dim">{legend}</legend>
      {Object.entries<string>(options).map(([own, words]) => (
        <label key={own} className="flex items-center gap-2">
          <input type="radio" name={legend} checked={own === value} onChange={() => pick(own as Value)} />
          {words}
        </label>
      ))}
    </fieldset>
  );
}

type CheckProps = { readonly words: string; readonly field: keyof Settings; readonly on: boolean };

const Check = ({ words, field, on }: CheckProps) => (
  <label className="flex items-center gap-2">
    <input type="checkbox" checked={on} onChange={(event) => settings.setState({ [field]: event.target.checked })} />
    {words}
  </label>
);
