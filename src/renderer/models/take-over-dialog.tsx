import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { DialogFoot, DialogFrame } from '../ui/dialog-frame.tsx';
import { TextField } from '../ui/field.tsx';

type Props = { readonly name: string; readonly onPath: (path: string) => void; readonly onClose: () => void };

/** Asks for the path of a file that is on this machine already. */
export function TakeOverDialog({ name, onPath, onClose }: Props) {
  const [path, setPath] = useState('');
  const bare = path.trim().replace(/^["']|["']$/g, '');
  return (
    <DialogFrame
      title={`Take over a file as ${name}`}
      description="The file is copied into the models folder once its SHA-256 is that of the model; the original stays where it is. Nothing is fetched."
      onClose={onClose}
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (bare !== '') onPath(bare);
        }}
      >
        <TextField
          id="take-over-path"
          label="Path of the GGUF file on this machine"
          placeholder="/home/you/models/model.gguf"
          value={path}
          onChange={setPath}
        />
        <DialogFoot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={bare === ''}>
            Take it over
          </Button>
        </DialogFoot>
      </form>
    </DialogFrame>
  );
}
