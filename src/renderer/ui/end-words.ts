/** How a run ended, in the words of every list and bar; a reason of a newer version is named as it is. */
export const endWords = (reason: string | undefined): string => ENDS[reason ?? ''] ?? `ended: ${reason ?? 'unknown'}`;

const ENDS: Readonly<Record<string, string>> = {
  decided: 'decided',
  consensus: 'all agreed',
  quorum: 'decided by vote',
  budget: 'budget spent',
  stalled: 'stalled',
  'no-progress': 'no progress',
  arbiter: 'ended by the arbiter',
  cancelled: 'cancelled',
  failed: 'failed',
};
