import { useMemo, useState, type KeyboardEvent } from 'react';
import type { CommandInput } from '#shared/events/commands.ts';
import { Button } from '../ui/button.tsx';
import { useRun } from '../state/window.tsx';
import { ACT_SIGNS } from '../ui/act.ts';
import { seatsOf } from './arbiter-can.ts';
import { ChoiceField, type Choice } from './choice.tsx';
import { Refusal } from './refusal.tsx';
import { agentWords } from './figures.ts';
import { useCommand } from './use-command.ts';

type Kind = NonNullable<Extract<CommandInput, { kind: 'say' }>['act']>;

const KINDS: readonly Choice<Kind>[] = [
  { value: 'inform', label: `${ACT_SIGNS.inform} Tell` },
  { value: 'ask', label: `${ACT_SIGNS.ask} Ask` },
  { value: 'propose', label: `${ACT_SIGNS.propose} Propose` },
];

/** Where the arbiter speaks in a run that goes on: to all or to one, now, wherever the playhead is. */
export function Composer() {
  const moment = useRun((state) => state.latest);
  const [to, setTo] = useState('all');
  const [act, setAct] = useState<Kind>('inform');
  const [text, setText] = useState('');
  const { give, busy, refusal, forget } = useCommand();
  const people = usePeople(moment);
  const addressee = people.some(({ value }) => value === to) ? to : 'all';
  const say = async (): Promise<void> => {
    if (text.trim() === '' || busy) return;
    if (await give({ kind: 'say', text, act, to: addressee === 'all' ? 'all' : [addressee] })) setText('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter takes its word and says nothing.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void say();
  };
  return (
    <form
      aria-label="Say something as the arbiter"
      className="mx-7 mt-1 mb-3 shrink-0 rounded-card border border-line bg-panel focus-within:border-accent"
      onSubmit={(event) => {
        event.preventDefault();
        void say();
      }}
    >
      <div className="flex flex-wrap items-center gap-1 px-1.5 py-1.5">
        <ChoiceField label="To" choices={people} value={addressee} onChange={setTo} />
        <ChoiceField label="Kind" choices={KINDS} value={act} onChange={setAct} />
        <textarea
          aria-label="Your words"
          rows={1}
          dir="auto"
          placeholder="Say something as the arbiter…"
          className="field-sizing-content max-h-40 min-h-7 min-w-40 flex-1 resize-none bg-transparent px-2 py-1 text-[14px] outline-none placeholder:text-dim"
          value={text}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setText(event.target.value);
            if (refusal !== undefined) forget();
          }}
        />
        <Button
          type="submit"
          disabled={busy || text.trim() === ''}
          title="Enter says it, Shift+Enter begins a new line"
        >
          {act === 'ask' ? 'Ask' : act === 'propose' ? 'Propose' : 'Say'}
        </Button>
      </div>
      {refusal !== undefined && (
        <div className="border-t border-line px-3 py-1.5">
          <Refusal text={refusal} />
        </div>
      )}
    </form>
  );
}

/** All, then each seat that is there. Ids, for they name one agent each. */
function usePeople(moment: Parameters<typeof seatsOf>[0]): readonly Choice<string>[] {
  const { lanes, holding } = moment;
  return useMemo(() => {
    const here = seatsOf({ lanes, holding }).filter(({ presence }) => presence !== 'left');
    return [
      { value: 'all', label: 'To all' },
      ...here.map(({ agent }) => ({ value: agent, label: `To ${agentWords(agent)}` })),
    ];
  }, [lanes, holding]);
}
