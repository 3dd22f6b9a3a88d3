import { useState, type KeyboardEvent } from 'react';
import {
  ACTIONS,
  actionOf,
  GROUPS,
  isHere,
  isReserved,
  keyOf,
  keysOf,
  keyWords,
  withBinding,
} from '../replay/keymap.ts';
import type { Action } from '../replay/keymap.ts';
import { settings } from '../state/settings.ts';
import { useIsFile, useSettings } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/field-check.tsx';
import { DialogFrame } from '../ui/dialog-frame.tsx';
import { show } from './palette-state.ts';

/** Every key that does something here, each of which can be another. */
export function KeysDialog() {
  const on = useSettings((state) => state.keys);
  const isFile = useIsFile();
  const [note, setNote] = useState('');
  return (
    <DialogFrame title="Keys" onClose={() => show('none')} wide>
      <CheckField
        label="Single keys do something while a run is open"
        checked={on}
        onChange={(keys) => settings.setState({ keys })}
      />
      <p className="text-[12px] text-dim">
        Press a key’s button, then the key that shall do it instead; Esc leaves it.
      </p>
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {GROUPS.map((group) => (
          <section key={group} aria-label={group}>
            <h3 className="mb-1 text-[12px] font-medium text-dim">{group}</h3>
            <ul>
              {ACTIONS.filter(({ id, group: own }) => own === group && isHere(id, { isFile })).map((action) => (
                <Row key={action.id} action={action} tell={setNote} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <p className="text-dim">
        0 to 9 go to that tenth of the run. Esc clears what is picked out
        {isFile ? '.' : ', then goes live; it never stops a run.'}
      </p>
      <div className="sticky -bottom-5 -mx-5 -mb-5 flex flex-wrap items-center justify-end gap-2 border-t border-line bg-panel px-5 py-3">
        <output className="grow text-warn">{note}</output>
        <Button
          onClick={() => {
            settings.setState({ bindings: {} });
            setNote('');
          }}
        >
          All as they were
        </Button>
        <Button kind="primary" onClick={() => show('none')}>
          Done
        </Button>
      </div>
    </DialogFrame>
  );
}

type RowProps = { readonly action: Action; readonly tell: (note: string) => void };

function Row({ action, tell }: RowProps) {
  const bindings = useSettings((state) => state.bindings);
  const [waiting, setWaiting] = useState(false);
  const keys = keysOf(action, bindings).map(keyWords);
  const take = (event: KeyboardEvent): void => {
    if (!waiting || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    const key = keyOf(event.nativeEvent);
    if (key === '') return;
    setWaiting(false);
    if (key !== 'Escape') tell(bind(action, key));
  };
  return (
    <li className="flex items-center justify-between gap-3 py-0.5">
      <span className="min-w-0 grow truncate">{action.words}</span>
      {bindings[action.id] !== undefined && (
        <button
          type="button"
          className="rounded-control px-1 text-[12px] text-accent hover:bg-hover"
          aria-label={`${action.words}: as it was`}
          onClick={() => tell(bind(action, undefined))}
        >
          as it was
        </button>
      )}
      <button
        type="button"
        className={`rounded-control border px-1.5 text-[12px] whitespace-nowrap hover:bg-hover ${keys.length === 0 ? 'border-warn text-warn' : 'border-line text-dim'}`}
        aria-label={`Change the key of: ${action.words}; now ${keys.length === 0 ? 'none' : keys.join(' · ')}`}
        onClick={() => setWaiting(true)}
        onBlur={() => setWaiting(false)}
        onKeyDown={take}
      >
        {waiting ? 'press a key' : keys.length === 0 ? 'no key' : keys.join(' · ')}
      </button>
    </li>
  );
}

/** Gives an action a key, or the map's own again; answers with what else that changed. */
function bind(action: Action, key: string | undefined): string {
  if (key !== undefined && isReserved(key)) return `${keyWords(key)} keeps its meaning.`;
  const { bindings } = settings.getState();
  const before = key === undefined ? undefined : actionOf(key, bindings);
  settings.setState({ bindings: withBinding(bindings, action.id, key) });
  const loser = ACTIONS.find((other) => other.id === before && other.id !== action.id);
  if (loser === undefined || key === undefined) return '';
  return `${keyWords(key)} was the key of “${loser.words}” before.`;
}
