import { useStore } from 'zustand';
import { visibleLine } from '#shared/base/visible-text.ts';
import { agentStateInWords, type AgentLane } from '#shared/projections/lanes.ts';
import { NOT_RECORDED } from '#shared/events/imported.ts';
import { useRecorded } from '../state/recorded.ts';
import { useRun, useSession } from '../state/window.tsx';
import { isSameSelection } from '../state/route.ts';
import { laneColour } from '../ui/lane-colour.ts';
import { LANE, QUIET_LANE } from './scene.ts';
import type { TimelineView } from './timeline-view.ts';

/** Who is in each lane, with what model, and in which state at the playhead. */
export function LaneHeads({ view }: { readonly view: TimelineView }) {
  const agents = useRun((state) => state.latest.lanes.agents);
  const held = useRun((state) => state.now.lanes.mail.tracked.held.size);
  const current = useStore(view.store, (state) => state.lane);
  return (
    <ul aria-label="Lanes">
      <Quiet name="Arbiter" note={held === 0 ? 'you' : `you · ${held} held`} height={LANE} isCurrent={current === 0} />
      {[...agents].map((lane, place) => (
        <Head key={lane.agent} lane={lane} isCurrent={current === place + 1} />
      ))}
      <Quiet name="System" note="" height={QUIET_LANE} isCurrent={current === agents.length + 1} />
    </ul>
  );
}

const ROW = 'flex w-full items-center gap-2.5 overflow-hidden border-b border-line px-3 text-left';

function Head({ lane, isCurrent }: { readonly lane: AgentLane; readonly isCurrent: boolean }) {
  const session = useSession();
  const { agent, name, model, seat } = lane;
  const words = useRun((state) => agentStateInWords(state.now.lanes, agent));
  const turn = useRun(
    (state) => state.now.lanes.agents.at(state.now.lanes.byAgent.get(agent) ?? -1)?.spans.at(-1)?.turn,
  );
  const writes = useStore(session.writing, (writing) => turn !== undefined && writing.has(turn));
  const recorded = useRecorded('lineage');
  const told = visibleLine(
    !recorded
      ? 'state not recorded'
      : writes && turn !== undefined
        ? `writing (turn ${turn})`
        : words === 'absent'
          ? 'not here yet'
          : words,
  );
  const selection = { kind: 'agent', agent } as const;
  const selected = useRun((state) => isSameSelection(state.selection, selection));
  return (
    <li style={{ height: LANE }}>
      <button
        type="button"
        aria-pressed={selected}
        className={`${ROW} h-full hover:bg-hover ${selected || isCurrent ? 'bg-panel' : ''}`}
        onClick={() => session.select(selected ? undefined : selection)}
      >
        <span aria-hidden="true" className="size-2 shrink-0 rounded-full" style={{ background: laneColour(seat) }} />
        <span className="min-w-0">
          <span className="block truncate leading-[17px]">
            <bdi dir="auto" className="font-medium">
              {visibleLine(name)}
            </bdi>{' '}
            <span className="text-[12px] text-dim">{model === NOT_RECORDED ? '' : visibleLine(model)}</span>
          </span>
          <span className="block truncate text-[12px] leading-[16px] text-dim">{told}</span>
        </span>
      </button>
    </li>
  );
}

type QuietProps = {
  readonly name: string;
  readonly note: string;
  readonly height: number;
  readonly isCurrent: boolean;
};

function Quiet({ name, note, height, isCurrent }: QuietProps) {
  return (
    <li className={`${ROW} ${isCurrent ? 'bg-panel' : ''}`} style={{ height }}>
      <span aria-hidden="true" className="size-2 shrink-0 rounded-full bg-dim" />
      <span className="min-w-0 truncate">
        <span className="font-medium">{name}</span> <span className="text-[12px] text-dim">{note}</span>
      </span>
    </li>
  );
}
