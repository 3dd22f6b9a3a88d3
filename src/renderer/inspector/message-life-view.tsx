import { memo } from 'react';
import type { Held, MessageLife } from '#shared/projections/message-life.ts';
import { visibleLine } from '#shared/base/visible-text.ts';
import { useRecorded } from '../state/recorded.ts';
import { Capped, Jump, Section, useCapped, Who } from './parts.tsx';
import { countOf, momentOf } from './words.ts';

/** What happened to a message, oldest first; each step puts the playhead there. */
export const LifeSteps = memo(function LifeSteps({ life }: { readonly life: MessageLife }) {
  const timed = useRecorded('times');
  return (
    <ol>
      <Capped
        items={life.steps}
        shown={40}
        renderItem={({ seq, at, text }, index) => (
          <li key={`${seq} ${index}`}>
            <Jump
              seq={seq}
              className="flex w-full items-baseline gap-2 rounded-control px-1 py-0.5 text-left text-[12px] hover:bg-hover"
            >
              <span className="tabular w-11 shrink-0 font-mono text-[11px] text-dim">{timed ? momentOf(at) : ''}</span>
              <bdi dir="auto" className="wrap-anywhere text-text">
                {visibleLine(text)}
              </bdi>
            </Jump>
          </li>
        )}
      />
    </ol>
  );
});

const CELL = 'py-0.5 pr-2 text-left font-normal';

/** Every turn in whose prompt a message stood, in which form and where. */
export const PromptTable = memo(function PromptTable({ held }: { readonly held: readonly Held[] }) {
  const { items, more } = useCapped(held.flatMap(rowsOf), 60);
  return (
    <Section title="In the prompts of" aside={held.length}>
      <table className="tabular w-full text-[12px]">
        <thead className="text-dim">
          <tr>
            {['Turn', 'Agent', 'Form', 'In'].map((word) => (
              <th key={word} scope="col" className={CELL}>
                {word}
              </th>
            ))}
            <th scope="col" className="text-right font-normal">
              Tokens
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((row) => (
            <PromptRow key={row.key} row={row} />
          ))}
        </tbody>
      </table>
      {more}
    </Section>
  );
});

type Row = { readonly key: string; readonly held: Held; readonly block: Held['blocks'][number] };

const rowsOf = (held: Held): readonly Row[] =>
  held.blocks.map((block, index) => ({ key: `${held.turn} ${held.attempt} ${index}`, held, block }));

function PromptRow({ row: { held, block } }: { readonly row: Row }) {
  const { turn, attempt, agent, outcome } = held;
  return (
    <tr>
      <td className={CELL}>
        <Jump to={{ kind: 'turn', turn }} label={`Turn ${turn}`}>
          {attempt === 1 ? turn : `${turn}.${attempt}`}
        </Jump>
      </td>
      <td className={CELL}>
        <Who sender={agent} className="" />
        {outcome === 'open' && <span className="text-dim"> (under way)</span>}
        {outcome === 'abandoned' && <span className="text-bad"> (lost)</span>}
      </td>
      <td className={CELL}>{block.form}</td>
      <td className={CELL}>{block.stage === 'prompt' ? block.part : block.stage}</td>
      <td className="text-right">{countOf(block.tokens)}</td>
    </tr>
  );
}
