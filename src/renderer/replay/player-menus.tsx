import { Menu } from '@base-ui/react/menu';
import { useRef, type ReactNode } from 'react';
import { useRun, useSession, useSettings } from '../state/window.tsx';
import { ACTIONS, keysOf, keyWords, type ActionId } from './keymap.ts';
import { loopFrom, loopTo } from './loop.ts';
import { RUN_ACTS } from './run-keys.ts';

const STEPS: readonly (readonly ActionId[])[] = [
  ['previous-turn', 'next-turn'],
  ['previous-message', 'next-message'],
  ['previous-event', 'next-event'],
  ['previous-round', 'next-round'],
  ['previous-marker', 'next-marker'],
  ['first', 'last', 'go-to'],
];

/** Every way to step, with its key. */
export function StepMenu() {
  const session = useSession();
  const bindings = useSettings((state) => state.bindings);
  return (
    <BarMenu label="More steps" sign="⋯">
      {STEPS.map((ids) => (
        <Menu.Group key={ids[0]} className="border-b border-line py-1 last:border-b-0">
          {ACTIONS.filter(({ id }) => ids.includes(id)).map((action) => (
            <Item key={action.id} act={() => RUN_ACTS[action.id]?.(session)}>
              <span className="grow">{action.words}</span>
              <kbd className="font-sans text-[11.5px] text-dim">{keysOf(action, bindings).map(keyWords)[0]}</kbd>
            </Item>
          ))}
        </Menu.Group>
      ))}
    </BarMenu>
  );
}

/** Which stretch is played again and again. */
export function LoopMenu() {
  const session = useSession();
  const loop = useRun((state) => state.playing.loop);
  const set = (change: typeof loopFrom) => (): void => {
    const { head, last } = session.store.getState();
    session.change({ loop: change(loop, { head, last }) });
  };
  const words = loop === undefined ? 'Loop' : `Loop ${loop.from} to ${loop.to}`;
  return (
    <BarMenu label={words} sign={<span className="tabular">{`${words}${loop === undefined ? '' : ' ✓'}`}</span>}>
      <Item act={set(loopFrom)}>Begin the loop here</Item>
      <Item act={set(loopTo)}>End the loop here</Item>
      {loop !== undefined && <Item act={() => session.change({ loop: undefined })}>No loop</Item>}
    </BarMenu>
  );
}

type MenuProps = { readonly label: string; readonly sign: ReactNode; readonly children: ReactNode };

function BarMenu({ label, sign, children }: MenuProps) {
  // In the place of the button and not at the end of the page: what opens belongs to the same landmark.
  const place = useRef<HTMLSpanElement>(null);
  return (
    <span ref={place}>
      <Menu.Root>
        <Menu.Trigger
          aria-label={label}
          className="h-7 rounded-control px-2 text-[12.5px] whitespace-nowrap text-dim hover:bg-hover hover:text-text data-popup-open:bg-hover"
        >
          {sign}
        </Menu.Trigger>
        <Menu.Portal container={place}>
          <Menu.Positioner positionMethod="fixed" side="top" align="start" sideOffset={4} className="z-40">
            <Menu.Popup className="min-w-48 rounded-card border border-line bg-panel p-1 text-[12.5px] shadow-lg outline-none">
              {children}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </span>
  );
}

const Item = ({ act, children }: { readonly act: () => void; readonly children: ReactNode }) => (
  <Menu.Item
    className="flex cursor-default items-baseline gap-4 rounded-control px-2.5 py-1 outline-none data-highlighted:bg-hover"
    onClick={act}
  >
    {children}
  </Menu.Item>
);
