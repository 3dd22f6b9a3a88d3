import { useEffect, useId, useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { MessageId } from '#shared/events/ids.ts';
import { messageIn } from '#shared/projections/transcript.ts';
import type { Output } from '#shared/rpc/methods.ts';
import { Button } from '../ui/button.tsx';
import { timelineView } from '../timeline/timeline-view.ts';
import { useClient, useRun, useSession } from '../state/window.tsx';
import { DialogFoot, DialogFrame } from '../ui/dialog-frame.tsx';
import { FIELD, Refusal } from './refusal.tsx';
import { ForeignLine } from './message-text.tsx';
import { counted } from '#shared/base/text.ts';
import { reachedTurns, retractWords } from './reach.ts';
import { useCommand } from './use-command.ts';

type Reached = Output<'run.reach'>;

/** Takes a message back, after showing what it has reached. */
export function RetractDialog({ message, onClose }: { readonly message: MessageId; readonly onClose: () => void }) {
  const reach = useReach(message);
  const said = useRun((state) => messageIn(state.latest.transcript, message));
  const { give, busy, refusal } = useCommand();
  const [reason, setReason] = useState('');
  const field = useId();
  useReachOnTimeline(message);
  const retract = async (): Promise<void> => {
    const why = reason.trim() === '' ? {} : { reason };
    if (await give({ kind: 'retract', message, ...why })) onClose();
  };
  return (
    <DialogFrame
      title={said === undefined ? `Retract ${message}` : `Retract what ${visibleLine(said.name)} said in ${message}`}
      description="It leaves every prompt from the next turn on. Nothing is erased: what it reached stays and is marked."
      onClose={onClose}
    >
      {said !== undefined && (
        <p className="border-l-2 border-line pl-3">
          <ForeignLine text={said.gist} />
        </p>
      )}
      {reach.state === 'asking' && <p className="text-dim">Looking up what it has reached…</p>}
      {reach.state === 'failed' && <Refusal text={reach.why} />}
      {reach.state === 'known' && <ReachLists reach={reach.reach} />}
      <label htmlFor={field} className="text-[12px] text-dim">
        Why, for the minutes (may be left empty)
      </label>
      <input id={field} className={FIELD} value={reason} onChange={(event) => setReason(event.target.value)} />
      <Refusal text={refusal} />
      <DialogFoot>
        <Button onClick={onClose}>Leave it</Button>
        <Button kind="danger" disabled={busy} onClick={() => void retract()}>
          {retractWords(reach.state === 'known' ? reachedTurns(reach.reach) : undefined)}
        </Button>
      </DialogFoot>
    </DialogFrame>
  );
}

type Asked =
  | { readonly state: 'asking' }
  | { readonly state: 'known'; readonly reach: Reached }
  | { readonly state: 'failed'; readonly why: string };

/** While one thinks about it, the lanes show what the message has reached. */
function useReachOnTimeline(message: MessageId): void {
  const session = useSession();
  useEffect(() => {
    const view = timelineView(session);
    view.preview(message);
    return () => view.preview(undefined);
  }, [session, message]);
}

function useReach(message: MessageId): Asked {
  const client = useClient();
  const { run } = useSession();
  const [asked, setAsked] = useState<Asked>({ state: 'asking' });
  useEffect(() => {
    const stop = new AbortController();
    void client.call('run.reach', { run, message }, { signal: stop.signal }).then((found) => {
      if (stop.signal.aborted) return;
      setAsked(found.ok ? { state: 'known', reach: found.value } : { state: 'failed', why: found.failure.message });
    });
    return () => stop.abort();
  }, [client, run, message]);
  return asked;
}

function ReachLists({ reach }: { readonly reach: Reached }) {
  const answered = new Set(reach.answered.map(({ message }) => message));
  const inFront = reach.inFront.filter(({ message }) => !answered.has(message));
  if (answered.size + inFront.length === 0) return <p>It has reached nobody's words so far.</p>;
  return (
    <div className="space-y-3">
      <ReachList
        title={`Answers it, or an answer to it: ${counted(answered.size, 'message')}`}
        reached={reach.answered}
      />
      <ReachList title={`Written with it in front: ${counted(inFront.length, 'more message')}`} reached={inFront} />
    </div>
  );
}

const SHOWN = 6;

function ReachList({ title, reached }: { readonly title: string; readonly reached: Reached['answered'] }) {
  if (reached.length === 0) return undefined;
  return (
    <section>
      <h3 className="text-[12px] font-medium text-dim">{title}</h3>
      <ul className="mt-1 space-y-0.5">
        {reached.slice(0, SHOWN).map(({ message, from, gist }) => (
          <li key={message} className="truncate">
            <span className="font-mono text-[12px] text-dim">{message}</span> <ForeignLine text={`${from}: ${gist}`} />
          </li>
        ))}
        {reached.length > SHOWN && <li className="text-dim">and {reached.length - SHOWN} more</li>}
      </ul>
    </section>
  );
}
