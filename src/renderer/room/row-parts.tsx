import { visibleLine } from '#shared/base/visible-text.ts';
import type { MessageId, TurnId } from '#shared/events/ids.ts';
import type { Act } from '#shared/events/setup.ts';
import type { Sender } from '#shared/events/vocabulary.ts';
import { messageIn } from '#shared/projections/transcript.ts';
import { useRecorded } from '../state/recorded.ts';
import { useRun, useSession } from '../state/window.tsx';
import { ACT_SIGNS } from '../ui/act.ts';
import type { Delivery } from './delivery-words.ts';
import { clockWords, senderWords } from './figures.ts';

export function NameOf({ sender, colour }: { readonly sender: Sender; readonly colour: string }) {
  return (
    <bdi dir="auto" className="text-[13.5px] font-semibold" style={{ color: colour }}>
      {senderWords(sender)}
    </bdi>
  );
}

/** The author's colour beside what they say; broken while it is held. */
export function LaneBar({ colour, isHeld = false }: { readonly colour: string; readonly isHeld?: boolean }) {
  return (
    <span
      aria-hidden
      className="absolute inset-y-0.5 left-0 w-[3px] rounded-full"
      style={{ background: isHeld ? `repeating-linear-gradient(${colour} 0 6px, transparent 6px 11px)` : colour }}
    />
  );
}

/** A sign and the word; the sign is decoration. */
export function ActWord({ act }: { readonly act: Act }) {
  return (
    <span className="text-[12.5px]">
      <span aria-hidden>{`${ACT_SIGNS[act]}\uFE0E `}</span>
      {act}
    </span>
  );
}

/** `answers Frontend, turn 1`: a click goes there. */
export function AnswersLink({ verb, message }: { readonly verb: string; readonly message: MessageId }) {
  const session = useSession();
  const said = useRun((state) => messageIn(state.now.transcript, message));
  const jump = (): void => session.select({ kind: 'message', message });
  const place = said?.turn === undefined ? message : `turn ${said.turn}`;
  return (
    <button type="button" className="text-[12.5px] text-accent hover:underline" onClick={jump}>
      {said === undefined ? `${verb} ${message}` : `${verb} ${visibleLine(said.name)}, ${place}`}
    </button>
  );
}

export function When({ turn, at }: { readonly turn: TurnId | undefined; readonly at: number }) {
  const timed = useRecorded('times');
  return (
    <span className="tabular ml-auto shrink-0 text-[12px] text-dim">
      {turn === undefined ? '' : `turn ${turn} · `}
      {timed ? clockWords(at) : ''}
    </span>
  );
}

const TONES: Readonly<Record<Delivery['tone'], string>> = { read: '', waiting: '', lost: 'text-warn' };

export function Delivered({ delivery }: { readonly delivery: Delivery }) {
  return (
    <span className={TONES[delivery.tone]}>
      <span aria-hidden>{delivery.sign} </span>
      {delivery.words}
    </span>
  );
}
