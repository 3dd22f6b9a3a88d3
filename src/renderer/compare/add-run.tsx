import { useState } from 'react';
import type { RunId } from '#shared/events/ids.ts';
import { COMPARED_AT_MOST } from '#shared/projections/comparison.ts';
import { Button } from '../ui/button.tsx';
import { DialogFrame } from '../ui/dialog-frame.tsx';
import { FULL } from './asked-runs.ts';
import { RunPicker } from './run-picker.tsx';

/** A button that opens the list of runs; the one that is taken goes to the end of the table. Full, it says so. */
export function AddRun({ runs }: { readonly runs: readonly RunId[] }) {
  const [shown, setShown] = useState(false);
  const [told, setTold] = useState(false);
  const isFull = runs.length >= COMPARED_AT_MOST;
  return (
    <>
      {isFull && told && (
        <p role="alert" className="text-[12.5px] text-warn">
          <span aria-hidden>▲ </span>
          {FULL}
        </p>
      )}
      <Button onClick={() => (isFull ? setTold(true) : setShown(true))}>Add a run</Button>
      {shown && !isFull && (
        <DialogFrame title="Compare with…" onClose={() => setShown(false)} wide>
          <RunPicker runs={runs} />
        </DialogFrame>
      )}
    </>
  );
}
