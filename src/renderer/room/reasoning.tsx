import { useEffect, useState } from 'react';
import type { TurnId } from '#shared/events/ids.ts';
import { useClient, useRun, useSession } from '../state/window.tsx';
import { MessageText } from './message-text.tsx';

/** What the model thought before it spoke, folded away: no peer has ever seen it. Nothing where it did not, or where it was left out. */
export function Reasoning({ turn }: { readonly turn: TurnId }) {
  const client = useClient();
  const { log } = useSession();
  const run = useRun((state) => state.row?.run);
  const at = log.turn(turn)?.ended?.seq;
  const [text, setText] = useState<string>();
  useEffect(() => {
    if (run === undefined || at === undefined) return undefined;
    const stop = new AbortController();
    void client.call('turn.reasoning', { run, seq: at }, { signal: stop.signal }).then((found) => {
      if (found.ok && !stop.signal.aborted) setText(found.value.text);
    });
    return () => stop.abort();
  }, [client, run, at]);
  if (text === undefined) return undefined;
  return (
    <details className="mt-1 max-w-[74ch] text-[12.5px] text-dim">
      <summary className="cursor-pointer">Reasoning, which no peer has seen</summary>
      <div className="mt-1 border-l-2 border-line pl-3">
        <MessageText text={text} />
      </div>
    </details>
  );
}
