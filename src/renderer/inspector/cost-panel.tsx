import type { ReactNode } from 'react';
import { coordinationShare, edgesOf } from '#shared/projections/cost.ts';
import { useRecorded } from '../state/recorded.ts';
import { useRun } from '../state/window.tsx';
import { NO_FIGURES } from './agent-figures.ts';
import { Empty, Facts, Jump, NotRecorded, Section, useCapped, Who } from './parts.tsx';
import { useFigures } from './use-figures.ts';
import { countOf, percentOf } from './words.ts';

/** What the talk has cost at the playhead, in tokens: in all, by agent, and by who read whom. */
export function CostPanel() {
  const cost = useRun(({ now }) => now.cost);
  const { total, turns } = cost;
  const told = useRecorded('tokens');
  if (!told) return <NotRecorded what="What it cost in tokens is" />;
  if (turns.length === 0) return <Empty>No turn has ended yet.</Empty>;
  const { evaluated, reused, written, ground, prompt } = total;
  const taken = evaluated + reused === 0 ? 0 : reused / (evaluated + reused);
  return (
    <>
      <Section title="In all" aside={`${countOf(turns.length)} turns`}>
        <Facts
          rows={[
            { name: 'Evaluated', value: `${countOf(evaluated)} tokens, ${countOf(ground)} of grounds` },
            { name: 'Reused', value: `${countOf(reused)} tokens, ${percentOf(taken)} of what was in front` },
            { name: 'Written', value: `${countOf(written)} tokens` },
            { name: 'Prompts', value: `${countOf(prompt)} tokens` },
            { name: 'Coordination', value: `${percentOf(coordinationShare(total))} of all tokens are words of peers` },
          ]}
        />
      </Section>
      <ByAgent />
      <ByEdge />
    </>
  );
}

function ByAgent() {
  const agents = useRun(({ now }) => now.lanes.agents);
  const figures = useFigures();
  return (
    <Section title="By agent">
      <Table
        head={['Agent', 'Turns', 'Evaluated', 'Reused', 'Written']}
        rows={[...agents].map(({ agent }) => {
          const { turns, evaluated, reused, written } = figures.get(agent) ?? NO_FIGURES;
          const name = (
            <Jump to={{ kind: 'agent', agent }} className="rounded-sm hover:underline">
              <Who sender={agent} />
            </Jump>
          );
          return { key: agent, name, figures: [turns, evaluated, reused, written] };
        })}
      />
    </Section>
  );
}

function ByEdge() {
  const cost = useRun(({ now }) => now.cost);
  const edges = edgesOf(cost).toSorted((one, other) => other.tokens - one.tokens);
  if (edges.length === 0) return undefined;
  return (
    <Section title="Who read whom" aside="tokens">
      <Table
        head={['Reader of writer', 'Full', 'Gist', 'Private', 'All']}
        rows={edges.map(({ from, to, full, gist, private: alone, tokens }) => ({
          key: `${from} ${to}`,
          name: (
            <>
              <Who sender={to} className="" /> <span className="text-dim">of</span> <Who sender={from} className="" />
            </>
          ),
          figures: [full, gist, alone, tokens],
        }))}
      />
    </Section>
  );
}

type Row = { readonly key: string; readonly name: ReactNode; readonly figures: readonly number[] };

function Table({ head, rows }: { readonly head: readonly string[]; readonly rows: readonly Row[] }) {
  const { items, more } = useCapped(rows, 60);
  return (
    <>
      <table className="tabular w-full text-[12px]">
        <thead className="text-dim">
          <tr>
            {head.map((word, index) => (
              <th
                key={word}
                scope="col"
                className={`pb-0.5 font-normal ${index === 0 ? 'text-left' : 'pl-2 text-right'}`}
              >
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map(({ key, name, figures }) => (
            <tr key={key}>
              <th scope="row" className="max-w-28 truncate py-0.5 text-left font-normal">
                {name}
              </th>
              {figures.map((figure, index) => (
                <td key={head[index + 1]} className={`pl-2 text-right ${figure === 0 ? 'text-dim' : 'text-text'}`}>
                  {countOf(figure)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </>
  );
}
