import { useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import { toast } from '../app/toasts.tsx';
import { Refusal } from '../room/refusal.tsx';
import { go, useClient } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { DialogFoot, DialogFrame } from '../ui/dialog-frame.tsx';
import { CheckField } from '../ui/field-check.tsx';
import { RadioField } from '../ui/field-radios.tsx';
import type { BranchAt } from './branch-asked.ts';
import { rerunPlaces, type RerunPlace } from './rerun-places.ts';

type Props = { readonly asked: BranchAt; readonly onClose: () => void };

/** Says the same again, from a turn or an event on or from the beginning, as a branch that is then held against its parent token by token. */
export function RerunDialog({ asked, onClose }: Props) {
  const { session } = asked;
  const client = useClient();
  const { row, latest } = session.store.getState();
  // As it was when it was asked for: the run may go on behind the dialog.
  const [places] = useState(() => rerunPlaces(session.log, asked));
  const [place, setPlace] = useState<RerunPlace['place']>(places[0]?.place ?? 'whole');
  const [exact, setExact] = useState(latest.setup?.exact ?? false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const rerun = async (): Promise<void> => {
    setBusy(true);
    const run = row?.run ?? session.run;
    const at = places.find((own) => own.place === place)?.at;
    const made = await client.call('run.rerun', { run, ...(at === undefined ? {} : { from: at }), exact });
    setBusy(false);
    if (!made.ok) return setRefusal(made.failure.message);
    onClose();
    toast({ title: `Runs again after event ${made.value.at}`, detail: 'When it has ended it says where it differs.' });
    go({ page: 'run', run: made.value.run, seq: made.value.at });
  };
  return (
    <DialogFrame
      title="Re-run from here"
      description={
        <>
          Says “<bdi dir="auto">{visibleLine(row?.title ?? latest.transcript.title)}</bdi>” again with its seeds and
          with what the arbiter did. The run itself stays as it is.
        </>
      }
      onClose={onClose}
    >
      {places.length > 1 && (
        <RadioField
          id="rerun-place"
          label="From"
          value={place}
          choices={places.map((own) => ({ value: own.place, label: wordsOf(own, asked) }))}
          onChange={setPlace}
        />
      )}
      <CheckField
        label="Exact: one turn at a time"
        hint={latest.setup?.exact === true ? WAS_EXACT : WAS_NOT}
        checked={exact}
        onChange={setExact}
      />
      <Refusal text={refusal} />
      <DialogFoot>
        <Button onClick={onClose}>Leave it as it is</Button>
        <Button kind="primary" disabled={busy} onClick={() => void rerun()}>
          Re-run
        </Button>
      </DialogFoot>
    </DialogFrame>
  );
}

function wordsOf({ place, at }: RerunPlace, { turn, at: asked, head }: BranchAt): string {
  if (place === 'whole') return 'Before its first turn';
  if (place === 'turn') return `Before turn ${turn} (event ${at})`;
  return `${asked === head ? 'At the playhead' : 'After this line'} (event ${at})`;
}

const WAS_EXACT = 'The run was exact: on the same machine and library every token comes out the same.';
const WAS_NOT = 'The run was not exact: other turns may come first, and their words then differ.';
