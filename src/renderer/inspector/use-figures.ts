import { useMemo } from 'react';
import type { AgentId } from '#shared/events/ids.ts';
import { useRun } from '../state/window.tsx';
import { agentTally, type AgentFigures } from './agent-figures.ts';

/** What every agent has taken up to the playhead. */
export function useFigures(): ReadonlyMap<AgentId, AgentFigures> {
  const tally = useMemo(() => agentTally(), []);
  const cost = useRun(({ now }) => now.cost);
  return useMemo(() => tally(cost), [tally, cost]);
}
