import { Dialog } from '@base-ui/react/dialog';
import { Command } from 'cmdk';
import { useState } from 'react';
import { useStore } from 'zustand';
import { openSession } from '../state/open-session.ts';
import { hashOf, type Route } from '../state/route.ts';
import { go } from '../state/window.tsx';
import { Actions } from './palette-actions.tsx';
import { InThisRun, Messages, ModelItems, Runs } from './palette-groups.tsx';
import { Entry } from './palette-parts.tsx';
import { show } from './palette-state.ts';
import { pastedPlace } from './pasted.ts';
import { EmptyOption } from '../ui/empty-option.tsx';

/** One field for runs, messages, models, places and actions; `find`: for the messages of the open run alone. */
export function Palette({ find = false }: { readonly find?: boolean }) {
  const [words, setWords] = useState('');
  const session = useStore(openSession, (state) => state.session);
  const close = (): void => show('none');
  const to = (route: Route): void => {
    close();
    go(route);
  };
  const asked = words.trim();
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/50" />
        <Dialog.Popup className="fixed top-[12vh] left-1/2 z-50 w-[92vw] max-w-2xl -translate-x-1/2 rounded-card border border-line bg-panel shadow-2xl">
          <Dialog.Title className="sr-only">{find ? 'Find in this run' : 'Search'}</Dialog.Title>
          <Command shouldFilter={false} label={find ? 'Find in this run' : 'Search runs, messages and actions'} loop>
            <Command.Input
              value={words}
              onValueChange={setWords}
              placeholder={
                find ? 'Words of a message in this run' : 'A run, words of a message, an action, or a link to a moment'
              }
              className="h-12 w-full rounded-t-card border-b border-line bg-transparent px-4 text-[15px] outline-none placeholder:text-dim"
            />
            <Command.List className="max-h-[52vh] overflow-y-auto p-2">
              <EmptyOption>
                {find && asked === '' ? 'Type words that somebody said.' : 'Nothing goes by these words.'}
              </EmptyOption>
              {session !== undefined && <InThisRun words={asked} session={session} most={find ? 100 : 6} />}
              {!find && <Everything words={asked} to={to} />}
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Everything({ words, to }: { readonly words: string; readonly to: (route: Route) => void }) {
  // A link to a moment can be put in as it was copied.
  const link = pastedPlace(words);
  if (link !== undefined) {
    return (
      <Entry value="link" onSelect={() => to(link)}>
        Go to <span className="font-mono text-[12px]">{hashOf(link)}</span>
      </Entry>
    );
  }
  return (
    <>
      <Runs words={words} to={to} />
      <Messages words={words} to={to} />
      <ModelItems words={words} to={to} />
      <Actions words={words} to={to} />
    </>
  );
}
