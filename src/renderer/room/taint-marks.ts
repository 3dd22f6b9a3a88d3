import { useMemo } from 'react';
import type { MessageId } from '#shared/events/ids.ts';
import type { Lineage } from '#shared/projections/lineage.ts';
import { taintReader } from '#shared/projections/taint.ts';
import { useRun, useSession } from '../state/window.tsx';
import { retractedUpTo } from './rows.ts';

const NONE: ReadonlySet<MessageId> = new Set();

/**
 * Messages that something taken back has reached. What reached what is a fact of the log: it is read off the newest lineage, so that moving the
 * playhead asks for nothing but which messages were taken back by then.
 */
export function useTainted(): ReadonlySet<MessageId> {
  const { log } = useSession();
  const lineage = useRun((state) => state.latest.lineage);
  const retracted = useRun((state) => retractedUpTo(log, state.head).join(' '));
  return useMemo(
    () => (retracted === '' ? NONE : taintedBy(lineage, retracted.split(' ') as MessageId[])),
    [lineage, retracted],
  );
}

/** All that these messages have reached, themselves left out. */
export function taintedBy(lineage: Lineage, retracted: readonly MessageId[]): ReadonlySet<MessageId> {
  const { answered, inFront } = taintReader(lineage)(retracted);
  return new Set([...answered, ...inFront]);
}
