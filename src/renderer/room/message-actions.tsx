import { useState } from 'react';
import type { MessageId } from '#shared/events/ids.ts';
import type { TranscriptMessage } from '#shared/projections/transcript.ts';
import { NoteActions } from '../notes/note-chip.tsx';
import { BranchButtons } from '../branch/branch-buttons.tsx';
import { useRun } from '../state/window.tsx';
import { openProposals } from './arbiter-can.ts';

/** Opens a dialog about a message. */
export type Ask = (what: 'retract' | 'edit' | 'rule', message: MessageId) => void;

/** What can be done with the message that is picked out; what cannot be done now is absent. */
export function MessageActions({ entry, onAsk }: { readonly entry: TranscriptMessage; readonly onAsk: Ask }) {
  const { message, body } = entry;
  const isPublic = useRun(
    ({ live, latest }) =>
      live && latest.status !== 'ended' && entry.standing === 'public' && !latest.ledger.tracked.held.has(message),
  );
  const proposal = useRun(({ live, latest }) => {
    if (!live || latest.status === 'ended') return undefined;
    return openProposals(latest).find((own) => own.item === message || own.revisions.includes(message))?.item;
  });
  return (
    <span className="flex basis-full flex-wrap gap-3">
      <CopyText text={body} />
      <NoteActions message={message} />
      <BranchButtons turn={entry.turn} message={message} />
      {isPublic && <Small onClick={() => onAsk('edit', message)}>Edit…</Small>}
      {isPublic && <Small onClick={() => onAsk('retract', message)}>Retract…</Small>}
      {proposal !== undefined && <Small onClick={() => onAsk('rule', proposal)}>Rule on it…</Small>}
    </span>
  );
}

/** The words as they are, with whatever cannot be seen in them. */
function CopyText({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return <Small onClick={() => void copy()}>{copied ? 'Copied' : 'Copy its words'}</Small>;
}

function Small({ onClick, children }: { readonly onClick: () => void; readonly children: string }) {
  return (
    <button type="button" className="text-accent hover:underline" onClick={onClick}>
      {children}
    </button>
  );
}
