import type { ReactNode } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { SweepTableRow } from '#shared/rpc/sweep-methods.ts';
import { MODE_WORDS } from '../compose/mode-words.ts';
import { tableGroups, type TableGroup } from './table-groups.ts';
import { figureWords, type Figure, type FigureKind } from './words.ts';

type Props = { readonly rows: readonly SweepTableRow[]; readonly nameOf: (model: string) => string };
type Column = { readonly head: string; readonly cell: (row: SweepTableRow) => ReactNode };

/** The table per model and role, below each of its modes what the same model reached in a control. No figure stands without its n. */
export function TableSection({ rows, nameOf }: Props) {
  const columns = columnsOf(rows);
  const groups = tableGroups(rows);
  const hasRoles = groups.some(({ role }) => role !== 'all seats');
  const hasControls = rows.some(({ control }) => control);
  return (
    <>
      <section aria-label="Table" className="overflow-x-auto rounded-card border border-line bg-panel">
        <table className="tabular w-full text-[12.5px]">
          <caption className="sr-only">What each model reached, by role and mode</caption>
          <thead className="text-left text-[12px] text-dim">
            <tr>
              {['Model', ...columns.map(({ head }) => head)].map((head) => (
                <th key={head} scope="col" className="px-3 py-2 font-medium whitespace-nowrap">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          {groups.map((group) => (
            <Group
              key={`${group.role}\n${group.model}`}
              group={group}
              columns={columns}
              name={nameOf(group.model)}
              hasRole={hasRoles}
              lacksControl={hasControls && group.rows.every(({ control }) => !control)}
            />
          ))}
        </table>
      </section>
      <Legend rows={rows} />
    </>
  );
}

type GroupProps = {
  readonly group: TableGroup;
  readonly columns: readonly Column[];
  readonly name: string;
  readonly hasRole: boolean;
  readonly lacksControl: boolean;
};

const Group = ({ group: { role, model, rows }, columns, name, hasRole, lacksControl }: GroupProps) => (
  <tbody className="border-t border-line align-top">
    {rows.map((row, at) => (
      <tr key={row.mode}>
        {at === 0 && (
          <th
            scope="rowgroup"
            rowSpan={rows.length + (lacksControl ? 1 : 0)}
            title={visibleLine(model)}
            className="max-w-60 min-w-32 px-3 py-1.5 text-left font-medium wrap-anywhere"
          >
            <bdi dir="auto">{visibleLine(name)}</bdi>
            {hasRole && (
              <span className="block text-[12px] font-normal text-dim">
                as <bdi dir="auto">{visibleLine(role)}</bdi>
              </span>
            )}
          </th>
        )}
        {columns.map(({ head, cell }) => (
          <td key={head} className="px-3 py-1.5 whitespace-nowrap">
            {cell(row)}
          </td>
        ))}
      </tr>
    ))}
    {lacksControl && (
      <tr>
        <td colSpan={columns.length} className="px-3 py-1.5 text-[12px] text-dim">
          No control is run with this model.
        </td>
      </tr>
    )}
  </tbody>
);

function columnsOf(rows: readonly SweepTableRow[]): readonly Column[] {
  const has = (field: FigureField | 'elo'): boolean => rows.some((row) => row[field] !== undefined);
  const figure = (head: string, field: FigureField, kind: FigureKind): Column => ({
    head,
    cell: (row) => <FigureCell figure={row[field]} kind={kind} />,
  });
  return [
    { head: 'Mode', cell: ModeCell },
    { head: 'Runs', cell: ({ n, of }) => `${n} of ${of}` },
    ...(has('expected') ? [figure('As expected', 'expected', 'share')] : []),
    ...(has('modelsVote') ? [figure('Vote of models: good', 'modelsVote', 'share')] : []),
    figure('Decided', 'decided', 'share'),
    figure('Tokens a run', 'tokens', 'count'),
    figure('Seconds a run', 'seconds', 'tenths'),
    ...(has('elo') ? [{ head: 'Elo, judged blind', cell: EloCell }] : []),
  ];
}

type FigureField = 'expected' | 'modelsVote' | 'decided' | 'tokens' | 'seconds';

const ModeCell = ({ mode, control }: SweepTableRow): ReactNode => (
  <>
    {MODE_WORDS[mode][0]}
    {control && <span className="block text-[12px] text-dim">control</span>}
  </>
);

function FigureCell({ figure, kind }: { readonly figure: Figure | undefined; readonly kind: FigureKind }) {
  if (figure === undefined) return <span className="text-dim">not known yet</span>;
  const { mean, worth } = figureWords(figure, kind);
  return (
    <>
      {mean}
      <span className="block text-[12px] text-dim">{worth}</span>
    </>
  );
}

const EloCell = ({ elo }: SweepTableRow): ReactNode =>
  elo === undefined ? (
    <span className="text-dim">not judged</span>
  ) : (
    <>
      {elo.rating.toFixed(0)}
      <span className="block text-[12px] text-dim">n {elo.n}</span>
    </>
  );

function Legend({ rows }: Pick<Props, 'rows'>) {
  return (
    <ul className="flex max-w-[110ch] flex-col gap-0.5 text-[12px] text-dim">
      <li>
        A figure is the mean of n runs, with its 95 % interval: Wilson’s for shares, Student’s t for means. One run has
        none.
      </li>
      <li>
        {rows.some(({ control }) => control)
          ? 'A control needs no peers: what it reached with the same model, and for how many tokens, is what a debate has to be worth more than.'
          : 'No control is run here. A sweep that has single, roleplay or vote among its modes tells what a debate is worth.'}
      </li>
      {rows.some(({ modelsVote }) => modelsVote !== undefined) && (
        <li>A vote of models is what models said of an outcome. It measures nothing but that.</li>
      )}
      {rows.some(({ elo }) => elo !== undefined) && (
        <li>
          Elo comes from your n blind judgements, by Bradley and Terry; 1500 is the middle, 400 more are odds of ten to
          one.
        </li>
      )}
    </ul>
  );
}
