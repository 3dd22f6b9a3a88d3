import { hashOf, type Selection } from '../state/route.ts';
import type { RunId, Seq } from '#shared/events/ids.ts';

type Place = {
  readonly run: RunId;
  readonly head: Seq;
  /** The playhead goes with the newest event: an address with a position would hold a later reader back. */
  readonly following: boolean;
  readonly selection: Selection | undefined;
};

/** The address of what a window shows of a run. */
export function addressOf({ run, head, following, selection }: Place): string {
  return hashOf({
    page: 'run',
    run,
    ...(following ? {} : { seq: head }),
    ...(selection === undefined ? {} : { selection }),
  });
}
