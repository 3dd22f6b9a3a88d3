import { useId, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { DialogFoot, DialogFrame } from '../ui/dialog-frame.tsx';
import { FIELD, Refusal } from './refusal.tsx';
import { useCommand } from './use-command.ts';

/** Ends the run at once, after asking. */
export function EndDialog({ onClose }: { readonly onClose: () => void }) {
  const [reason, setReason] = useState('');
  const { give, busy, refusal } = useCommand();
  const field = useId();
  const end = async (): Promise<void> => {
    if (await give({ kind: 'end', ...(reason.trim() === '' ? {} : { reason }) })) onClose();
  };
  return (
    <DialogFrame
      title="End the run now"
      description="Turns under way are abandoned and no closing round is held; all that was said is kept. To let everyone say a last word, wrap up instead."
      onClose={onClose}
    >
      <label htmlFor={field} className="text-[12px] text-dim">
        Why, for the minutes (may be left empty)
      </label>
      <input id={field} className={FIELD} value={reason} onChange={(event) => setReason(event.target.value)} />
      <Refusal text={refusal} />
      <DialogFoot>
        <Button onClick={onClose}>Go on</Button>
        <Button kind="danger" disabled={busy} onClick={() => void end()}>
          End the run
        </Button>
      </DialogFoot>
    </DialogFrame>
  );
}
