import type { ReactNode } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { RunRow } from '#shared/rpc/methods.ts';
import { FILTERS, tagsOf, type FilterId } from './runs-filter.ts';

export type Choice = { readonly filter: FilterId; readonly tags: readonly string[] };

type Props = {
  readonly runs: readonly RunRow[];
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
};

/** Which runs are shown: by how they stand, and by their tags. Filters that no run passes are absent. */
export function FilterBar({ runs, choice, onChange }: Props) {
  // One that is chosen stays to be taken away, though its last run has gone.
  const tags = [...new Set([...tagsOf(runs), ...choice.tags])];
  const filters = FILTERS.filter(({ id, lets }) => id === 'all' || id === choice.filter || runs.some(lets));
  const withTag = (tag: string): readonly string[] =>
    choice.tags.includes(tag) ? choice.tags.filter((own) => own !== tag) : [...choice.tags, tag];
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-2">
      <fieldset aria-label="Which runs" className="flex flex-wrap gap-1">
        {filters.map(({ id, words, lets }) => (
          <Chip key={id} isOn={choice.filter === id} act={() => onChange({ ...choice, filter: id })}>
            {words} <span className="tabular text-dim">{runs.filter(lets).length}</span>
          </Chip>
        ))}
      </fieldset>
      {tags.length > 0 && (
        <fieldset aria-label="Tags" className="flex flex-wrap gap-1">
          {tags.map((tag) => (
            <Chip key={tag} isOn={choice.tags.includes(tag)} act={() => onChange({ ...choice, tags: withTag(tag) })}>
              <bdi dir="auto">{visibleLine(tag)}</bdi>
            </Chip>
          ))}
        </fieldset>
      )}
    </div>
  );
}

type ChipProps = { readonly isOn: boolean; readonly act: () => void; readonly children: ReactNode };

const Chip = ({ isOn, act, children }: ChipProps) => (
  <button
    type="button"
    aria-pressed={isOn}
    onClick={act}
    className={`h-6.5 rounded-control border px-2 text-[12px] hover:bg-hover ${isOn ? 'border-accent bg-hover font-medium text-text' : 'border-line text-dim'}`}
  >
    {children}
  </button>
);
