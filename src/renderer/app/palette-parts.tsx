import { Command } from 'cmdk';
import type { ReactNode } from 'react';

type EntryProps = {
  readonly value: string;
  readonly onSelect: () => void;
  readonly children: ReactNode;
  /** What stands at the right: where it is, or its key. */
  readonly aside?: ReactNode;
};

export const Entry = ({ value, onSelect, children, aside }: EntryProps) => (
  <Command.Item
    value={value}
    onSelect={onSelect}
    className="flex cursor-pointer items-baseline gap-4 rounded-control px-2.5 py-1.5 data-[selected=true]:bg-hover"
  >
    <span className="min-w-0 grow truncate">{children}</span>
    {aside !== undefined && <span className="max-w-[45%] shrink-0 truncate text-[12px] text-dim">{aside}</span>}
  </Command.Item>
);

/** Entries under a heading; nothing where there are none. */
export function EntryGroup({
  heading,
  children,
}: {
  readonly heading: string;
  readonly children: readonly ReactNode[];
}) {
  if (children.length === 0) return undefined;
  return (
    <Command.Group
      heading={heading}
      className="mb-1 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-[12px] [&_[cmdk-group-heading]]:text-dim"
    >
      {children}
    </Command.Group>
  );
}
