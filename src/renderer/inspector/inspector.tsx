import { Tabs } from '@base-ui/react/tabs';
import { useState, type ReactNode } from 'react';
import { selectionText, type Selection } from '../state/route.ts';
import { useRun, useSession } from '../state/window.tsx';
import { AgentView } from './agent-view.tsx';
import { AgentsPanel } from './agents-panel.tsx';
import { BoardPanel } from './board-panel.tsx';
import { CostPanel } from './cost-panel.tsx';
import { EventView } from './event-view.tsx';
import { MailboxesPanel } from './mailboxes-panel.tsx';
import { MessageView } from './message-view.tsx';
import { ModelsPanel } from './models-panel.tsx';
import { NotesPanel } from '../notes/notes-panel.tsx';
import type { OnRetract } from './reached-view.tsx';
import { subjectsOf, type Subjects } from './subjects.ts';
import { TurnView } from './turn-view.tsx';
import { personOf } from './words.ts';

const PANELS = [
  ['agents', 'Agents', AgentsPanel],
  ['mailboxes', 'Mailboxes', MailboxesPanel],
  ['board', 'Board', BoardPanel],
  ['cost', 'Cost', CostPanel],
  ['models', 'Models', ModelsPanel],
  ['notes', 'Notes', NotesPanel],
] as const;

/**
 * What is picked out, from every side; and the panels of the whole run, which are there at any time. All of it as it was at the playhead.
 * `onRetract` is given where something may be retracted.
 */
export function Inspector({ onRetract }: { readonly onRetract?: OnRetract }) {
  const { log } = useSession();
  const selection = useRun((state) => state.selection);
  const said = useRun(({ latest }) => latest.transcript);
  const subjects = subjectsOf(selection, { log, said });
  const [open, setOpen] = useOpenTab(selection);
  return (
    <aside
      aria-label="Inspector"
      data-testid="inspector"
      className="flex h-full min-h-0 flex-col border-l border-line bg-panel"
    >
      <Tabs.Root value={open} onValueChange={(tab) => setOpen(String(tab))} className="flex min-h-0 flex-1 flex-col">
        <TabRows subjects={subjects} selection={selection} />
        <div
          className="min-h-0 flex-1 overflow-y-auto px-3.5 py-3 contain-strict"
          key={`${open} ${selectionText(selection) ?? ''}`}
        >
          {subjectTabs(subjects, onRetract).map(({ tab, view }) => (
            <Tabs.Panel key={tab} value={tab}>
              {view}
            </Tabs.Panel>
          ))}
          {PANELS.map(([tab, , Panel]) => (
            <Tabs.Panel key={tab} value={tab}>
              <Panel />
            </Tabs.Panel>
          ))}
        </div>
      </Tabs.Root>
    </aside>
  );
}

/** A new selection shows itself; after that the tab is one's own. Without a selection the panel stays that was open last. */
function useOpenTab(selection: Selection | undefined): [string, (tab: string) => void] {
  const key = selectionText(selection) ?? '';
  const [panel, setPanel] = useState('agents');
  const [shown, setShown] = useState({ key, tab: selection?.kind ?? panel });
  const isPanel = (tab: string): boolean => PANELS.some(([own]) => own === tab);
  const open = shown.key === key ? shown.tab : (selection?.kind ?? panel);
  return [
    open,
    (tab) => {
      if (isPanel(tab)) setPanel(tab);
      setShown({ key, tab });
    },
  ];
}

type RowsProps = { readonly subjects: Subjects; readonly selection: Selection | undefined };

function TabRows({ subjects, selection }: RowsProps) {
  const session = useSession();
  return (
    <div className="relative shrink-0 border-b border-line px-2 pt-1.5">
      <Tabs.List aria-label="Inspector" className="block">
        {selection !== undefined && (
          <div role="presentation" className="flex items-center gap-1 pr-8">
            {subjectTabs(subjects, undefined).map(({ tab, name }) => (
              <Tab key={tab} tab={tab} name={name} />
            ))}
          </div>
        )}
        <div role="presentation" className="flex items-center">
          {PANELS.map(([tab, name]) => (
            <Tab key={tab} tab={tab} name={name} />
          ))}
        </div>
      </Tabs.List>
      {selection !== undefined && (
        <button
          type="button"
          aria-label="Close the selection"
          onClick={() => session.select(undefined)}
          className="absolute top-2 right-2 flex size-6 items-center justify-center rounded-control text-dim hover:bg-hover hover:text-text"
        >
          ✕
        </button>
      )}
    </div>
  );
}

const Tab = ({ tab, name }: { readonly tab: string; readonly name: ReactNode }) => (
  <Tabs.Tab
    value={tab}
    className="rounded-t-control border-b-2 border-transparent px-1.5 py-1 text-[12.5px] whitespace-nowrap text-dim hover:text-text data-[active]:border-accent data-[active]:font-semibold data-[active]:text-text"
  >
    {name}
  </Tabs.Tab>
);

type SubjectTab = { readonly tab: string; readonly name: string; readonly view: ReactNode };

function subjectTabs(subjects: Subjects, onRetract: OnRetract | undefined): readonly SubjectTab[] {
  const { turn, message, agent, event } = subjects;
  return [
    ...(event === undefined ? [] : [{ tab: 'event', name: `Event ${event}`, view: <EventView seq={event} /> }]),
    ...(turn === undefined
      ? []
      : [{ tab: 'turn', name: `Turn ${turn}`, view: <TurnView turn={turn} onRetract={onRetract} /> }]),
    ...(message === undefined
      ? []
      : [{ tab: 'message', name: 'Message', view: <MessageView message={message} onRetract={onRetract} /> }]),
    ...(agent === undefined ? [] : [{ tab: 'agent', name: personOf(agent), view: <AgentView agent={agent} /> }]),
  ];
}
