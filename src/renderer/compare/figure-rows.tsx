import { visibleLine } from '#shared/base/visible-text.ts';
import type { ComparisonLine } from '#shared/projections/comparison.ts';
import { differenceOf } from './difference.ts';
import { slotsOf, type Shape } from './shape.ts';
import { signOf } from './signs.ts';

type Props = { readonly lines: readonly ComparisonLine[]; readonly onlyDiffering: boolean; readonly shape: Shape };

const GROUPS = ['set up', 'outcome', 'talk', 'cost'] as const;

/** A row for each figure, in the words in which the terminal tells it; what differs from the first column says by how much. */
export function FigureRows({ lines, onlyDiffering, shape }: Props) {
  return GROUPS.map((group) => {
    const own = lines.filter((line) => line.group === group && (line.differs || !onlyDiffering));
    if (own.length === 0) return undefined;
    return (
      <tbody key={group} aria-label={titleOf(group)} className="block">
        <GroupHead title={titleOf(group)} />
        {own.map((line) => (
          <FigureRow key={line.label} line={line} shape={shape} />
        ))}
      </tbody>
    );
  });
}

const titleOf = (group: string): string => `${group.slice(0, 1).toUpperCase()}${group.slice(1)}`;

export const GroupHead = ({ title, more = '' }: { readonly title: string; readonly more?: string }) => (
  <tr className="block border-b border-line bg-bg">
    <th scope="rowgroup" className="sticky left-0 inline-flex gap-3 px-4 text-left pt-5 pb-1 text-[13px] font-semibold">
      {title}
      {more !== '' && <span className="font-normal text-dim">{more}</span>}
    </th>
  </tr>
);

function FigureRow({ line, shape }: { readonly line: ComparisonLine; readonly shape: Shape }) {
  return (
    <tr className="grid border-b border-line" style={shape.grid}>
      <th scope="row" className="sticky left-0 z-10 bg-bg px-4 py-1.5 text-left text-[12.5px] font-normal text-dim">
        {line.label}
      </th>
      {slotsOf(shape).map((slot, column) => (
        <td key={column} className="min-w-0 border-l border-line px-3 py-1.5">
          {slot !== undefined && <Value line={line} slot={slot} first={shape.places[0] ?? 0} />}
        </td>
      ))}
    </tr>
  );
}

type ValueProps = { readonly line: ComparisonLine; readonly slot: number; readonly first: number };

function Value({ line, slot, first }: ValueProps) {
  const value = line.values[slot] ?? '';
  const difference = differenceOf(line, slot);
  const isNone = value === 'not recorded' || value === '–';
  return (
    <>
      <bdi dir="auto" className={`tabular block wrap-anywhere ${isNone || !line.differs ? 'text-dim' : ''}`}>
        {visibleLine(value)}
      </bdi>
      {difference !== undefined && (
        <span className="tabular block text-[12px] text-accent">
          {difference === '≠' ? (
            <>
              <span aria-hidden>≠ {signOf(first)}</span>
              <span className="sr-only">other than {signOf(first)}</span>
            </>
          ) : (
            <>
              {difference}
              <span className="sr-only"> against {signOf(first)}</span>
            </>
          )}
        </span>
      )}
    </>
  );
}
