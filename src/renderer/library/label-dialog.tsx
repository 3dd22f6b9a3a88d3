import { useState, type FormEvent } from 'react';
import type { RunRow } from '#shared/rpc/methods.ts';
import { useClient } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { DialogFrame } from '../ui/dialog-frame.tsx';
import { told } from './told.ts';

/** What the user calls a run, and its tags. */
export function LabelDialog({ run, onClose }: { readonly run: RunRow; readonly onClose: () => void }) {
  const client = useClient();
  const [name, setName] = useState(run.title);
  const [tags, setTags] = useState(run.tags.join(', '));
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const list = tags.split(',').flatMap((tag) => (tag.trim() === '' ? [] : [tag.trim()]));
    if (await told(client.call('run.label', { run: run.run, name: name.trim(), tags: list }))) onClose();
  };
  return (
    <DialogFrame title="Rename and tag" onClose={onClose}>
      <form className="flex flex-col gap-4" onSubmit={(event) => void save(event)}>
        <Text words="Name" value={name} change={setName} />
        <Text words="Tags, with commas between" value={tags} change={setTags} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Leave as it is</Button>
          <Button kind="primary" type="submit">
            Save
          </Button>
        </div>
      </form>
    </DialogFrame>
  );
}

type TextProps = { readonly words: string; readonly value: string; readonly change: (text: string) => void };

const Text = ({ words, value, change }: TextProps) => (
  <label className="flex flex-col gap-1 text-[12px] text-dim">
    {words}
    <input
      className="h-8 rounded-control border border-line bg-bg px-2 text-[13px] text-text"
      value={value}
      onChange={(event) => change(event.target.value)}
    />
  </label>
);
