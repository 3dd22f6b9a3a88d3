import { visibleLine } from '#shared/base/visible-text.ts';

type Props = { readonly title: string; readonly facts: string; readonly isOpen: boolean };

/** What the button says under which a sweep's runs are folded: whether it is open, the sweep's name, and a line of facts. */
export const SweepName = ({ title, facts, isOpen }: Props) => (
  <>
    <span aria-hidden className="w-3.5 shrink-0 text-center text-dim">
      {isOpen ? '▾' : '▸'}
    </span>
    <span className="min-w-0">
      <bdi dir="auto" className="block truncate">
        Sweep: {visibleLine(title)}
      </bdi>
      <span className="block truncate text-[12px] font-normal text-dim">{facts}</span>
    </span>
  </>
);
