export type Radio<Value extends string> = { readonly value: Value; readonly label: string };

type Props<Value extends string> = {
  readonly id: string;
  readonly label: string;
  readonly choices: readonly Radio<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
};

/** A question with a few short answers beside each other. */
export function RadioField<Value extends string>({ id, label, choices, value, onChange }: Props<Value>) {
  return (
    <fieldset className="flex flex-wrap items-start gap-x-4 gap-y-1 border-b border-line py-1.5 last:border-b-0">
      <legend className="contents">
        <span className="min-w-60 flex-1">{label}</span>
      </legend>
      <span className="flex gap-3">
        {choices.map((choice) => (
          <label key={choice.value} className="flex items-center gap-1.5 text-[12.5px]">
            <input
              type="radio"
              name={id}
              checked={value === choice.value}
              onChange={() => onChange(choice.value)}
              className="size-3.5 accent-accent"
            />
            {choice.label}
          </label>
        ))}
      </span>
    </fieldset>
  );
}
