import { useState, type KeyboardEvent } from 'react';
import { ACTIONS, keyOf, type Action } from '../replay/keymap.ts';
import { settings } from '../state/settings.ts';
import { useSettings } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { Modal } from '../ui/modal.tsx';
import { show } from './palette-state.ts';

const GROUPS = ['Playing', 'Moving', 'Timeline', 'Window'] as const;

/** Every key, each of which can be another. */
export function KeysDialog() {
  const on = useSettings((state) => state.keys);
  return (
    <Modal title="Keys" onClose={() => show('none')} wide>
      <label className="flex items-center gap-2">
        <input type="checkbox" checked={on} onChange={(event) => settings.setState({ keys: event.target.checked })} />
        Single keys do something while a run is open
      </label>
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {GROUPS.map((group) => (
          <section key={group} aria-label={group}>
            <h3 className="mb-1 text-[12px] text-dim">{group}</h3>
            <ul>
              {ACTIONS.filter((action) => action.group === group).map((action) => (
                <Row key={action.id} action={action} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <p className="text-dim">
        0 to 9 go to that tenth of the run. Esc clears what is picked out, then goes live; it never stops a run.
      </p>
      <div className="flex justify-end gap-2">
        <Button onClick={() => settings.setState({ bindings: {} })}>All as they were</Button>
        <Button kind="primary" onClick={() => show('none')}>
          Done
        </Button>
      </div>
    </Modal>
  );
}

function Row({ action }: { readonly action: Action }) {
  const bound = useSettings((state) => state.bindings[action.id]);
  const [waiting, setWaiting] = useState(false);
  const take = (event: KeyboardEvent): void => {
    if (!waiting || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    const key = keyOf(event.nativeEvent);
    if (key === '') return;
    if (key !== 'Escape') settings.setState((state) => ({ bindings: { ...state.bindings, [action.id]: key } }));
    setWaiting(false);
  };
  return (
    <li className="flex items-center justify-between gap-3 py-0.5">
      <span>{action.words}</span>
      <button
        type="button"
        className="rounded-control border border-line px-1.5 font-mono text-[12px] text-dim hover:bg-hover"
        aria-label={`Change the key of: ${action.words}; now ${bound ?? action.default}`}
        onClick={() => setWaiting(true)}
        onBlur={() => setWaiting(false)}
        onKeyDown={take}
      >
        {waiting ? 'press a key' : (bound ?? [action.default, ...(action.also ?? [])].join('  '))}
      </button>
    </li>
  );
}
