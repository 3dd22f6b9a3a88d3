import { memo, type ReactNode } from 'react';
import { entryOf } from '#shared/projections/ledger.ts';
import { messageIn, type TranscriptEntry, type TranscriptMessage } from '#shared/projections/transcript.ts';
import type { SystemEventType } from '#shared/projections/system-line.ts';
import { useRecorded } from '../state/recorded.ts';
import { useRun } from '../state/window.tsx';
import { BranchButtons } from '../branch/branch-buttons.tsx';
import { readByHowMany } from './delivery-words.ts';
import { addresseesWords, clockWords } from './figures.ts';
import { ForeignLine } from './message-text.tsx';

type Props = { readonly entry: Exclude<TranscriptEntry, { kind: 'message' }>; readonly selected: boolean };

/** One quiet line: what happened to the run, a turn that said nothing, a turn that read. */
export const QuietRow = memo(function QuietRow({ entry, selected }: Props) {
  return (
    <Line
      selected={selected}
      at={entry.at}
      actions={entry.kind === 'line' ? <BranchButtons at={entry.seq} /> : <BranchButtons turn={entry.turn} />}
    >
      {entry.kind === 'line' ? (
        <>
          <Sign of={entry.type} />
          <ForeignLine text={entry.text} />
        </>
      ) : entry.kind === 'pass' ? (
        <>
          <span aria-hidden>– </span>
          <ForeignLine text={entry.name} /> {PASSES[entry.reason]}, turn {entry.turn}
        </>
      ) : (
        <ReadLine entry={entry} />
      )}
    </Line>
  );
});

/** The arbiter's word, where it is short enough for a line. */
export const ArbiterRow = memo(function ArbiterRow({
  entry,
  selected,
}: {
  readonly entry: TranscriptMessage;
  readonly selected: boolean;
}) {
  const told = useRecorded('lineage');
  const addressed = useRecorded('addressees');
  const read = useRun((state) => {
    if (!told) return '';
    const ledger = entryOf(state.now.ledger, entry.message);
    return ledger === undefined ? '' : readByHowMany(ledger);
  });
  return (
    <Line selected={selected} at={entry.at} more={read}>
      <span aria-hidden>○ </span>
      Arbiter {SAYS[entry.act] ?? 'said'}
      {addressed ? ` to ${addresseesWords(entry.to)}` : ''}:{' '}
      <em>
        <ForeignLine text={entry.body} />
      </em>
    </Line>
  );
});

const SAYS: Partial<Record<TranscriptMessage['act'], string>> = { ask: 'asked', propose: 'proposed' };
const SHORT = 110;

/** Whether what the arbiter said goes into one quiet line; anything else about it needs a row of its own. */
export const isQuiet = ({ from, body, standing, edited, inReplyTo }: TranscriptMessage): boolean =>
  from === 'arbiter' &&
  standing === 'public' &&
  edited === undefined &&
  inReplyTo === undefined &&
  body.length <= SHORT &&
  !body.includes('\n');

const PASSES: Readonly<Record<Extract<TranscriptEntry, { kind: 'pass' }>['reason'], string>> = {
  chosen: 'passed',
  repetition: 'passed: it had only repeated what was said',
  empty: 'passed: it had written nothing',
};

function ReadLine({ entry }: { readonly entry: Extract<TranscriptEntry, { kind: 'read' }> }) {
  const read = useRun((state) =>
    entry.message === undefined ? undefined : messageIn(state.now.transcript, entry.message),
  );
  return (
    <>
      <span aria-hidden>◎ </span>
      <ForeignLine text={entry.name} /> asked for the full text of {entry.message ?? 'a message'}
      {read !== undefined && (
        <>
          {' '}
          by <ForeignLine text={read.name} />
        </>
      )}
      , turn {entry.turn}
    </>
  );
}

type LineProps = {
  readonly selected: boolean;
  readonly at: number;
  readonly more?: string;
  /** What can be done with it while it is picked out, in the same line: nothing moves for it. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
};

function Line({ selected, at, more = '', actions, children }: LineProps) {
  const timed = useRecorded('times');
  return (
    <div
      className={`flex items-baseline justify-between gap-4 rounded-control px-4 py-0.5 text-[12.5px] text-dim ${selected ? 'bg-hover text-text' : 'group-hover:bg-hover/50'}`}
    >
      <span className="min-w-0 wrap-anywhere">{children}</span>
      {selected && <span className="ml-auto flex shrink-0 gap-3">{actions}</span>}
      <span className="tabular shrink-0 text-[12px]">
        {[...(timed ? [clockWords(at)] : []), ...(more === '' ? [] : [more])].join(' · ')}
      </span>
    </div>
  );
}

const SIGNS: Partial<Record<SystemEventType, readonly [sign: string, tone: string]>> = {
  'v1.run.forked': ['↳', 'text-accent'],
  'v1.run.braked': ['▲', 'text-warn'],
  'v1.brake.fired': ['▲', 'text-warn'],
  'v1.turn.abandoned': ['✕', 'text-bad'],
  'v1.model.failed': ['✕', 'text-bad'],
  'v1.message.bounced': ['✕', 'text-warn'],
  'v1.message.retracted': ['⌀', 'text-bad'],
  'v1.message.held': ['◑', 'text-warn'],
  'v1.vote.opened': ['▣', 'text-dim'],
  'v1.vote.closed': ['▣', 'text-dim'],
  'v1.proposal.ruled': ['◆', 'text-good'],
  'v1.run.ended': ['■', 'text-dim'],
};

/** The line says it in words; the sign only helps the eye. */
function Sign({ of }: { readonly of: SystemEventType }) {
  const [sign, tone] = SIGNS[of] ?? ['·', 'text-dim'];
  return <span aria-hidden className={tone}>{`${sign}\uFE0E `}</span>;
}
