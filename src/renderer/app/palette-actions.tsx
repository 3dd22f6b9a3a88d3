import { useStore } from 'zustand';
import { ACTIONS, keysOf, keyWords, type Action } from '../replay/keymap.ts';
import { RUN_ACTS } from '../replay/run-keys.ts';
import { openSession } from '../state/open-session.ts';
import type { RunSession } from '../state/run-state.ts';
import { settings } from '../state/settings.ts';
import { useSettings } from '../state/window.tsx';
import { holdsWords } from './found.ts';
import { useOpenId } from './open-run.ts';
import type { GroupProps } from './palette-groups.tsx';
import { Entry, EntryGroup } from './palette-parts.tsx';
import { dialogs, show, showExport } from './palette-state.ts';
import { WINDOW_ACTS } from './use-window-keys.ts';

type Act = { readonly words: string; readonly act: () => void; readonly key?: string };

/** What can be done and where one can go, each with its key. */
export function Actions({ words, to }: GroupProps) {
  const session = useStore(openSession, (state) => state.session);
  const open = useOpenId();
  const bindings = useSettings((state) => state.bindings);
  const all: readonly Act[] = [
    ...ACTIONS.flatMap((action) => actOf(action, session).map((act) => ({ ...act, ...keyOf(action, bindings) }))),
    { words: 'Home', act: () => to({ page: 'home' }) },
    { words: 'All runs', act: () => to({ page: 'runs' }) },
    {
      words: open === undefined ? 'Compare runs…' : 'Compare with…',
      act: () => to({ page: 'compare', runs: open === undefined ? [] : [open] }),
    },
    { words: 'Sweeps', act: () => to({ page: 'sweeps' }) },
    { words: 'Import a log…', act: () => show('import') },
    ...exportOf(session),
    ...(['dark', 'light', 'system'] as const).map((theme) => ({
      words: theme === 'system' ? 'Theme: as the system' : `Theme: ${theme}`,
      act: () => settings.setState({ theme }),
    })),
  ];
  return (
    <EntryGroup heading="Go and do">
      {all
        .filter((own) => holdsWords(words, [own.words]))
        .map(({ words: own, act, key }) => (
          <Entry
            key={own}
            value={`do/${own}`}
            onSelect={() => {
              act();
              // Some open a dialog of their own in the place of this one.
              if (dialogs.getState().open === 'palette') show('none');
            }}
            {...(key === undefined ? {} : { aside: <kbd className="font-sans text-[11.5px]">{key}</kbd> })}
          >
            {own}
          </Entry>
        ))}
    </EntryGroup>
  );
}

/** Of the window always, of a run where one is open; the palette itself is open already. */
function actOf(action: Action, session: RunSession | undefined): readonly Act[] {
  if (action.id === 'palette' || (action.id === 'find' && session === undefined)) return [];
  const ofWindow = WINDOW_ACTS[action.id];
  if (ofWindow !== undefined) return [{ words: action.words, act: ofWindow }];
  const ofRun = RUN_ACTS[action.id];
  return ofRun === undefined || session === undefined ? [] : [{ words: action.words, act: () => ofRun(session) }];
}

function exportOf(session: RunSession | undefined): readonly Act[] {
  const row = session?.store.getState().row;
  return row === undefined ? [] : [{ words: 'Export this run…', act: () => showExport(row) }];
}

function keyOf(action: Action, bindings: Readonly<Record<string, string>>): Partial<Act> {
  const [first] = keysOf(action, bindings);
  return first === undefined ? {} : { key: keyWords(first) };
}
