import { memo, useMemo } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import { entryOf } from '#shared/projections/ledger.ts';
import { unreadOf } from '#shared/projections/mailbox.ts';
import { agentIdSchema } from '#shared/events/ids.ts';
import { laneOf } from '#shared/projections/lanes.ts';
import type { TranscriptMessage } from '#shared/projections/transcript.ts';
import { NoteChip } from '../notes/note-chip.tsx';
import { useRecorded } from '../state/recorded.ts';
import { useRun, useSession } from '../state/window.tsx';
import { laneColour } from '../ui/lane-colour.ts';
import { ActWord, AnswersLink, Delivered, LaneBar, NameOf, When } from './row-parts.tsx';
import { deliveriesOf, type PlaceInMailbox } from './delivery-words.ts';
import { addresseesWords } from './figures.ts';
import { HeldBar } from './held.tsx';
import { MessageActions, type Ask } from './message-actions.tsx';
import { MessageText } from './message-text.tsx';
import { Reasoning } from './reasoning.tsx';

type Props = {
  readonly entry: TranscriptMessage;
  readonly selected: boolean;
  /** Something that was taken back has reached it. */
  readonly tainted: boolean;
  /** Asks for a dialog about the message. */
  readonly onAsk: Ask;
};

/** A message: who, act, to whom, what it answers, when; its words; what became of it. */
export const MessageRow = memo(function MessageRow({ entry, selected, tainted, onAsk }: Props) {
  const { message, from, turn, standing } = entry;
  const seat = useRun((state) => (from === 'arbiter' ? undefined : laneOf(state.now.lanes, from)?.seat));
  const canDecide = useRun(
    (state) => standing === 'waiting' && state.live && state.latest.ledger.tracked.held.has(message),
  );
  const [acted, addressed] = [useRecorded('acts'), useRecorded('addressees')];
  const gone = standing === 'dropped' || standing === 'retracted';
  return (
    <article
      aria-label={`${visibleLine(entry.name)}, ${acted ? entry.act : 'message'}`}
      className={`relative rounded-card py-2 pr-3 pl-4 ${selected ? 'bg-hover' : 'group-hover:bg-hover/50'}`}
    >
      <LaneBar colour={laneColour(seat)} isHeld={standing === 'waiting'} />
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <NameOf sender={from} colour={laneColour(seat)} />
        {acted && <ActWord act={entry.act} />}
        {addressed && <span className="text-[12.5px] text-dim">to {addresseesWords(entry.to)}</span>}
        {entry.inReplyTo !== undefined && <AnswersLink verb="answers" message={entry.inReplyTo} />}
        {entry.supersedes !== undefined && entry.supersedes !== entry.inReplyTo && (
          <AnswersLink verb="in place of" message={entry.supersedes} />
        )}
        {entry.vote !== undefined && entry.vote.option !== 'none' && (
          <AnswersLink verb="votes for" message={entry.vote.option} />
        )}
        {entry.vote?.option === 'none' && <span className="text-[12.5px] text-dim">votes for none of them</span>}
        <Marks entry={entry} tainted={tainted} />
        <NoteChip message={message} />
        <When turn={turn} at={entry.at} />
      </header>
      <div className={`mt-1 max-w-[74ch] text-[14px] ${gone ? 'text-dim line-through decoration-dim/60' : ''}`}>
        <MessageText text={entry.body} />
      </div>
      {selected && turn !== undefined && <Reasoning turn={turn} />}
      <Foot entry={entry} selected={selected} onAsk={onAsk} />
      {canDecide && <HeldBar message={entry} onEdit={() => onAsk('edit', message)} />}
    </article>
  );
});

/** What happened to the message since it was written. Each mark is a word. */
function Marks({ entry, tainted }: { readonly entry: TranscriptMessage; readonly tainted: boolean }) {
  const { standing, edited } = entry;
  return (
    <>
      {standing === 'waiting' && <Mark tone="text-warn">◑ held for approval</Mark>}
      {standing === 'dropped' && <Mark tone="text-bad">⌀ dropped, never public</Mark>}
      {standing === 'retracted' && <Mark tone="text-bad">⌀ retracted</Mark>}
      {edited !== undefined && <Mark tone="text-warn">✎ edited by the arbiter</Mark>}
      {tainted && <Mark tone="text-warn">⚠ reached by a retracted message</Mark>}
    </>
  );
}

function Mark({ tone, children }: { readonly tone: string; readonly children: string }) {
  return <span className={`rounded-sm border border-line px-1 text-[11.5px] ${tone}`}>{children}</span>;
}

function Foot({ entry, selected, onAsk }: Omit<Props, 'tainted'>) {
  const told = useRecorded('lineage');
  const ledger = useRun((state) => entryOf(state.now.ledger, entry.message));
  const mail = useRun((state) => (selected ? state.now.lanes.mail : undefined));
  const deliveries = useMemo(() => {
    const placeOf: PlaceInMailbox = (agent) => {
      const id = agentIdSchema.safeParse(agent);
      if (mail === undefined || !id.success) return undefined;
      const place = unreadOf(mail, id.data).findIndex(({ data }) => data.message === entry.message);
      return place === -1 ? undefined : place + 1;
    };
    return ledger === undefined || !told ? [] : deliveriesOf(ledger, placeOf);
  }, [ledger, mail, entry.message, told]);
  return (
    <footer className="mt-1 flex flex-wrap items-baseline gap-x-4 gap-y-1 text-[12px] text-dim">
      {deliveries.map((delivery) => (
        <Delivered key={delivery.words} delivery={delivery} />
      ))}
      {selected && <Counts entry={entry} />}
      {selected && <MessageActions entry={entry} onAsk={onAsk} />}
    </footer>
  );
}

/** What the turn cost that wrote it. */
function Counts({ entry }: { readonly entry: TranscriptMessage }) {
  const { log } = useSession();
  const counts = entry.turn === undefined ? undefined : log.turn(entry.turn)?.ended?.data.counts;
  if (counts === undefined) return undefined;
  return (
    <span className="tabular ml-auto" title="Prompt tokens taken over, prompt tokens evaluated, tokens written">
      {counts.reused} reused · {counts.evaluated} evaluated · {counts.written} written
    </span>
  );
}
