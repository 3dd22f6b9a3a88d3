import { useDeferredValue, useMemo, useRef } from 'react';
import type { MessageId } from '#shared/events/ids.ts';
import { entryOf } from '#shared/projections/ledger.ts';
import type { MessageLife } from '#shared/projections/message-life.ts';
import { messageIn, type TranscriptMessage } from '#shared/projections/transcript.ts';
import { seqOfMessage } from '../notes/noted-place.ts';
import { NoteSection } from '../notes/note-section.tsx';
import { useRecorded } from '../state/recorded.ts';
import { BranchButtons } from '../branch/branch-buttons.tsx';
import { useRun, useSession } from '../state/window.tsx';
import { ACT_SIGNS } from '../ui/act.ts';
import { laneColour } from '../ui/lane-colour.ts';
import { lifeAt, lifeSteps, readingOf, type LifeReading } from './life-at.ts';
import { onBoard, wordingsOf } from './message-facts.ts';
import { LifeSteps, PromptTable } from './message-life-view.tsx';
import { Empty, Facts, Jump, NotRecorded, Section, useSeat, Who, Words } from './parts.tsx';
import { Answers, Reach, type OnRetract } from './reached-view.tsx';
import { useJob } from './use-job.ts';
import { deliveryOf, deliverySign, momentOf, peopleOf, personOf } from './words.ts';

type Props = { readonly message: MessageId; readonly onRetract: OnRetract | undefined };

/** A message at the playhead: its words, what became of it at each addressee, and its whole life until then. */
export function MessageView({ message, onRetract }: Props) {
  const { log } = useSession();
  const told = useRecorded('lineage');
  const found = useRun(({ now }) => messageIn(now.transcript, message));
  const written = useRun(({ latest }) => messageIn(latest.transcript, message));
  const { life, known } = useLife(message);
  const wordings = useMemo(() => (life === undefined ? [] : wordingsOf(life, log)), [life, log]);
  if (found === undefined && written !== undefined)
    return (
      <Empty>
        {message} of <Who sender={written.from} /> is written only after the playhead.{' '}
        <Jump seq={written.seq}>Go to event {written.seq}</Jump>
      </Empty>
    );
  return (
    <>
      {found === undefined ? <Empty>{message} was never sent.</Empty> : <Head message={found} />}
      {found !== undefined && <NoteSection seq={seqOfMessage(log, message) ?? found.seq} />}
      {wordings.length > 1 && (
        <Section title="Worded before as" aside={wordings.length - 1}>
          {wordings.slice(0, -1).map(({ seq, body }) => (
            <div key={seq} className="mb-1 border-l-2 border-line pl-2">
              <Jump seq={seq} className="tabular text-[12px] text-accent hover:underline">
                event {seq}
              </Jump>
              <Words text={body} className="text-[12px] text-text" />
            </div>
          ))}
        </Section>
      )}
      {told ? (
        <Deliveries message={message} />
      ) : (
        <Section title="Delivery">
          <NotRecorded what="Who read it, and what stood in front of its author, is" />
        </Section>
      )}
      <BoardPlace message={message} />
      <Section title="Life" aside={life === undefined ? undefined : life.steps.length}>
        {life === undefined ? <Empty>{known ? 'Nothing yet.' : 'Reading the log…'}</Empty> : <LifeSteps life={life} />}
      </Section>
      {life !== undefined && life.held.length > 0 && <PromptTable held={life.held} />}
      <Answers message={message} />
      {found?.standing === 'public' && <Reach message={message} onRetract={onRetract} />}
      {found?.standing === 'retracted' && <Reach message={message} />}
    </>
  );
}

