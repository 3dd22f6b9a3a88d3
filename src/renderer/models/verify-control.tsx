import { useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import { useClient } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';

type Verdict = { readonly good: boolean; readonly words: string; readonly sum?: string };

/** Reads the whole file anew and says whether it is what it should be. */
export function VerifyControl({ id, name }: { readonly id: string; readonly name: string }) {
  const client = useClient();
  const [state, setState] = useState<'idle' | 'busy' | Verdict>('idle');
  const verify = async (): Promise<void> => {
    setState('busy');
    const verdict = await client.call('models.verify', { id });
    setState(
      verdict.ok
        ? { good: verdict.value.matches, words: verdict.value.detail, sum: verdict.value.sha256 }
        : { good: false, words: verdict.failure.message },
    );
  };
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <Button
        className="self-start"
        disabled={state === 'busy'}
        onClick={() => void verify()}
        aria-label={`Verify ${visibleLine(name)}`}
      >
        {state === 'busy' ? 'Reading the file…' : 'Verify'}
      </Button>
      <output className="text-[12px] break-words empty:hidden">
        {typeof state === 'object' && (
          <span className={state.good ? 'text-good' : 'text-bad'}>
            <span aria-hidden>{state.good ? '✓' : '▲'} </span>
            {state.good ? 'Matches: ' : 'Does not match: '}
            <bdi dir="auto">{visibleLine(state.words)}</bdi>
            {state.sum !== undefined && <code className="block break-all text-dim">{state.sum}</code>}
          </span>
        )}
      </output>
    </div>
  );
}
