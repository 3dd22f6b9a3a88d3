import { useId, useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { TranscriptMessage } from '#shared/projections/transcript.ts';
import { Button } from '../ui/button.tsx';
import { DialogFoot, DialogFrame } from '../ui/dialog-frame.tsx';
import { FIELD, Refusal } from './refusal.tsx';
import { useCommand } from './use-command.ts';

type Props = { readonly message: TranscriptMessage; readonly onClose: () => void };

/** Other words for a message: a held one before it is public, a public one from the next turn on. */
export function EditDialog({ message, onClose }: Props) {
  const [text, setText] = useState(message.body);
  const { give, busy, refusal } = useCommand();
  const field = useId();
  const isHeld = message.standing === 'waiting';
  const edit = async (): Promise<void> => {
    if (await give({ kind: 'edit', message: message.message, text })) onClose();
  };
  return (
    <DialogFrame
      title={`Edit what ${visibleLine(message.name)} said in ${message.message}`}
      description={
        isHeld
          ? 'Nobody has read it. It still waits for your approval afterwards.'
          : 'From the next turn on these words stand in its place. Turns that read the old words keep them on record.'
      }
      onClose={onClose}
    >
      <label htmlFor={field} className="text-[12px] text-dim">
        Its words
      </label>
      <textarea
        id={field}
        rows={8}
        dir="auto"
        className={`${FIELD} leading-relaxed`}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Refusal text={refusal} />
      <DialogFoot>
        <Button onClick={onClose}>Leave it as it is</Button>
        <Button kind="primary" disabled={busy || text.trim() === ''} onClick={() => void edit()}>
          Save these words
        </Button>
      </DialogFoot>
    </DialogFrame>
  );
}
