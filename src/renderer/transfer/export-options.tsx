import { CheckField } from '../ui/field-check.tsx';
import { RadioField } from '../ui/field-radios.tsx';
import { choiceOf, FORMATS, type OptionName, type Wish } from './formats.ts';

type Props = { readonly wish: Wish; readonly onChange: (part: Partial<Wish>) => void };

/** The formats, one line on each. */
export const FormatList = ({ wish, onChange }: Props) => (
  <fieldset className="flex flex-col gap-0.5">
    <legend className="mb-1 text-[12px] text-dim">Format</legend>
    {FORMATS.map(({ format, name, words }) => (
      <label
        key={format}
        className="flex items-start gap-2 rounded-control px-2 py-1.5 hover:bg-hover has-checked:bg-hover"
      >
        <input
          type="radio"
          name="export-format"
          className="mt-[3px] size-3.5 shrink-0 accent-accent"
          checked={wish.format === format}
          aria-labelledby={`export-${format}-name`}
          aria-describedby={`export-${format}`}
          onChange={() => onChange({ format })}
        />
        <span className="min-w-0">
          <span id={`export-${format}-name`}>{name}</span>
          <span id={`export-${format}`} className="block text-[12px] text-dim">
            {words}
          </span>
        </span>
      </label>
    ))}
  </fieldset>
);

type Tick = { readonly name: Exclude<OptionName, 'prefix'>; readonly words: string; readonly hint: string };

const TICKS: readonly Tick[] = [
  { name: 'content', words: 'What was said', hint: 'Without it: names, acts, times and counts' },
  { name: 'reasoning', words: 'Reasoning', hint: 'What models thought before they spoke' },
  { name: 'notes', words: 'My bookmarks and notes', hint: 'They are in no log otherwise' },
  { name: 'paths', words: 'Take out folders', hint: 'Of paths on this machine the file names stay' },
  { name: 'roles', words: 'Take out roles', hint: 'What each seat was told to be' },
];

/** What can be chosen in this format; what cannot be is not there. */
export function FormatOptions({ wish, onChange }: Props) {
  const { options } = choiceOf(wish.format);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-[12px] text-dim">What goes along</legend>
      {TICKS.filter(({ name }) => options.includes(name)).map(({ name, words, hint }) => (
        <CheckField
          key={name}
          label={words}
          hint={hint}
          checked={wish[name]}
          onChange={(checked) => onChange({ [name]: checked })}
        />
      ))}
      {options.includes('prefix') && (
        <RadioField
          id="export-prefix"
          label="Names before what others said"
          value={wish.prefix}
          choices={[
            { value: 'usual', label: 'As is usual' },
            { value: 'names', label: 'Always' },
            { value: 'none', label: 'Never' },
          ]}
          onChange={(prefix) => onChange({ prefix })}
        />
      )}
    </fieldset>
  );
}
