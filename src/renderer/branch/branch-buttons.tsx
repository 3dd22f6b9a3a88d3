import { useMemo } from 'react';
import type { MessageId, Seq, TurnId } from '#shared/events/ids.ts';
import { useIsFile, useRun, useSession } from '../state/window.tsx';
import { askBranch } from './branch-asked.ts';
import { rerunPlaces } from './rerun-places.ts';

type Props = {
  readonly turn?: TurnId | undefined;
  readonly message?: MessageId | undefined;
  /** An event behind which a branch may begin too; of a turn under way that is wherever the playhead then stands. */
  readonly at?: Seq | 'playhead' | undefined;
};

/** What leads to another run from a turn or an event; absent where the run was imported, for such a one cannot be gone on with. */
export function BranchButtons({ turn, message, at }: Props) {
  const session = useSession();
  const isFile = useIsFile();
  const isOwn = useRun(({ row }) => row?.imported === undefined) && !isFile;
  const told = message === undefined || turn !== undefined ? undefined : session.log.message(message);
  const seq = at === 'playhead' ? undefined : (at ?? told);
  const last = useRun((state) => state.last);
  const canRerun = useMemo(
    () => last > 0 && rerunPlaces(session.log, { turn, at: seq }).some(({ place }) => place !== 'whole'),
    [session, last, turn, seq],
  );
  if (!isOwn || (turn === undefined && seq === undefined)) return undefined;
  const ask = (what: 'fork' | 'rerun'): void => {
    const here = at === 'playhead' ? session.store.getState().head : seq;
    askBranch(session, what, { turn, message: what === 'fork' ? message : undefined, at: here });
  };
  return (
    <>
      <Small onClick={() => ask('fork')}>Fork here…</Small>
      {canRerun && <Small onClick={() => ask('rerun')}>Re-run from here…</Small>}
    </>
  );
}

const Small = ({ onClick, children }: { readonly onClick: () => void; readonly children: string }) => (
  <button
    type="button"
    className="rounded-sm text-[12px] whitespace-nowrap text-accent hover:underline"
    onClick={onClick}
  >
    {children}
  </button>
);
