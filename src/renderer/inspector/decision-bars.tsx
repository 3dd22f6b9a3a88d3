import type { AgentId } from '#shared/events/ids.ts';
import type { Decision } from '#shared/events/vocabulary.ts';
import { ACT_SIGNS } from '../ui/act.ts';
import { laneColour } from '../ui/lane-colour.ts';
import { decisionRows, wasAsked, type DecisionRow } from './decision-rows.ts';
import { Section, useSeat } from './parts.tsx';
import { peopleOf } from './words.ts';

/** The menu of a turn: how likely the model found each move, what was drawn from in the end, and what came out. */
export function DecisionBars({ decision, agent }: { readonly decision: Decision; readonly agent: AgentId }) {
  const rows = decisionRows(decision);
  const colour = laneColour(useSeat(agent));
  return (
    <Section title="Decided" aside={wasAsked(decision) ? 'model · drawn from' : undefined}>
      <ul>
        {rows.map((row) => (
          <Row key={row.letter} row={row} colour={colour} figures={wasAsked(decision)} />
        ))}
      </ul>
      {wasAsked(decision) ? (
        <p className="mt-1 text-[12px] text-dim">
          The thick bar is what the model said, the thin one what was drawn from after leaning and mode.
        </p>
      ) : (
        <p className="mt-1 text-[12px] text-dim">Only one move was open to it, so the model was not asked.</p>
      )}
    </Section>
  );
}

type RowProps = { readonly row: DecisionRow; readonly colour: string; readonly figures: boolean };

function Row({ row, colour, figures }: RowProps) {
  const { act, to, inReplyTo, option, model, drawn, chosen } = row;
  const about = option !== undefined ? ` for ${option === 'none' ? 'none' : option}` : '';
  return (
    <li className="py-0.5">
      <span className="flex items-baseline gap-1.5 text-[12px]">
        <span className={`shrink-0 text-text ${chosen ? 'font-semibold' : ''}`}>
          <span aria-hidden>{ACT_SIGNS[act]} </span>
          {act}
          {about}
        </span>
        <span className="min-w-0 truncate text-dim">
          to {peopleOf(to)}
          {inReplyTo === undefined ? '' : `, on ${inReplyTo}`}
        </span>
        {chosen && <span className="rounded-sm border border-line px-1 text-[11px] text-text">chosen</span>}
        {figures && (
          <span className="tabular ml-auto shrink-0 font-mono text-[11px] text-dim">
            <span className="sr-only">the model said </span>
            <span className="text-text">{model.toFixed(2)}</span>
            <span aria-hidden> · </span>
            <span className="sr-only">, drawn from </span>
            {drawn.toFixed(2)}
          </span>
        )}
      </span>
      {figures && (
        <span aria-hidden className="mt-0.5 block">
          <Bar share={model} colour={colour} className={`h-1.5 ${chosen ? '' : 'opacity-55'}`} />
          <Bar share={drawn} colour={colour} className={`mt-px h-0.5 ${chosen ? '' : 'opacity-55'}`} />
        </span>
      )}
    </li>
  );
}

type BarProps = { readonly share: number; readonly colour: string; readonly className: string };

const Bar = ({ share, colour, className }: BarProps) => (
  <span className={`block overflow-hidden rounded-full bg-line ${className}`}>
    <span className="block h-full rounded-full" style={{ width: `${share * 100}%`, background: colour }} />
  </span>
);
