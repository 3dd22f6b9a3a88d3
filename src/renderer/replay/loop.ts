import { seq, type Seq } from '#shared/events/ids.ts';
import type { Playing } from '../state/run-state.ts';

type Loop = Playing['loop'];
type Stand = { readonly head: Seq; readonly last: Seq };

/** The loop with its beginning at the playhead; to the end of the run where it had no end behind that. */
export function loopFrom(loop: Loop, { head, last }: Stand): Loop {
  const to = loop !== undefined && loop.to > head ? loop.to : last;
  return head < to ? { from: head, to } : undefined;
}

/** The loop with its end at the playhead; from the beginning of the run where it had none before that. */
export function loopTo(loop: Loop, { head }: Stand): Loop {
  const from = loop !== undefined && loop.from < head ? loop.from : seq(0);
  return from < head ? { from, to: head } : undefined;
}
