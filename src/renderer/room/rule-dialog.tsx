import { useId, useMemo, useState } from 'react';
import type { MessageId } from '#shared/events/ids.ts';
import { messageIn } from '#shared/projections/transcript.ts';
import type { Proposal } from '#shared/projections/board.ts';
import { Button } from '../ui/button.tsx';
import { useRun } from '../state/window.tsx';
import { openProposals } from './arbiter-can.ts';
import { DialogFoot, DialogFrame } from '../ui/dialog-frame.tsx';
import { FIELD, Refusal } from './refusal.tsx';
import { senderWords } from './figures.ts';
import { ForeignLine } from './message-text.tsx';
import { useCommand } from './use-command.ts';

type Props = {
  /** The proposal to begin with, by its first wording; the newest one where none is given. */
  readonly proposal?: MessageId | undefined;
  readonly onClose: () => void;
};

/** The arbiter's word on a proposal that is still on the table. */
export function RuleDialog({ proposal, onClose }: Props) {
  const open = useOpenProposals();
  const [chosen, setChosen] = useState(proposal ?? open.at(-1)?.item);
  const [note, setNote] = useState('');
  const { give, busy, refusal } = useCommand();
  const field = useId();
  const item = open.find((own) => own.item === chosen) ?? open.at(-1);
  const rule = async (ruling: 'decided' | 'rejected'): Promise<void> => {
    if (item === undefined) return;
    if (await give({ kind: 'rule', proposal: item.item, ruling, ...(note.trim() === '' ? {} : { note }) })) onClose();
  };
  return (
    <DialogFrame
      title="Rule on a proposal"
      description="To decide for it settles the question; to reject it takes it off the table."
      onClose={onClose}
    >
      <fieldset className="max-h-[36vh] space-y-1 overflow-y-auto">
        <legend className="sr-only">Proposals on the table</legend>
        {open.map((own) => (
          <ProposalChoice key={own.item} group={field} proposal={own} chosen={own === item} onChoose={setChosen} />
        ))}
      </fieldset>
      {open.length === 0 && <p>No proposal is on the table any more.</p>}
      <label htmlFor={field} className="text-[12px] text-dim">
        A note for the minutes (may be left empty)
      </label>
      <textarea id={field} rows={2} className={FIELD} value={note} onChange={(event) => setNote(event.target.value)} />
      <Refusal text={refusal} />
      <DialogFoot>
        <Button onClick={onClose}>Leave it open</Button>
        <Button kind="danger" disabled={busy || item === undefined} onClick={() => void rule('rejected')}>
          Reject it
        </Button>
        <Button kind="primary" disabled={busy || item === undefined} onClick={() => void rule('decided')}>
          Decide for it
        </Button>
      </DialogFoot>
    </DialogFrame>
  );
}

type ChoiceProps = {
  readonly group: string;
  readonly proposal: Proposal;
  readonly chosen: boolean;
  readonly onChoose: (item: MessageId) => void;
};

function ProposalChoice({ group, proposal, chosen, onChoose }: ChoiceProps) {
  const wording = proposal.revisions.at(-1) ?? proposal.item;
  const said = useRun((state) => messageIn(state.latest.transcript, wording));
  return (
    <label className="flex items-start gap-2 rounded-control border border-line px-2.5 py-1.5 has-checked:border-accent">
      <input
        type="radio"
        name={`${group}-proposal`}
        className="mt-1 accent-(--accent)"
        checked={chosen}
        onChange={() => onChoose(proposal.item)}
      />
      <span className="min-w-0">
        <ForeignLine text={said?.gist ?? wording} />
        <span className="block text-[12px] text-dim">{standing(proposal)}</span>
      </span>
    </label>
  );
}

/** The proposals of the newest moment; the same list for as long as the board is the same. */
function useOpenProposals(): readonly Proposal[] {
  const board = useRun((state) => state.latest.board);
  return useMemo(() => openProposals({ board }), [board]);
}

function standing({ item, by, state, supports, challenges, agreed }: Proposal): string {
  const counts = [
    [supports.length, 'supported'],
    [challenges.length, 'challenged'],
    [agreed.length, 'agreed to'],
  ] as const;
  const told = counts.flatMap(([count, word]) =>
    count === 0 ? [] : [`${word} ${count === 1 ? 'once' : `${count} times`}`],
  );
  return [`${item} by ${senderWords(by)}`, state, ...told].join(' · ');
}
