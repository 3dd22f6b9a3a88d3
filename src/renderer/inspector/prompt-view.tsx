import type { ReactNode } from 'react';
import type { PromptBlock, PromptPart, TurnPrompt } from './prompt-blocks.ts';
import { laneColour } from '../ui/lane-colour.ts';
import { Jump, Section, useSeat, Words } from './parts.tsx';
import { countOf, personOf } from './words.ts';

type Props = { readonly prompt: TurnPrompt; readonly name: string; readonly assembly: string };

/** Exactly what stood before the model, block by block, in the order in which it was written. */
export function PromptView({ prompt, name, assembly }: Props) {
  const { ground, tail, decide, speak, tokens } = prompt;
  return (
    <Section
      title={
        <>
          What <bdi>{name}</bdi> had in front of it
        </>
      }
      aside={`${countOf(tokens)} tokens`}
    >
      <Part title="Ground" part={ground} />
      <Part title="Tail" part={tail} />
      <Part title="To decide, erased afterwards" part={decide} />
      <Part title="To speak" part={speak} />
      <p className="mt-1.5 text-[12px] text-dim">
        Word for word, by the rules <span className="font-mono text-[11px]">{assembly}</span>.
      </p>
    </Section>
  );
}

function Part({ title, part }: { readonly title: string; readonly part: PromptPart }) {
  if (part.blocks.length === 0) return undefined;
  return (
    <div className="mb-2">
      <div className="mb-1 flex items-baseline justify-between gap-2 text-[12px]">
        <h3 className="font-semibold text-text">{title}</h3>
        <span className="tabular text-dim">{usageOf(part)}</span>
      </div>
      <ul className="space-y-0.5">
        {part.blocks.map((block) => (
          <li key={block.key}>
            <Block block={block} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** "412 reused", "30 evaluated, 141 reused"; before the end of the turn only the length is known. */
function usageOf({ tokens, evaluated, reused }: PromptPart): string {
  if (evaluated === undefined || reused === undefined) return `${countOf(tokens)} tokens`;
  const parts = [
    ...(reused === 0 ? [] : [`${countOf(reused)} reused`]),
    ...(evaluated === 0 && reused > 0 ? [] : [`${countOf(evaluated)} evaluated`]),
  ];
  return parts.join(', ');
}

const FRAMES: Readonly<Record<string, string>> = {
  system: 'begin the system text',
  user: 'begin the user text',
  answer: 'begin the answer',
};

function Block({ block }: { readonly block: PromptBlock }) {
  const { form, tokens, text, message } = block;
  const colour = laneColour(useSeat(block.from));
  if (form === 'frame')
    return (
      <p className="flex justify-between gap-2 px-2 text-[11px] text-dim">
        <span>the model's own marks: {FRAMES[text] ?? text}</span>
        <span className="tabular font-mono">{tokens}</span>
      </p>
    );
  const inside = (
    <span className="flex items-baseline justify-between gap-2 text-[11px] text-dim">
      <span className="min-w-0 truncate">{labelOf(block)}</span>
      <span className="tabular font-mono">
        {tokens}
        <span className="sr-only"> tokens</span>
      </span>
    </span>
  );
  return (
    <div className="border-l-2 bg-bg px-2 py-1" style={{ borderColor: colour }}>
      {message === undefined ? (
        inside
      ) : (
        <Jump
          to={{ kind: 'message', message }}
          className="block w-full rounded-sm hover:bg-hover aria-[current]:bg-hover"
        >
          {inside}
        </Jump>
      )}
      <Words text={text} fold={220} className="text-[12px] text-text" />
    </div>
  );
}

/** "Frontend, turn 1 · full", "question", "role" */
function labelOf({ form, from, turn, message }: PromptBlock): ReactNode {
  if (from === undefined) return form;
  const where = turn === undefined ? (message ?? '') : `turn ${turn}`;
  return (
    <>
      <bdi>{personOf(from)}</bdi>, {where} · {form}
    </>
  );
}
