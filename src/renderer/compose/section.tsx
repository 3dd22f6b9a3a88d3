import { Collapsible } from '@base-ui/react/collapsible';
import { useState, type ReactNode } from 'react';

type SectionProps = {
  readonly title: string;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
};

/** A part of the form under its heading. */
export function Section({ title, hint, children }: SectionProps) {
  const id = `part-${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`;
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3 border-t border-line pt-5 first:border-t-0 first:pt-0">
      <div>
        <h2 id={id} className="text-[14px] font-semibold">
          {title}
        </h2>
        {hint !== undefined && <p className="text-[12px] text-dim">{hint}</p>}
      </div>
      {children}
    </section>
  );
}

type FoldProps = {
  readonly label: string;
  /** What is set inside, while it is closed. */
  readonly summary?: string;
  /** Problems shown inside: it then stands open. */
  readonly problems: number;
  readonly children: ReactNode;
};

/** What most people leave as it is, folded away; it opens by itself where something inside is wrong. */
export function Fold({ label, summary, problems, children }: FoldProps) {
  const [opened, setOpened] = useState(false);
  const open = opened || problems > 0;
  return (
    <Collapsible.Root open={open} onOpenChange={setOpened} className="flex flex-col gap-3">
      <Collapsible.Trigger className="-ml-1.5 flex items-baseline gap-2 self-start rounded-control px-1.5 py-0.5 text-left text-[12.5px] text-dim hover:bg-hover hover:text-text">
        <span aria-hidden className="w-2.5 text-[10px]">
          {open ? '▾' : '▸'}
        </span>
        {label}
        {!open && summary !== undefined && summary !== '' && <span className="text-[12px] text-text">{summary}</span>}
      </Collapsible.Trigger>
      <Collapsible.Panel className="flex flex-col gap-3">{children}</Collapsible.Panel>
    </Collapsible.Root>
  );
}

/** Small fields beside each other, as many as fit. */
export const Grid = ({ children }: { readonly children: ReactNode }) => (
  <div className="grid grid-cols-[repeat(auto-fill,minmax(150px,1fr))] items-start gap-3">{children}</div>
);
