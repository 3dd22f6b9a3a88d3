import { visibleLine } from '#shared/base/visible-text.ts';
import type { SweepDraft } from './sweep-draft.ts';
import type { ModelChoice } from './model-choices.ts';

type Props = {
  readonly choices: readonly ModelChoice[];
  /** Seats that can be varied by themselves; none while that is folded away. */
  readonly seats: readonly string[];
  readonly draft: SweepDraft;
  readonly onChange: (draft: SweepDraft) => void;
};

/** A tick for each model that all seats take turns with, and for each that a single seat does. */
export function ModelsMatrix({ choices, seats, draft, onChange }: Props) {
  const toggledIn = (chosen: readonly string[], model: string): readonly string[] =>
    // In the order of the list, which is the order of the runs.
    choices.map(({ id }) => id).filter((id) => (id === model ? !chosen.includes(id) : chosen.includes(id)));
  const columns = [
    {
      key: 'all',
      words: 'all seats',
      chosen: draft.models,
      toggle: (model: string) => onChange({ ...draft, models: toggledIn(draft.models, model) }),
    },
    ...seats.map((seat) => ({
      key: `seat ${seat}`,
      words: visibleLine(seat),
      chosen: draft.seats[seat] ?? [],
      toggle: (model: string) =>
        onChange({ ...draft, seats: { ...draft.seats, [seat]: toggledIn(draft.seats[seat] ?? [], model) } }),
    })),
  ];
  return (
    <div className="max-w-full overflow-x-auto rounded-card border border-line bg-panel">
      <table className="w-full">
        <thead className="text-left text-[12px] text-dim">
          <tr>
            <th scope="col" className="px-3 py-2 font-medium">
              Model
            </th>
            {columns.map(({ key, words }) => (
              <th key={key} scope="col" className="max-w-36 truncate px-3 py-2 text-center font-medium">
                <bdi dir="auto">{key === 'all' ? 'All seats' : words}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-t border-line">
          {choices.map(({ id, name, detail }) => (
            <tr key={id} className="hover:bg-hover">
              <th scope="row" className="px-3 py-1.5 text-left font-normal" title={visibleLine(id)}>
                <bdi dir="auto" className="wrap-anywhere">
                  {visibleLine(name)}
                </bdi>{' '}
                <span className="text-[12px] text-dim">{visibleLine(detail)}</span>
              </th>
              {columns.map(({ key, words, chosen, toggle }) => (
                <td key={key} className="px-3 py-1.5 text-center">
                  <input
                    type="checkbox"
                    aria-label={`${visibleLine(name)} for ${words}`}
                    checked={chosen.includes(id)}
                    onChange={() => toggle(id)}
                    className="size-3.5 accent-accent"
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
