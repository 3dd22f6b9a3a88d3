import type { MessageId } from '#shared/events/ids.ts';
import { messageIn } from '#shared/projections/transcript.ts';
import { useRun } from '../state/window.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { RetractDialog } from './retract-dialog.tsx';
import { RuleDialog } from './rule-dialog.tsx';

/** A dialog that was asked for at a message. */
export type Asked = { readonly what: 'retract' | 'edit' | 'rule'; readonly message: MessageId };

export function AskedDialog({ asked, onClose }: { readonly asked: Asked; readonly onClose: () => void }) {
  const said = useRun((state) => messageIn(state.latest.transcript, asked.message));
  if (asked.what === 'retract') return <RetractDialog message={asked.message} onClose={onClose} />;
  if (asked.what === 'rule') return <RuleDialog proposal={asked.message} onClose={onClose} />;
  return said === undefined ? undefined : <EditDialog message={said} onClose={onClose} />;
}
