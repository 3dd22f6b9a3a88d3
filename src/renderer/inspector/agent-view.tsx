import type { AgentId } from '#shared/events/ids.ts';
import { agentStateInWords, awaitedBy, laneOf, owedBy, type AgentLane } from '#shared/projections/lanes.ts';
import { unreadOf } from '#shared/projections/mailbox.ts';
import { modelLoaded } from '#shared/projections/moment.ts';
import { NOT_RECORDED } from '#shared/events/imported.ts';
import { useRecorded } from '../state/recorded.ts';
import { laneColour } from '../ui/lane-colour.ts';
import { useRun } from '../state/window.tsx';
import { NO_FIGURES } from './agent-figures.ts';
import { Capped, Empty, Facts, Jump, MessageRow, NotRecorded, Section, useSeat, Who, Words } from './parts.tsx';
import { Sparkline } from './sparkline.tsx';
import { loadedFacts, samplerWords } from './turn-facts.ts';
import { useFigures } from './use-figures.ts';
import { countOf, percentOf, personOf } from './words.ts';

/** An agent at the playhead: what it does, what waits for it, how full its context is, what it took. */
export function AgentView({ agent }: { readonly agent: AgentId }) {
  const lanes = useRun(({ now }) => now.lanes);
  const lane = laneOf(lanes, agent);
  const told = useRecorded('lineage');
  if (lane === undefined) return <Empty>{personOf(agent)} joins only after the playhead.</Empty>;
  return (
    <>
      <p className="mb-3 text-[12px]">
        <Who sender={agent} className="text-[13px] font-semibold" />
        {told && <span className="ml-2 text-text">{agentStateInWords(lanes, agent)}</span>}
      </p>
      <Incarnations lane={lane} />
      {told ? (
        <>
          <ContextFill agent={agent} />
          <Mail agent={agent} />
          <Owing agent={agent} />
          <Took lane={lane} />
        </>
      ) : (
        <Section title="So far">
          <NotRecorded what="Its turns, its tokens and what it read are" />
        </Section>
      )}
      <SeatFacts lane={lane} />
    </>
  );
}

function Incarnations({ lane }: { readonly lane: AgentLane }) {
  const agents = useRun(({ now }) => now.lanes.agents);
  const same = [...agents].filter(({ seat }) => seat === lane.seat);
  if (same.length < 2) return undefined;
  return (
    <Section title="Incarnations" aside={same.length}>
      <ul className="flex flex-wrap gap-x-3 text-[12px]">
        {same.map(({ agent, presence }) => (
          <li key={agent}>
            <Jump to={{ kind: 'agent', agent }}>{agent}</Jump>
            <span className="text-dim"> {presence}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function ContextFill({ agent }: { readonly agent: AgentId }) {
  const { prompts, turns } = useFigures().get(agent) ?? NO_FIGURES;
  const limit = useRun(({ now }) => now.setup?.context ?? 0);
  const colour = laneColour(useSeat(agent));
  return (
    <Section title="Context, turn by turn">
      {turns === 0 || limit === 0 ? (
        <Empty>No turn has ended yet.</Empty>
      ) : (
        <Sparkline series={prompts.slice(0, turns)} limit={limit} colour={colour} />
      )}
    </Section>
  );
}

function Mail({ agent }: { readonly agent: AgentId }) {
  const mail = useRun(({ now }) => now.lanes.mail);
  const unread = unreadOf(mail, agent);
  return (
    <Section title="Unread mail" aside={unread.length}>
      {unread.length === 0 && <Empty>It has read all that was sent to it.</Empty>}
      <Capped
        items={unread}
        shown={20}
        renderItem={({ data }) => <MessageRow key={data.message} message={data.message} />}
      />
    </Section>
  );
}

function Owing({ agent }: { readonly agent: AgentId }) {
  const lanes = useRun(({ now }) => now.lanes);
  const owes = owedBy(lanes, agent);
  const waits = awaitedBy(lanes, agent);
  if (owes.length + waits.length === 0) return undefined;
  return (
    <>
      {owes.length > 0 && (
        <Section title="Owes an answer" aside={owes.length}>
          <Capped
            items={owes}
            shown={10}
            renderItem={({ message }) => <MessageRow key={message} message={message} />}
          />
        </Section>
      )}
      {waits.length > 0 && (
        <Section title="Waits for" aside={waits.length}>
          <Capped
            items={waits}
            shown={10}
            renderItem={({ message, agent: other }) => (
              <MessageRow key={`${message} ${other}`} message={message} note={<>from {personOf(other)}</>} />
            )}
          />
        </Section>
      )}
    </>
  );
}

function Took({ lane }: { readonly lane: AgentLane }) {
  const { turns, evaluated, reused, written } = useFigures().get(lane.agent) ?? NO_FIGURES;
  const passed = [...lane.spans].filter(({ outcome }) => outcome === 'passed').length;
  const lost = [...lane.spans].filter(({ outcome }) => outcome === 'abandoned').length;
  return (
    <Section title="So far">
      <Facts
        rows={[
          { name: 'Turns', value: `${countOf(turns)}${lost === 0 ? '' : `, ${countOf(lost)} attempts lost`}` },
          {
            name: 'Passed',
            value: turns === 0 ? '0' : `${countOf(passed)}, ${percentOf(passed / turns)} of its turns`,
          },
          { name: 'Evaluated', value: `${countOf(evaluated)} tokens` },
          { name: 'Reused', value: `${countOf(reused)} tokens` },
          { name: 'Written', value: `${countOf(written)} tokens` },
        ]}
      />
    </Section>
  );
}

function SeatFacts({ lane }: { readonly lane: AgentLane }) {
  const seat = useRun(({ now }) => now.setup?.seats[lane.seat]);
  const loaded = useRun(({ now }) => modelLoaded(now, lane.model));
  const sampled = useRecorded('samplers');
  if (seat === undefined) return undefined;
  const leaning = Object.entries(seat.leaning).map(([act, weight]) => `${act} ${weight}`);
  return (
    <Section title={`The seat of ${personOf(lane.agent)}`}>
      <Words
        text={seat.role === NOT_RECORDED ? `Its role is ${NOT_RECORDED}.` : seat.role}
        className="mb-1.5 text-[12px] text-text"
      />
      <Facts
        rows={[
          { name: 'Model', value: lane.model },
          ...(loaded === undefined ? [] : loadedFacts(loaded)),
          { name: 'Sampler', value: sampled ? samplerWords(seat.sampler) : NOT_RECORDED },
          ...(leaning.length === 0 ? [] : [{ name: 'Leaning', value: leaning.join(', ') }]),
        ]}
      />
    </Section>
  );
}
