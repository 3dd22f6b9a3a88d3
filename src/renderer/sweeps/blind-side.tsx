import type { ReactNode } from 'react';
import { visibleText } from '#shared/base/visible-text.ts';
import type { BlindSide } from '#shared/rpc/sweep-methods.ts';

type Props = { readonly title: string; readonly side: BlindSide; readonly children: ReactNode };

/** The minutes of one side as plain words. `children` stand above them. */
export function BlindSideView({ title, side, children }: Props) {
  const { decided, undecided, openQuestions } = side;
  const isEmpty = decided.length + undecided.length + openQuestions.length === 0;
  return (
    <article aria-label={title} className="flex min-w-0 flex-col gap-4 rounded-card border border-line bg-panel p-5">
      <h2 className="text-[15px] font-semibold">{title}</h2>
      {children}
      {isEmpty && <p className="text-dim">Nothing was proposed and nothing asked.</p>}
      <Proposals title="Decided" proposals={decided} />
      <Proposals title="Proposed, not decided" proposals={undecided} />
      {openQuestions.length > 0 && (
        <Part title="Open questions">
          <Texts texts={openQuestions} />
        </Part>
      )}
    </article>
  );
}

function Proposals({ title, proposals }: { readonly title: string; readonly proposals: BlindSide['decided'] }) {
  if (proposals.length === 0) return undefined;
  return (
    <Part title={title}>
      <ul className="flex flex-col gap-3">
        {proposals.map(({ text, supports, challenges }, at) => (
          // The same words may stand there twice.
          <li key={`${at} ${text.slice(0, 20)}`} className="flex flex-col gap-2 border-l-2 border-line pl-3">
            <Words text={text} />
            {supports.length > 0 && (
              <Part title="For it" small>
                <Texts texts={supports} />
              </Part>
            )}
            {challenges.length > 0 && (
              <Part title="Against it" small>
                <Texts texts={challenges} />
              </Part>
            )}
          </li>
        ))}
      </ul>
    </Part>
  );
}

type PartProps = { readonly title: string; readonly small?: boolean; readonly children: ReactNode };

const Part = ({ title, small = false, children }: PartProps) => (
  <div className="flex flex-col gap-1">
    {small ? (
      <h4 className="text-[12px] text-dim">{title}</h4>
    ) : (
      <h3 className="text-[12px] font-semibold text-dim">{title}</h3>
    )}
    {children}
  </div>
);

const Texts = ({ texts }: { readonly texts: readonly string[] }) => (
  <ul className="flex flex-col gap-1.5">
    {texts.map((text, at) => (
      <li key={`${at} ${text.slice(0, 20)}`}>
        <Words text={text} />
      </li>
    ))}
  </ul>
);

const Words = ({ text }: { readonly text: string }) => (
  <bdi dir="auto" className="block max-w-[74ch] text-[14px] whitespace-pre-wrap wrap-anywhere">
    {visibleText(text)}
  </bdi>
);
