import { toast } from '../app/toasts.tsx';
import type { RunSession } from '../state/run-state.ts';
import { hashOf } from '../state/route.ts';

/** The address of what is shown now. It names neither port nor token: whoever has the run can open it there. */
export function momentLink(session: RunSession): string {
  const { head, selection, row } = session.store.getState();
  const run = row?.run ?? session.run;
  return hashOf({ page: 'run', run, seq: head, ...(selection === undefined ? {} : { selection }) });
}

export async function copyMomentLink(session: RunSession): Promise<void> {
  const link = momentLink(session);
  const open = `Open it with: parley open '${link}'`;
  try {
    await navigator.clipboard.writeText(link);
    toast({ title: 'Link to this moment copied', detail: open });
  } catch {
    toast({ title: 'The browser did not let the link be copied', detail: open });
  }
}
