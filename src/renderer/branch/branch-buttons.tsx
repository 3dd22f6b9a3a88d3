import type { MessageId, TurnId } from '#shared/events/ids.ts';
import { useIsFile, useRun, useSession } from '../state/window.tsx';
import { askBranch } from './branch-asked.ts';

type Props = { readonly turn: TurnId | undefined; readonly message?: MessageId | undefined };

/** What leads to another run from a turn; absent where the run was imported, for such a one cannot be gone on with. */
export function BranchButtons({ turn, message }: Props) {
  const session = useSession();
  const isFile = useIsFile();
  const isOwn = useRun(({ row }) => row?.imported === undefined) && !isFile;
  const seq = message === undefined ? undefined : session.log.message(message);
  if (!isOwn || (turn === undefined && seq === undefined)) return undefined;
  const about = { turn, message, ...(turn === undefined ? { at: seq } : {}) };
  return (
    <>
      <Small onClick={() => askBranch(session, 'fork', about)}>Fork here…</Small>
      {turn !== undefined && <Small onClick={() => askBranch(session, 'rerun', { turn })}>Re-run from here…</Small>}
    </>
  );
}

const Small = ({ onClick, children }: { readonly onClick: () => void; readonly children: string }) => (
  <button type="button" className="rounded-sm text-[12px] text-accent hover:underline" onClick={onClick}>
    {children}
  </button>
);
