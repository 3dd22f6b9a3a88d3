import { visibleLine } from '#shared/base/visible-text.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { Button } from '../ui/button.tsx';
import type { Draft } from './draft.ts';
import { fieldWords } from './field-words.ts';
import { Offers } from './offers.tsx';
import type { DraftProblems } from './setup-of.ts';
import { controlId, useForm } from './use-form.ts';

type Props = {
  readonly fits: boolean;
  readonly busy: boolean;
  readonly refused: RpcFailure | undefined;
  readonly onStart: () => void;
};

/** The button that starts the run, what is still in its way, and why it was refused. */
export function StartCard({ fits, busy, refused, onStart }: Props) {
  const { draft, read, all } = useForm();
  return (
    <section aria-label="Start" className="flex flex-col gap-3">
      <Button
        kind="primary"
        className="h-9 w-full text-[13px]"
        disabled={busy}
        onClick={onStart}
        aria-keyshortcuts="Control+Enter"
      >
        {busy ? 'Starting…' : fits ? 'Start' : 'Start anyway'}
      </Button>
      {!read.ok && all && <ProblemList problems={read.failure} draft={draft} />}
      {refused !== undefined && (
        <p role="alert" className="text-[12.5px] text-bad">
          <span aria-hidden>▲ </span>
          <bdi dir="auto">{visibleLine(refused.message)}</bdi>{' '}
          {(refused.code === 'not_found' || refused.code === 'model' || refused.instead !== undefined) && (
            <a href="#/models" className="text-accent underline">
              Open the models page
            </a>
          )}
        </p>
      )}
      {refused?.instead !== undefined && <Offers instead={refused.instead} />}
    </section>
  );
}

function ProblemList({ problems, draft }: { readonly problems: DraftProblems; readonly draft: Draft }) {
  const fields = Object.entries(problems);
  return (
    <div className="text-[12px]">
      <p className="text-bad">
        <span aria-hidden>▲ </span>
        {fields.length === 1 ? 'One field needs mending:' : `${fields.length} fields need mending:`}
      </p>
      <ul className="mt-1 flex flex-col gap-1">
        {fields.map(([field, message]) => (
          <li key={field}>
            <button
              type="button"
              className="rounded-control text-left text-text underline decoration-line hover:decoration-text"
              onClick={() => document.getElementById(controlId(field))?.focus()}
            >
              {fieldWords(field, draft)}
            </button>
            <span className="text-dim">: {visibleLine(message)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
