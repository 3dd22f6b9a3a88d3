import { Select as Base } from '@base-ui/react/select';
import { useRef, type ReactNode } from 'react';
import { CONTROL, Field, type FieldProps } from './field.tsx';

export type Option<Value extends string> = {
  readonly value: Value;
  readonly label: string;
  /** What it means, below its name. */
  readonly detail?: ReactNode;
};

type Props<Value extends string> = FieldProps & {
  readonly options: readonly Option<Value>[];
  /** A value that is no option is shown as it is. */
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  /** Shown where the value is empty. */
  readonly placeholder?: string;
};

/** One of a few, picked out of a list. */
export function SelectField<Value extends string>(props: Props<Value>) {
  const { options, value, onChange, placeholder, ...field } = props;
  // In the place of the field and not at the end of the page: what opens belongs to the same landmark.
  const place = useRef<HTMLDivElement>(null);
  const chosen = options.find((option) => option.value === value);
  return (
    <Field {...field}>
      {(control) => (
        <div ref={place}>
          <Base.Root
            items={options}
            value={value}
            onValueChange={(next) => {
              if (next !== null) onChange(next);
            }}
          >
            <Base.Trigger
              {...control}
              className={`${CONTROL} flex h-8 items-center justify-between gap-2 text-left hover:bg-hover`}
            >
              <Base.Value className="truncate">
                {() =>
                  value === '' && chosen === undefined ? (
                    <span className="text-dim">{placeholder}</span>
                  ) : (
                    (chosen?.label ?? value)
                  )
                }
              </Base.Value>
              <Base.Icon aria-hidden className="text-[10px] text-dim">
                ▾
              </Base.Icon>
            </Base.Trigger>
            <Base.Portal container={place}>
              <Base.Positioner positionMethod="fixed" sideOffset={4} alignItemWithTrigger={false} className="z-50">
                <Base.Popup className="max-w-[min(420px,90vw)] min-w-[var(--anchor-width)] rounded-card border border-line bg-panel p-1 shadow-xl outline-none">
                  <Base.List className="max-h-[min(360px,60vh)] overflow-y-auto">
                    {options.map((option) => (
                      <OptionRow key={option.value} option={option} />
                    ))}
                  </Base.List>
                </Base.Popup>
              </Base.Positioner>
            </Base.Portal>
          </Base.Root>
        </div>
      )}
    </Field>
  );
}

function OptionRow<Value extends string>({ option }: { readonly option: Option<Value> }) {
  return (
    <Base.Item
      value={option.value}
      className="grid cursor-default grid-cols-[14px_1fr] rounded-control px-1.5 py-1 outline-none data-highlighted:bg-hover"
    >
      <Base.ItemIndicator className="col-start-1 text-accent">✓</Base.ItemIndicator>
      <span className="col-start-2 min-w-0">
        <Base.ItemText className="block break-words">{option.label}</Base.ItemText>
        {option.detail !== undefined && <span className="block text-[12px] text-dim">{option.detail}</span>}
      </span>
    </Base.Item>
  );
}
