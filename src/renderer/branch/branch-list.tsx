import { Popover } from '@base-ui/react/popover';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { visibleLine } from '#shared/base/visible-text.ts';
import { toast } from '../app/toasts.tsx';
import { outcomeWords } from '../library/outcome.ts';
import { actionOf, keyOf } from '../replay/keymap.ts';
import { hashOf } from '../state/route.ts';
import { settings } from '../state/settings.ts';
import { useClient, useSession } from '../state/window.tsx';
import { branchList } from './branch-asked.ts';
import { leftWords, sharedPast, type Kin } from './family.ts';
import { turnBefore } from './fork-places.ts';
import { useFamily, type Family } from './use-family.ts';
import { switchBranch } from './use-switch.ts';

/** The run among its branches, where it has any: a press goes to another, to the moment that is the playhead's there. */
export function BranchList() {
  const family = useFamily();
  const open = useStore(branchList, (state) => state.open);
  const isAlone = family.own !== undefined && family.kin.length < 2;
  useEffect(() => {
    if (!open || !isAlone) return;
    // Else it would stand open as soon as there is a branch.
    hide();
    toast({ title: 'This run has no branches', detail: 'Fork here and Re-run from here make one.' });
  }, [open, isAlone]);
  useEffect(() => hide, []);
  if (family.own === undefined || isAlone) return undefined;
  return (
    <Popover.Root open={open} onOpenChange={(next) => branchList.setState({ open: next })}>
      <Popover.Trigger className="inline-flex h-7 items-center gap-1 rounded-control border border-line bg-panel px-2.5 text-[12.5px] whitespace-nowrap hover:bg-hover">
        Branches ({family.kin.length})
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner align="end" sideOffset={4} className="z-40">
          <Popover.Popup
            onKeyDown={onPopupKey}
            className="flex max-h-[60vh] w-[420px] max-w-[92vw] flex-col gap-2 overflow-y-auto rounded-card border border-line bg-panel p-2 shadow-xl"
          >
            <Popover.Title className="px-2 pt-1 text-[12px] font-semibold text-dim">Branches</Popover.Title>
            <Tree family={family} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

const hide = (): void => branchList.setState({ open: false });

/** The key that shows the list hides it too; the window's keys do not reach into what lies over it. */
function onPopupKey(event: KeyboardEvent): void {
  const { keys, bindings } = settings.getState();
  if (!keys || actionOf(keyOf(event.nativeEvent), bindings) !== 'branches') return;
  event.preventDefault();
  hide();
}

function Tree({ family: { own, kin, rows } }: { readonly family: Family }) {
  const list = useRef<HTMLUListElement>(null);
  const move = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[data-branch]') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[Math.max(0, Math.min(all.length - 1, at + by))]?.focus();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <ul ref={list} aria-label="Branches" className="flex flex-col gap-0.5">
      {kin.map((one) => (
        <BranchRow
          key={one.row.run}
          one={one}
          isCurrent={one.row.run === own?.run}
          family={{ own, kin, rows }}
          onKeyDown={move}
        />
      ))}
    </ul>
  );
}

type RowProps = {
  readonly one: Kin;
  readonly isCurrent: boolean;
  readonly family: Family;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};

function BranchRow({ one: { row, depth }, isCurrent, family, onKeyDown }: RowProps) {
  const client = useClient();
  const session = useSession();
  const { own, rows } = family;
  const left = leftWords(row, useTurnAtFork({ row, family }));
  const to = (): void => {
    branchList.setState({ open: false });
    if (own !== undefined && !isCurrent) void switchBranch(client, { session, rows, from: own.run, row });
  };
  const { parent } = row;
  return (
    <li className="flex items-center gap-2" style={{ paddingInlineStart: Math.min(depth, 8) * 16 }}>
      <button
        type="button"
        data-branch
        aria-current={isCurrent ? 'true' : undefined}
        onClick={to}
        onKeyDown={onKeyDown}
        className={`min-w-0 flex-1 rounded-control px-2 py-1 text-left hover:bg-hover ${isCurrent ? 'bg-hover' : ''}`}
      >
        <span className="block truncate">
          {depth > 0 && <span aria-hidden>↳ </span>}
          <bdi dir="auto">{visibleLine(row.title)}</bdi>
          {isCurrent && <span className="text-[12px] text-dim"> · shown now</span>}
        </span>
        <span className="block truncate text-[12px] text-dim">
          {[left, outcomeWords(row)].filter((words) => words !== '').join(' · ')}
        </span>
      </button>
      {parent !== undefined && rows.some(({ run }) => run === parent.run) && (
        <a
          href={hashOf({ page: 'compare', runs: [parent.run, row.run] })}
          aria-label={`Compare with its parent: ${visibleLine(row.title)}, ${left}`}
          className="shrink-0 rounded-control px-1.5 py-0.5 text-[12px] text-accent hover:underline"
        >
          Compare
        </a>
      )}
    </li>
  );
}

/** Of a fork in the past that the open run shares with its parent: the turn that it is about. */
function useTurnAtFork({
  row,
  family: { own, rows },
}: Pick<RowProps, 'family'> & Pick<Kin, 'row'>): number | undefined {
  const { log } = useSession();
  const { parent } = row;
  if (own === undefined || parent === undefined) return undefined;
  const common = own.run === parent.run ? Infinity : (sharedPast(rows, own.run, parent.run) ?? 0);
  return parent.seq > common ? undefined : turnBefore(log.events, parent.seq);
}
