import { useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import { useClient } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { DialogFoot, DialogFrame } from '../ui/dialog-frame.tsx';
import { TextField } from '../ui/field.tsx';

type Props = {
  readonly text: string;
  readonly name: string;
  readonly onSaved: (path: string) => void;
  readonly onClose: () => void;
};

/** Saves a scenario among the person's own, under a name. */
export function SaveDialog({ text, name: first, onSaved, onClose }: Props) {
  const client = useClient();
  const [name, setName] = useState(first);
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    const saved = await client.call('scenario.save', { name: name.trim(), text });
    setBusy(false);
    if (saved.ok) onSaved(saved.value.path);
    else setRefused(visibleLine(saved.failure.message));
  };
  return (
    <DialogFrame title="Save as a scenario" onClose={onClose}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          id="scenario-name"
          label="Name"
          hint="One of your own with this name is replaced."
          value={name}
          onChange={setName}
          problem={refused}
        />
        <DialogFoot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={busy || name.trim() === ''}>
            Save
          </Button>
        </DialogFoot>
      </form>
    </DialogFrame>
  );
}
