import { useState, type FormEvent } from 'react';
import { useStore } from 'zustand';
import { placeOf, seqOfPlace } from '../replay/go-to.ts';
import { openSession } from '../state/open-session.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { DialogFrame } from '../ui/dialog-frame.tsx';
import { show } from './palette-state.ts';

/** Puts the playhead of the open run at a time, a turn or an event. */
export function GoToDialog() {
  const session = useStore(openSession, (state) => state.session);
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string>();
  if (session === undefined) return undefined;
  const goThere = (event: FormEvent): void => {
    event.preventDefault();
    const place = placeOf(typed);
    const to = place === undefined ? undefined : seqOfPlace(session.log, place);
    if (to === undefined) {
      const words = place === undefined ? 'This names no moment: write 58.4, 2:07, turn 11 or seq 143.' : NO_TURN;
      return setProblem(words);
    }
    show('none');
    session.seek(to);
  };
  return (
    <DialogFrame title="Go to" onClose={() => show('none')}>
      <form className="flex flex-col gap-4" onSubmit={goThere}>
        <TextField
          id="go-to"
          label="A time, a turn or an event"
          hint="58.4 or 2:07 is a time, turn 11 a turn, seq 143 an event"
          value={typed}
          problem={problem}
          onChange={(text) => {
            setTyped(text);
            setProblem(undefined);
          }}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={() => show('none')}>Stay here</Button>
          <Button kind="primary" type="submit">
            Go there
          </Button>
        </div>
      </form>
    </DialogFrame>
  );
}

const NO_TURN = 'This run has no such turn yet.';
