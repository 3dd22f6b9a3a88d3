import { Fragment, memo, useMemo, useState, type ReactNode } from 'react';
import { visibleText } from '#shared/base/visible-text.ts';
import { Button } from '../ui/button.tsx';
import { beginningOf, blocksOf, inlinesOf, isPlain, marksOf, type Block, type Inline } from './message-blocks.ts';

type Props = {
  readonly text: string;
  /** More is being written: a caret stands behind the last word. */
  readonly caret?: boolean;
};

/**
 * What a model, a person or a file said, as data: React text nodes and a handful of elements, no links, no images, no HTML. What would act
 * without being seen is shown as a mark. A very long text is plain and comes a part at a time.
 */
export const MessageText = memo(function MessageText({ text, caret = false }: Props) {
  if (isPlain(text)) return <PlainText text={text} />;
  return <MarkedText text={text} caret={caret} />;
});

/** One line of foreign words: a name, a title, a detail. */
export function ForeignLine({ text }: { readonly text: string }) {
  return (
    <bdi dir="auto">
      <Visible text={text} />
    </bdi>
  );
}

function MarkedText({ text, caret }: Required<Props>) {
  const blocks = useMemo(() => blocksOf(text), [text]);
  const end = caret ? <Caret /> : undefined;
  return (
    <bdi dir="auto" className="block space-y-2 overflow-hidden wrap-anywhere">
      {blocks.map((block, index) => (
        // Blocks have no identity but their place.
        <BlockView key={`${index}`} block={block} end={index === blocks.length - 1 ? end : undefined} />
      ))}
      {blocks.length === 0 && end}
    </bdi>
  );
}

function BlockView({ block, end }: { readonly block: Block; readonly end: ReactNode }) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p className="whitespace-pre-wrap">
          <Inlines text={block.text} />
          {end}
        </p>
      );
    case 'heading':
      return (
        <p className="font-semibold whitespace-pre-wrap">
          <Inlines text={block.text} />
          {end}
        </p>
      );
    case 'quote':
      return (
        <blockquote className="border-l-2 border-line pl-3 whitespace-pre-wrap text-dim">
          <Inlines text={block.text} />
          {end}
        </blockquote>
      );
    case 'code':
      return (
        <pre className="overflow-x-auto rounded-control bg-bg px-3 py-2 font-mono text-[12.5px] [font-variant-ligatures:none]">
          <code>
            <Visible text={block.text} />
          </code>
          {end}
        </pre>
      );
    case 'list':
      return <ListView block={block} end={end} />;
    default:
      return block satisfies never;
  }
}

function ListView({ block, end }: { readonly block: Extract<Block, { kind: 'list' }>; readonly end: ReactNode }) {
  const items = block.items.map((item, index) => (
    <li key={`${index}`} className="whitespace-pre-wrap">
      <Inlines text={item} />
      {index === block.items.length - 1 && end}
    </li>
  ));
  if (!block.ordered) return <ul className="list-disc space-y-0.5 pl-5">{items}</ul>;
  return (
    <ol className="list-decimal space-y-0.5 pl-6" start={block.from}>
      {items}
    </ol>
  );
}

function Inlines({ text }: { readonly text: string }) {
  return inlinesOf(text).map((inline, index) => <InlineView key={`${index}`} inline={inline} />);
}

function InlineView({ inline }: { readonly inline: Inline }) {
  const words = <Visible text={inline.text} />;
  switch (inline.kind) {
    case 'text':
      return words;
    case 'code':
      return (
        <code className="rounded-sm bg-hover px-1 font-mono text-[0.92em] [font-variant-ligatures:none]">{words}</code>
      );
    case 'strong':
      return <strong className="font-semibold">{words}</strong>;
    case 'em':
      return <em>{words}</em>;
    default:
      return inline.kind satisfies never;
  }
}

/** Words as they are, and a chip for each run of characters that would not be seen. */
function Visible({ text }: { readonly text: string }) {
  return marksOf(visibleText(text)).map((part, index) =>
    part.kind === 'text' ? (
      <Fragment key={`${index}`}>{part.text}</Fragment>
    ) : (
      <span
        key={`${index}`}
        title="A character that would not be seen"
        className="mx-0.5 rounded-sm border border-warn px-0.5 font-mono text-[11px] text-warn"
      >
        {part.text}
      </span>
    ),
  );
}

const FIRST_PART = 4000;
const NEXT_PART = 20_000;

function PlainText({ text }: { readonly text: string }) {
  const [limit, setLimit] = useState(FIRST_PART);
  const shown = useMemo(() => visibleText(beginningOf(text, limit)), [text, limit]);
  const rest = text.length - limit;
  return (
    <div className="space-y-2">
      <bdi dir="auto" className="block overflow-hidden whitespace-pre-wrap wrap-anywhere">
        {shown}
      </bdi>
      {rest > 0 && (
        <Button onClick={() => setLimit((known) => known + NEXT_PART)}>
          Show {Math.min(rest, NEXT_PART).toLocaleString('en')} more of {rest.toLocaleString('en')} characters
        </Button>
      )}
    </div>
  );
}

/** Says that more is coming; it does not blink, so there is nothing to still for who wants less motion. */
function Caret() {
  return <span aria-hidden className="ml-0.5 inline-block h-[1.1em] w-[7px] translate-y-[2px] bg-(--caret)" />;
}
