import { useState, type ReactNode } from 'react';
import { visibleLine, visibleText } from '#shared/base/visible-text.ts';
import { nameOf, type MessageId, type Seq } from '#shared/events/ids.ts';
import type { Sender } from '#shared/events/vocabulary.ts';
import { messageIn } from '#shared/projections/transcript.ts';
import { isSameSelection, type Selection } from '../state/route.ts';
import { useRun, useSession } from '../state/window.tsx';
import { ACT_SIGNS } from '../ui/act.ts';
import { laneColour } from '../ui/lane-colour.ts';
import { personOf } from './words.ts';

/** A part of the inspector under its heading; `aside` is a figure at the right of it. */
export function Section(props: {
  readonly title: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="mb-5">
      <div className="mb-1.5 flex items-baseline justify-between gap-2">
        <h2 className="text-[12px] font-semibold text-dim">{props.title}</h2>
        <span className="tabular text-[12px] text-dim">{props.aside}</span>
      </div>
      {props.children}
    </section>
  );
}

export type Fact = { readonly name: string; readonly value: ReactNode; readonly mono?: true };

/** Names and what they are, beside each other. */
export function Facts({ rows }: { readonly rows: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[104px_1fr] gap-x-3 gap-y-0.5 text-[12px]">
      {rows.map(({ name, value, mono }) => (
        <div key={name} className="contents">
          <dt className="text-dim">
            <bdi dir="auto">{visibleLine(name)}</bdi>
          </dt>
          <dd className={`tabular min-w-0 wrap-anywhere text-text ${mono === true ? 'font-mono text-[11px]' : ''}`}>
            {typeof value === 'string' ? <bdi dir="auto">{visibleLine(value)}</bdi> : value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** So much of a text stands there at first, in UTF-16 units. */
const FOLD = 360;

/** What a model or a person wrote: data, with what would act without being seen made visible; a long text is folded. */
export function Words(props: { readonly text: string; readonly fold?: number; readonly className?: string }) {
  const { text, fold = FOLD, className = '' } = props;
  const [all, setAll] = useState(false);
  const isLong = text.length > fold * 1.25;
  const shown = visibleText(isLong && !all ? `${text.slice(0, fold)} …` : text);
  return (
    <>
      <bdi dir="auto" className={`block whitespace-pre-wrap wrap-anywhere ${className}`}>
        {shown}
      </bdi>
      {isLong && (
        <TextButton onClick={() => setAll(!all)} expanded={all}>
          {all ? 'Show less' : 'Show all'}
        </TextButton>
      )}
    </>
  );
}

/** A button that reads like a link. */
export function TextButton(props: {
  readonly onClick: () => void;
  readonly children: ReactNode;
  readonly kind?: 'accent' | 'bad';
  readonly expanded?: boolean;
}) {
  return (
    <button
      type="button"
      onClick={props.onClick}
      aria-expanded={props.expanded}
      className={`rounded-sm text-left text-[12px] hover:underline ${props.kind === 'bad' ? 'text-bad' : 'text-accent'}`}
    >
      {props.children}
    </button>
  );
}

/** Who sits where never changes, so a name keeps its colour over the whole run. */
export const useSeat = (sender: Sender | undefined): number | undefined =>
  useRun(({ latest }) => {
    if (sender === undefined || sender === 'arbiter') return undefined;
    const seat = latest.setup?.seats.findIndex(({ name }) => name === nameOf(sender)) ?? -1;
    return seat === -1 ? undefined : seat;
  });

/** A name in the colour of its seat. */
export function Who({ sender, className = 'font-semibold' }: { readonly sender: Sender; readonly className?: string }) {
  const seat = useSeat(sender);
  return (
    <bdi className={className} style={{ color: laneColour(seat) }}>
      {personOf(sender)}
    </bdi>
  );
}

/** Picks something out, and puts the playhead there where a position is given. */
export function Jump(props: {
  readonly to?: Selection;
  readonly seq?: Seq | undefined;
  readonly label?: string;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const session = useSession();
  const { to, seq } = props;
  const isHere = useRun(({ selection }) => to !== undefined && isSameSelection(selection, to));
  const go = (): void => {
    if (to !== undefined) session.select(to);
    if (seq !== undefined) session.seek(seq);
  };
  return (
    <button
      type="button"
      onClick={go}
      aria-label={props.label}
      aria-current={isHere ? 'true' : undefined}
      className={props.className ?? 'rounded-sm text-left text-accent hover:underline'}
    >
      {props.children}
    </button>
  );
}

const ROW = 'block w-full rounded-control px-2 py-1.5 text-left hover:bg-hover aria-[current]:bg-hover';

/** A message in two lines: who and with which act, then its gist. Picks it out. */
export function MessageRow({ message, note }: { readonly message: MessageId; readonly note?: ReactNode }) {
  const found = useRun(({ latest }) => messageIn(latest.transcript, message));
  if (found === undefined) return <p className="px-2 py-1.5 text-[12px] text-dim">{message}</p>;
  return (
    <Jump to={{ kind: 'message', message }} className={ROW}>
      <span className="flex items-baseline gap-1.5 text-[12px]">
        <Who sender={found.from} />
        <span className="text-dim">
          <span aria-hidden>{ACT_SIGNS[found.act]} </span>
          {found.act}
        </span>
        <span className="ml-auto font-mono text-[11px] text-dim">
          {note ?? (found.turn === undefined ? message : `turn ${found.turn}`)}
        </span>
      </span>
      <bdi dir="auto" className="line-clamp-2 wrap-anywhere text-[12px] text-text">
        {visibleText(found.gist)}
      </bdi>
    </Jump>
  );
}

/** The first of many, and a button for the rest; undefined where there is no rest. */
export function useCapped<Item>(
  items: readonly Item[],
  shown: number,
): { readonly items: readonly Item[]; readonly more: ReactNode } {
  const [all, setAll] = useState(false);
  const more =
    items.length > shown ? (
      <TextButton onClick={() => setAll(!all)} expanded={all}>
        {all ? 'Show fewer' : `Show all ${items.length}`}
      </TextButton>
    ) : undefined;
  return { items: all ? items : items.slice(0, shown), more };
}

export function Capped<Item>(props: {
  readonly items: readonly Item[];
  readonly shown: number;
  readonly renderItem: (item: Item, index: number) => ReactNode;
}) {
  const { items, more } = useCapped(props.items, props.shown);
  return (
    <>
      {items.map(props.renderItem)}
      {more}
    </>
  );
}

export const Empty = ({ children }: { readonly children: ReactNode }) => (
  <p className="text-[12px] text-dim">{children}</p>
);

/** In the place of what the log does not say; `what` is the sentence before it. */
export const NotRecorded = ({ what }: { readonly what: string }) => <Empty>{what} not recorded.</Empty>;
