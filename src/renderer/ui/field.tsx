import type { ReactNode } from 'react';

export type FieldProps = {
  readonly id: string;
  readonly label: string;
  /** What is meant by it or what holds while it is empty, in a few words. */
  readonly hint?: ReactNode;
  /** What is wrong with what stands in it, as a sentence. */
  readonly problem?: string | undefined;
  /** The label is only read aloud, where its place says it to the eye. */
  readonly bare?: boolean;
  readonly className?: string;
};

/** What a control of a field carries, so that its hint and its problem are read with it. */
export type ControlProps = {
  readonly id: string;
  readonly 'aria-invalid': boolean | undefined;
  readonly 'aria-describedby': string | undefined;
};

/** A label, a control, and below it the problem, or else the hint. */
export function Field({
  id,
  label,
  hint,
  problem,
  bare = false,
  className = '',
  children,
}: FieldProps & { readonly children: (control: ControlProps) => ReactNode }) {
  const note = problem ?? hint;
  const control: ControlProps = {
    id,
    'aria-invalid': problem === undefined ? undefined : true,
    'aria-describedby': note === undefined ? undefined : `${id}-note`,
  };
  return (
    <div className={`flex min-w-0 flex-col gap-1 ${className}`}>
      <label htmlFor={id} className={bare ? 'sr-only' : 'text-[12px] text-dim'}>
        {label}
      </label>
      {children(control)}
      {note !== undefined && (
        <p id={`${id}-note`} className={`text-[12px] ${problem === undefined ? 'text-dim' : 'text-bad'}`}>
          {problem !== undefined && <span aria-hidden>▲ </span>}
          {note}
        </p>
      )}
    </div>
  );
}

export type TextFieldProps = FieldProps & {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly placeholder?: string;
  /** Several lines; the field grows with them. */
  readonly long?: boolean;
  /** Whole numbers get the keys for them; what is typed stays text, so that nothing is lost while it is no number yet. */
  readonly number?: boolean;
};

export const CONTROL =
  'w-full min-w-0 rounded-control border border-line bg-bg px-2 text-[13px] text-text placeholder:text-dim aria-invalid:border-bad';

export function TextField({ value, onChange, placeholder, long = false, number = false, ...field }: TextFieldProps) {
  return (
    <Field {...field}>
      {(control) =>
        long ? (
          <textarea
            {...control}
            value={value}
            placeholder={placeholder}
            rows={2}
            dir="auto"
            onChange={(event) => onChange(event.target.value)}
            className={`${CONTROL} field-sizing-content max-h-80 min-h-14 resize-y py-1.5`}
          />
        ) : (
          <input
            {...control}
            value={value}
            placeholder={placeholder}
            dir="auto"
            inputMode={number ? 'decimal' : 'text'}
            autoComplete="off"
            spellCheck={number ? false : undefined}
            onChange={(event) => onChange(event.target.value)}
            className={`${CONTROL} h-8 ${number ? 'tabular' : ''}`}
          />
        )
      }
    </Field>
  );
}

export const NumberField = (props: Omit<TextFieldProps, 'number' | 'long'>) => <TextField {...props} number />;
