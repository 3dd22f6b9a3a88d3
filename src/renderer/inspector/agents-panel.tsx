import { visibleLine } from '#shared/base/visible-text.ts';
import type { AgentId } from '#shared/events/ids.ts';
import { agentStateInWords, type AgentLane } from '#shared/projections/lanes.ts';
import { unreadOf } from '#shared/projections/mailbox.ts';
import { NOT_RECORDED } from '#shared/events/imported.ts';
import { useRecorded } from '../state/recorded.ts';
import { laneColour } from '../ui/lane-colour.ts';
import { useRun } from '../state/window.tsx';
import { newestPrompt, NO_FIGURES, type AgentFigures } from './agent-figures.ts';
import { Empty, Jump, useSeat, Who } from './parts.tsx';
import { useFigures } from './use-figures.ts';
import { counted, countOf, percentOf } from './words.ts';

/** Every agent at the playhead: its state in words, how full its context is, what it wrote, what waits for it. */
export function AgentsPanel() {
  const agents = useRun(({ now }) => now.lanes.agents);
  const figures = useFigures();
  if (agents.length === 0) return <Empty>Nobody has joined yet.</Empty>;
  return (
    <ul className="space-y-1">
      {[...agents].map((lane) => (
        <li key={lane.agent}>
          <AgentRow lane={lane} figures={figures.get(lane.agent) ?? NO_FIGURES} />
        </li>
      ))}
    </ul>
  );
}

function AgentRow({ lane, figures }: { readonly lane: AgentLane; readonly figures: AgentFigures }) {
  const { agent, model } = lane;
  const told = useRecorded('lineage');
  const words = useRun(({ now }) => agentStateInWords(now.lanes, agent));
  const unread = useRun(({ now }) => unreadOf(now.lanes.mail, agent).length);
  return (
    <Jump
      to={{ kind: 'agent', agent }}
      className="block w-full rounded-control px-2 py-1.5 text-left hover:bg-hover aria-[current]:bg-hover"
    >
      <span className="flex items-baseline justify-between gap-2">
        <Who sender={agent} />
        <span className="min-w-0 truncate text-[12px] text-dim">
          {model === NOT_RECORDED ? `model ${NOT_RECORDED}` : visibleLine(model)}
        </span>
      </span>
      {told ? (
        <>
          <span className="block text-[12px] text-text">{words}</span>
          <Fill agent={agent} tokens={newestPrompt(figures)} />
          <span className="tabular block text-[12px] text-dim">
            {counted(figures.turns, 'turn')} · {countOf(figures.evaluated)} evaluated · {countOf(figures.written)}{' '}
            written
            {unread > 0 && <span className="text-warn"> · {unread} unread</span>}
          </span>
        </>
      ) : (
        <span className="block text-[12px] text-dim">turns, tokens and what it read: {NOT_RECORDED}</span>
      )}
    </Jump>
  );
}

function Fill({ agent, tokens }: { readonly agent: AgentId; readonly tokens: number }) {
  const limit = useRun(({ now }) => now.setup?.context ?? 0);
  const colour = laneColour(useSeat(agent));
  if (limit === 0) return undefined;
  const share = Math.min(1, tokens / limit);
  return (
    <span className="my-0.5 flex items-center gap-2 text-[12px] text-dim">
      <span aria-hidden className="block h-1 flex-1 overflow-hidden rounded-full bg-line">
        <span className="block h-full rounded-full" style={{ width: `${share * 100}%`, background: colour }} />
      </span>
      <span className="tabular shrink-0 font-mono text-[11px]">context {percentOf(share)}</span>
    </span>
  );
}
