import { useStore } from 'zustand';
import { useSession } from '../state/window.tsx';
import { branchAsked, closeBranch } from './branch-asked.ts';
import { ForkDialog } from './fork-dialog.tsx';
import { RerunDialog } from './rerun-dialog.tsx';

/** The dialog of a branch that was asked for in the open run. */
export function BranchDialogs() {
  const session = useSession();
  const asked = useStore(branchAsked, (state) => state.asked);
  if (asked === undefined || asked.session !== session) return undefined;
  const Dialog = asked.what === 'fork' ? ForkDialog : RerunDialog;
  return <Dialog asked={asked} onClose={closeBranch} />;
}
