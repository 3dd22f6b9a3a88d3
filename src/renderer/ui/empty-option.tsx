import { Command } from 'cmdk';
import type { ReactNode } from 'react';

/** What a list to choose from says where it has nothing: an option that cannot be chosen, for such a list may hold nothing but options. */
export function EmptyOption({ children }: { readonly children: ReactNode }) {
  return (
    <Command.Empty>
      {/* Mounted by force it is not counted, else the list would not be empty. */}
      <Command.Item forceMount disabled className="p-3 text-dim">
        {children}
      </Command.Item>
    </Command.Empty>
  );
}
