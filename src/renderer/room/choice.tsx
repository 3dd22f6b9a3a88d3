import { Select } from '@base-ui/react/select';
import { ForeignLine } from './message-text.tsx';

export type Choice<Value extends string> = { readonly value: Value; readonly label: string };

type Props<Value extends string> = {
  /** What is chosen, for who cannot see where it stands. */
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
};

/** One of a few, as a word with a small arrow. */
export function ChoiceField<Value extends string>({ label, choices, value, onChange }: Props<Value>) {
  const known = choices.find((choice) => choice.value === value);
  return (
    <Select.Root
      items={choices}
      value={value}
      onValueChange={(next) => {
        if (next !== null) onChange(next);
      }}
    >
      <Select.Trigger
        aria-label={`${label}: ${known?.label ?? value}`}
        className="inline-flex h-7 max-w-44 items-center gap-1 rounded-control px-2 text-dim hover:bg-hover hover:text-text"
      >
        <span className="truncate">
          <ForeignLine text={known?.label ?? value} />
        </span>
        <span aria-hidden className="text-[10px]">
          ▾
        </span>
      </Select.Trigger>
      <Select.Portal>
        <Select.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <Select.Popup className="min-w-36 rounded-card border border-line bg-panel p-1 shadow-xl outline-none">
            <Select.List className="max-h-72 overflow-y-auto">
              {choices.map((choice) => (
                <Select.Item
                  key={choice.value}
                  value={choice.value}
                  className="flex cursor-default items-center justify-between gap-3 rounded-control px-2 py-1 outline-none data-highlighted:bg-hover"
                >
                  <Select.ItemText>
                    <ForeignLine text={choice.label} />
                  </Select.ItemText>
                  <Select.ItemIndicator className="text-accent">✓</Select.ItemIndicator>
                </Select.Item>
              ))}
            </Select.List>
          </Select.Popup>
        </Select.Positioner>
      </Select.Portal>
    </Select.Root>
  );
}
