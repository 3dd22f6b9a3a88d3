import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { coordinationShare } from '#shared/projections/cost.ts';
import type { Moment } from '#shared/projections/moment.ts';
import type { RunId } from '#shared/events/ids.ts';
import { openSession } from '../state/open-session.ts';
import type { RunState } from '../state/run-state.ts';

type Seen = Partial<Pick<RunState, 'now' | 'row'>>;

/** Nothing to show where no run is open. */
const NONE = createStore<Seen>(() => ({}));

/** The figures of the open run at its playhead, each in a few words. */
export function useOpenFigures(): readonly string[] {
  const now = useOpen((state) => state.now);
  return now === undefined ? [] : figuresOf(now);
}

/** The id of the open run, by whatever name it was opened. */
export const useOpenId = (): RunId | undefined => useOpen((state) => state.row?.run);

export const useOpenTitle = (): string | undefined => useOpen((state) => state.row?.title);

function useOpen<Part>(part: (state: Seen) => Part): Part {
  const session = useStore(openSession, (state) => state.session);
  return useStore(session?.store ?? NONE, part);
}

export function figuresOf({ models, cost }: Pick<Moment, 'models' | 'cost'>): readonly string[] {
  const memory = models.reduce((sum, model) => sum + model.memory, 0);
  const { prompt, evaluated, reused } = cost.total;
  const read = evaluated + reused;
  return [
    ...(models.length === 0
      ? []
      : [`${models.length === 1 ? '1 model' : `${models.length} models`} · ${bytesWords(memory)}`]),
    ...(read === 0 ? [] : [`reused ${percent(reused / read)} of ${read.toLocaleString('en')} tokens read`]),
    ...(prompt === 0 ? [] : [`coordination ${percent(coordinationShare(cost.total))}`]),
  ];
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const bytesWords = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