function Head({ message }: { readonly message: TranscriptMessage }) {
  const { from, act, to, inReplyTo, turn, seq, at, body, standing } = message;
  const colour = laneColour(useSeat(from));
  const [acted, addressed, timed] = [useRecorded('acts'), useRecorded('addressees'), useRecorded('times')];
  return (
    <div className="mb-5 border-l-2 pl-2.5" style={{ borderColor: colour }}>
      <p className="flex flex-wrap items-baseline gap-x-2 text-[12px] text-dim">
        <Who sender={from} className="text-[13px] font-semibold" />
        {acted && (
          <span className="text-text">
            <span aria-hidden>{ACT_SIGNS[act]} </span>
            {act}
          </span>
        )}
        {addressed && <span>to {peopleOf(to)}</span>}
        {inReplyTo !== undefined && <Answered message={inReplyTo} />}
      </p>
      <p className="mb-1 text-[12px] text-dim">
        <span className="font-mono text-[11px]">{message.message}</span> ·{' '}
        {turn !== undefined && (
          <>
            <Jump to={{ kind: 'turn', turn }}>turn {turn}</Jump> ·{' '}
          </>
        )}
        <Jump seq={seq}>{timed ? momentOf(at) : `event ${seq}`}</Jump>
        {standing !== 'public' && <span className="ml-2 text-warn">{STANDING[standing]}</span>}
      </p>
      <Words text={body} className="text-[13px] text-text" />
      <p className="mt-1.5 flex flex-wrap gap-3">
        <BranchButtons turn={turn} message={message.message} />
      </p>
    </div>
  );
}

const STANDING = {
  waiting: '○ waits for approval',
  dropped: '✕ dropped, never public',
  retracted: '⌀ retracted',
} as const;

function Answered({ message }: { readonly message: MessageId }) {
  const answered = useRun(({ now }) => messageIn(now.transcript, message));
  return (
    <Jump to={{ kind: 'message', message }}>
      answers {answered === undefined ? message : personOf(answered.from)}
      {answered?.turn === undefined ? '' : `, turn ${answered.turn}`}
    </Jump>
  );
}

function Deliveries({ message }: { readonly message: MessageId }) {
  const entry = useRun(({ now }) => entryOf(now.ledger, message));
  if (entry === undefined) return undefined;
  return (
    <Section title="Delivery">
      {entry.rows.length === 0 && <Empty>It had no addressee.</Empty>}
      <Facts
        rows={[
          ...entry.rows.map((row) => ({
            name: row.to.endsWith('#1') ? row.to.slice(0, -2) : row.to,
            value: (
              <>
                <span aria-hidden>{deliverySign(row)} </span>
                {deliveryOf(row)}
              </>
            ),
          })),
          ...entry.overheard.map(({ agent, turn }) => ({
            name: personOf(agent),
            value: (
              <>
                overheard in <Jump to={{ kind: 'turn', turn }}>turn {turn}</Jump>
              </>
            ),
          })),
        ]}
      />
    </Section>
  );
}

function BoardPlace({ message }: { readonly message: MessageId }) {
  const board = useRun(({ now }) => now.board);
  const place = onBoard(board, message);
  if (place === undefined) return undefined;
  const { item, made, version, basedOn, refused } = place;
  return (
    <Section title="Board">
      <p className="text-[12px] text-text">
        {made ? `It made ${item.kind} ${item.item}` : `It is about ${item.kind} `}
        {!made && <Jump to={{ kind: 'message', message: item.item }}>{item.item}</Jump>}, which is {item.state} and
        stands at version {version}.{basedOn !== undefined && ` Its author had version ${basedOn} in front.`}
        {refused && <span className="text-warn"> It came too late and changed nothing.</span>}
      </p>
    </Section>
  );
}

/** The life at the playhead. `known`: the log has been read, so there is no more to it. */
function useLife(message: MessageId): { readonly life: MessageLife | undefined; readonly known: boolean } {
  const { log } = useSession();
  const last = useRun((state) => state.last);
  const head = useDeferredValue(useRun((state) => state.head));
  const reading = useRef<LifeReading>(undefined);
  const { value, busy } = useJob(
    () => {
      if (reading.current?.message !== message) reading.current = readingOf(message);
      return lifeSteps(reading.current, log.events);
    },
    { subject: message, version: last },
  );
  const life = useMemo(() => (value === undefined ? undefined : lifeAt(value, log, head)), [value, log, head]);
  return { life, known: !busy };
}
