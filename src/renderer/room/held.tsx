import { useMemo } from 'react';
import type { TranscriptMessage } from '#shared/projections/transcript.ts';
import { Button } from '../ui/button.tsx';
import { useRun, useSession } from '../state/window.tsx';
import { Refusal } from './refusal.tsx';
import { counted } from '#shared/base/text.ts';
import { useCommand } from './use-command.ts';

type Props = { readonly message: TranscriptMessage; readonly onEdit: () => void };

/** What to do with a message that waits for approval, in the place where it stands. */
export function HeldBar({ message: { message }, onEdit }: Props) {
  const { give, busy, refusal } = useCommand();
  return (
    <div className="mt-2 space-y-1">
      <div className="flex flex-wrap items-center gap-2">
        <Button kind="primary" disabled={busy} onClick={() => void give({ kind: 'approve', message })}>
          Approve
        </Button>
        <Button disabled={busy} onClick={onEdit}>
          Edit…
        </Button>
        <Button kind="danger" disabled={busy} onClick={() => void give({ kind: 'drop', message })}>
          Drop
        </Button>
        <span className="text-[12px] text-dim">Nobody has it in front until you approve it.</span>
      </div>
      <Refusal text={refusal} />
    </div>
  );
}

/** Above the composer: that messages wait, and the way to the oldest one. */
export function HeldStrip() {
  const session = useSession();
  const held = useRun((state) => state.latest.ledger.tracked.held);
  const waiting = useMemo(
    () => [...held.values()].toSorted((one, other) => one.source - other.source).map(({ data }) => data.message),
    [held],
  );
  const [first] = waiting;
  if (first === undefined) return undefined;
  return (
    <div className="mx-7 mt-1 flex shrink-0 items-center justify-between gap-3 rounded-card border border-line bg-panel px-3 py-1.5 text-[12.5px]">
      <span className="text-warn">
        <span aria-hidden>◑ </span>
        {counted(waiting.length, 'message')} {waiting.length === 1 ? 'waits' : 'wait'} for your approval.
      </span>
      <Button
        onClick={() => {
          session.follow();
          session.select({ kind: 'message', message: first });
        }}
      >
        Show {waiting.length === 1 ? 'it' : 'the oldest'}
      </Button>
    </div>
  );
}
