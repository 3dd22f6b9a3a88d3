import { useEffect, useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { RunRow } from '#shared/rpc/methods.ts';
import { Refusal } from '../room/refusal.tsx';
import { useClient } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { DialogFoot, DialogFrame } from '../ui/dialog-frame.tsx';
import { verdictWords, type Finding } from './verdict-words.ts';

type Props = { readonly run: Pick<RunRow, 'run' | 'title'>; readonly onClose: () => void };

/** Checks a run against what was written, and says what it found. */
export function VerifyDialog({ run: { run, title }, onClose }: Props) {
  const client = useClient();
  const [found, setFound] = useState<readonly Finding[]>();
  const [refusal, setRefusal] = useState<string>();
  useEffect(() => {
    const stop = new AbortController();
    void client.call('run.verify', { run }, { signal: stop.signal }).then((asked) => {
      if (asked.ok) setFound(verdictWords(asked.value));
      else if (asked.failure.code !== 'cancelled') setRefusal(asked.failure.message);
    });
    return () => stop.abort();
  }, [client, run]);
  return (
    <DialogFrame
      title="Verify"
      description={
        <>
          Whether “<bdi dir="auto">{visibleLine(title)}</bdi>” is what was written.
        </>
      }
      onClose={onClose}
    >
      <output className="block">
        {found === undefined && refusal === undefined && <span className="text-dim">Checking every event…</span>}
        <ul className="flex flex-col gap-1.5">
          {found?.map(({ name, holds, words }) => (
            <li key={name}>
              <span className={LOOKS[holds][1]}>
                <span aria-hidden>{LOOKS[holds][0]} </span>
                {name}
              </span>
              <span className="block pl-5 text-[12px] wrap-anywhere text-dim">{visibleLine(words)}</span>
            </li>
          ))}
        </ul>
      </output>
      <Refusal text={refusal} />
      <DialogFoot>
        <Button kind="primary" onClick={onClose}>
          Close
        </Button>
      </DialogFoot>
    </DialogFrame>
  );
}

const LOOKS: Readonly<Record<Finding['holds'], readonly [sign: string, tone: string]>> = {
  yes: ['✓', 'text-good'],
  no: ['✕', 'text-bad'],
  'not checked': ['▲', 'text-warn'],
};
