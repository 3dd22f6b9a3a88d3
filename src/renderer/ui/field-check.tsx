import type { ReactNode } from 'react';

type Props = {
  readonly id?: string;
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly hint?: string;
};

/** A yes or no with its words behind it; the whole line can be pressed. */
export function CheckField({ id, label, checked, onChange, hint }: Props) {
  return (
    <label className="flex items-start gap-2">
      <input
        type="checkbox"
        id={id}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-[3px] size-3.5 accent-accent"
      />
      <span>
        {label}
        {hint !== undefined && <span className="block text-[12px] text-dim">{hint}</span>}
      </span>
    </label>
  );
}
