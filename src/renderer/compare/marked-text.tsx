import { useMemo, useState } from 'react';
import { visibleText } from '#shared/base/visible-text.ts';
import { beginningOf } from '../room/message-blocks.ts';
import { markedAgainst } from './turn-cells.ts';

type Props = {
  readonly text: string;
  /** What it is held against; undefined where it is what others are held against. */
  readonly against: string | undefined;
};

/** A longer one is shown and compared up to here, until it is asked for. Characters. */
const FIRST_PART = 1600;

/** Foreign words, and what is new in them or gone from them against another text: by lines under and through them, not by colour alone. */
export function MarkedText({ text, against }: Props) {
  const [isWhole, setWhole] = useState(false);
  const longest = Math.max(text.length, against?.length ?? 0);
  const limit = isWhole ? longest : FIRST_PART;
  return (
    <>
      <bdi dir="auto" className="block whitespace-pre-wrap wrap-anywhere">
        {against === undefined || against === text ? (
          visibleText(beginningOf(text, limit))
        ) : (
          <Differences text={beginningOf(text, limit)} against={beginningOf(against, limit)} />
        )}
      </bdi>
      {longest > limit && (
        <button type="button" className="text-[12px] text-accent hover:underline" onClick={() => setWhole(true)}>
          Show all {longest.toLocaleString('en')} characters
        </button>
      )}
    </>
  );
}

function Differences({ text, against }: { readonly text: string; readonly against: string }) {
  const { pieces, isOther } = useMemo(() => markedAgainst(against, text), [text, against]);
  if (isOther)
    return (
      <>
        <span className="mr-2 inline-block rounded-sm border border-line px-1 text-[11.5px] whitespace-nowrap text-dim">
          worded otherwise
        </span>
        {visibleText(text)}
      </>
    );
  return pieces.map(({ kind, text }, index) => {
    if (kind === 'same') return <span key={index}>{visibleText(text)}</span>;
    const Mark = kind === 'new' ? 'ins' : 'del';
    return (
      <Mark key={index} className={LOOKS[kind]}>
        {visibleText(text)}
      </Mark>
    );
  });
}

const LOOKS = {
  new: 'rounded-xs bg-good/15 underline decoration-good decoration-2 underline-offset-2',
  gone: 'mr-0.5 text-dim line-through decoration-bad',
} as const;
