import { Menu } from '@base-ui/react/menu';
import { useMemo } from 'react';
import type { CommandInput } from '#shared/events/commands.ts';
import { useRun, useSession } from '../state/window.tsx';
import { laneColour } from '../ui/lane-colour.ts';
import { holdingWith, seatsOf, type SeatCan } from './arbiter-can.ts';
import { Refusal } from './refusal.tsx';
import { agentWords } from './figures.ts';
import { ForeignLine } from './message-text.tsx';
import { useCommand } from './use-command.ts';

const POPUP = 'z-50 min-w-48 rounded-card border border-line bg-panel p-1 shadow-xl outline-none';
const ITEM =
  'flex cursor-default items-center justify-between gap-4 rounded-control px-2 py-1 outline-none data-highlighted:bg-hover';

/** Each seat, and what the arbiter can do with it: mute, dismiss, recall, hold its messages. */
export function AgentsMenu() {
  const lanes = useRun((state) => state.latest.lanes);
  const holding = useRun((state) => state.latest.holding);
  const seats = useMemo(() => seatsOf({ lanes, holding }), [lanes, holding]);
  const { give, refusal } = useCommand();
  const present = seats.filter(({ presence }) => presence !== 'left');
  const allHeld = present.length > 0 && present.every(({ held }) => held);
  return (
    <>
      <Refusal text={refusal} />
      <Menu.Root>
        <Menu.Trigger className="inline-flex h-7 items-center gap-1.5 rounded-control border border-line bg-panel px-2.5 text-[12.5px] hover:bg-hover">
          Agents
          <span aria-hidden className="text-[10px]">
            ▾
          </span>
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={4} align="end" className="z-50">
            <Menu.Popup className={POPUP}>
              {seats.map((seat) => (
                <SeatMenu key={seat.agent} seat={seat} give={give} />
              ))}
              <Menu.Separator className="my-1 h-px bg-line" />
              <Menu.CheckboxItem
                className={ITEM}
                checked={allHeld}
                onCheckedChange={(held) => void give({ kind: 'hold', seats: held ? 'all' : [] })}
              >
                Hold all messages for approval
                <Menu.CheckboxItemIndicator className="text-accent">✓</Menu.CheckboxItemIndicator>
              </Menu.CheckboxItem>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </>
  );
}

type SeatProps = { readonly seat: SeatCan; readonly give: (command: CommandInput) => Promise<boolean> };

function SeatMenu({ seat, give }: SeatProps) {
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger className={ITEM}>
        <span className="flex min-w-0 items-center gap-2">
          <span aria-hidden className="size-2 rounded-full" style={{ background: laneColour(seat.seat) }} />
          <ForeignLine text={agentWords(seat.agent)} />
        </span>
        <span className="text-[12px] text-dim">
          {[seat.presence === 'here' ? '' : seat.presence, seat.held ? 'held' : ''].filter(Boolean).join(', ')} ›
        </span>
      </Menu.SubmenuTrigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={2} alignOffset={-4} className="z-50">
          <Menu.Popup className={POPUP}>
            <SeatItems seat={seat} give={give} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.SubmenuRoot>
  );
}

/** What cannot be done with a seat now is absent. */
function SeatItems({ seat, give }: SeatProps) {
  const session = useSession();
  const { agent, presence, held, recallable } = seat;
  const item = (words: string, command: CommandInput) => (
    <Menu.Item className={ITEM} onClick={() => void give(command)}>
      {words}
    </Menu.Item>
  );
  if (presence === 'left') {
    if (recallable) return item('Recall to its seat', { kind: 'recall', seat: agent });
    return <p className="px-2 py-1 text-dim">It is ending its last turn.</p>;
  }
  const hold = (): void => {
    const { latest } = session.store.getState();
    void give({ kind: 'hold', seats: holdingWith(latest, { agent, held: !held }) });
  };
  return (
    <>
      {presence === 'muted'
        ? item('Unmute: it takes turns again', { kind: 'unmute', agent })
        : item('Mute: it takes no turns', { kind: 'mute', agent })}
      <Menu.CheckboxItem className={ITEM} checked={held} onCheckedChange={hold}>
        Hold its messages for approval
        <Menu.CheckboxItemIndicator className="text-accent">✓</Menu.CheckboxItemIndicator>
      </Menu.CheckboxItem>
      {item('Dismiss from the table', { kind: 'dismiss', seat: agent })}
    </>
  );
}
