import { visibleLine } from '#shared/base/visible-text.ts';
import { SIGHTS, type Sight } from '#shared/events/setup.ts';
import { sightsOf, withSight } from './draft-sights.ts';
import type { SeatDraft } from './draft.ts';
import { useForm } from './use-form.ts';

const LOOKS: Readonly<Record<Sight, string>> = {
  full: 'bg-accent/20 text-text',
  gist: 'bg-hover text-text',
  none: 'text-dim',
};

/** Who reads whom in which form: a row for each reader. A press takes the next form: full, gist, none. */
export function SightMatrix() {
  const { draft, edit } = useForm();
  const table = sightsOf(draft);
  const { seats } = draft;
  return (
    <div className="overflow-x-auto">
      <p className="pb-1 text-[12px] text-dim">A press changes full to gist, gist to none, none to full.</p>
      <table className="text-[12px]">
        <caption className="sr-only">Who reads whom</caption>
        <thead>
          <tr>
            <th scope="col" className="py-1 pr-3 text-left font-normal text-dim">
              Reader
            </th>
            {seats.map((seat, at) => (
              <th key={seat.key} scope="col" className="max-w-28 truncate px-1 py-1 font-normal">
                <Name seat={seat} at={at} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {seats.map((reader, row) => (
            <tr key={reader.key}>
              <th scope="row" className="max-w-40 truncate py-0.5 pr-3 text-left font-normal">
                <Name seat={reader} at={row} />
              </th>
              {seats.map((writer, column) => (
                <td key={writer.key} className="p-0.5 text-center">
                  {row === column ? (
                    <span className="text-dim">own</span>
                  ) : (
                    <Cell
                      names={[nameOf(reader, row), nameOf(writer, column)]}
                      sight={table[row]?.[column] ?? 'none'}
                      onChange={(sight) => edit(withSight({ reader: reader.key, writer: writer.key }, sight))}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type CellProps = {
  readonly names: readonly [reader: string, writer: string];
  readonly sight: Sight;
  readonly onChange: (sight: Sight) => void;
};

function Cell({ names: [reader, writer], sight, onChange }: CellProps) {
  const next = SIGHTS[(SIGHTS.indexOf(sight) + 1) % SIGHTS.length] ?? 'full';
  return (
    <button
      type="button"
      aria-label={`${reader} reads ${writer}: ${sight}`}
      onClick={() => onChange(next)}
      className={`h-7 w-14 rounded-control border border-line hover:border-dim ${LOOKS[sight]}`}
    >
      {sight}
    </button>
  );
}

const nameOf = (seat: SeatDraft, at: number): string =>
  seat.name.trim() === '' ? `Seat ${at + 1}` : visibleLine(seat.name);

const Name = ({ seat, at }: { readonly seat: SeatDraft; readonly at: number }) => (
  <bdi dir="auto">{nameOf(seat, at)}</bdi>
);
