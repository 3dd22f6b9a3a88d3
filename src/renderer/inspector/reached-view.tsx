import { memo, useDeferredValue, useMemo } from 'react';
import { messageOfTurn, type MessageId, type TurnId } from '#shared/events/ids.ts';
import { messageIn } from '#shared/projections/transcript.ts';
import { useRun, useSession } from '../state/window.tsx';
import { Empty, Jump, MessageRow, Section, TextButton } from './parts.tsx';
import { laterTurns, reachAt, reachSteps, type Reached } from './reach.ts';
import { useJob } from './use-job.ts';

/** Asks for a retraction; who gives it shows the reach and asks again before it happens. */
export type OnRetract = (message: MessageId) => void;

/** What the message has reached at the playhead; undefined while it is worked out. */
export function useReach(message: MessageId): Reached | undefined {
  const { log } = useSession();
  const lineage = useRun(({ latest }) => latest.lineage);
  // What a playhead that moves has to draw first is elsewhere.
  const head = useDeferredValue(useRun(({ head }) => head));
  // Of all that is known: a playhead that moves only leaves out what comes later.
  const { value } = useJob(() => reachSteps(lineage, message), { subject: message, version: lineage });
  return useMemo(
    () => (value === undefined ? undefined : reachAt(value, head, (turn) => log.turn(turn)?.ended?.seq)),
    [value, head, log],
  );
}

/** Which turns had the message of a turn in front, and which were written by one that had; absent where it said nothing. */
export function ReachedView(props: { readonly turn: TurnId; readonly onRetract: OnRetract | undefined }) {
  const message = messageOfTurn(props.turn);
  const standing = useRun(({ now }) => messageIn(now.transcript, message)?.standing);
  if (standing === undefined || standing === 'waiting' || standing === 'dropped') return undefined;
  return <Reach message={message} {...(standing === 'public' ? { onRetract: props.onRetract } : {})} />;
}

export function Reach(props: { readonly message: MessageId; readonly onRetract?: OnRetract | undefined }) {
  const { message, onRetract } = props;
  const reach = useReach(message);
  const turns = useMemo(
    () =>
      reach === undefined
        ? undefined
        : {
            direct: reach.direct.map(({ turn }) => turn).toSorted((one, other) => one - other),
            later: laterTurns(reach),
          },
    [reach],
  );
  if (turns === undefined)
    return (
      <Section title="Reached">
        <Empty>Working it out…</Empty>
      </Section>
    );
  const { direct, later } = turns;
  return (
    <Section title="Reached" aside={direct.length + later.length}>
      <p className="text-[12px] text-text">
        {direct.length === 0 ? 'It stood in front of no turn yet.' : <Turns turns={direct} />}
        {direct.length > 0 && ' directly'}
        {later.length > 0 && (
          <>
            {' · '}
            <Turns turns={later} /> through them
          </>
        )}
      </p>
      {onRetract !== undefined && (
        <TextButton kind="bad" onClick={() => onRetract(message)}>
          Retract…
        </TextButton>
      )}
    </Section>
  );
}

/** So many turns are named. */
const NAMED = 30;

const Turns = memo(function Turns({ turns }: { readonly turns: readonly TurnId[] }) {
  return (
    <>
      {turns.length === 1 ? 'Turn ' : 'Turns '}
      {turns.slice(0, NAMED).map((turn, index) => (
        <span key={turn}>
          {index > 0 && ', '}
          <Jump to={{ kind: 'turn', turn }} label={`Turn ${turn}`}>
            {turn}
          </Jump>
        </span>
      ))}
      {turns.length > NAMED && ` and ${turns.length - NAMED} more`}
    </>
  );
});

/** Answers to a message, and all answers to those. */
export function Answers({ message }: { readonly message: MessageId }) {
  const reach = useReach(message);
  if (reach === undefined || reach.answered.length === 0) return undefined;
  return (
    <Section title="Answered by" aside={reach.answered.length}>
      {reach.answered.slice(0, NAMED).map((link) => (
        <MessageRow key={link.message} message={link.message} />
      ))}
    </Section>
  );
}
