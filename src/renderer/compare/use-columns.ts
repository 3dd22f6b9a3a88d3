import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { RunId } from '#shared/events/ids.ts';
import { useClient } from '../state/window.tsx';
import { columnsOf, type Column, type Columns } from './columns.ts';

/** The runs of the page, read as they are asked for, and let go of with it. */
export function useColumns(runs: readonly RunId[]): {
  readonly columns: ReadonlyMap<RunId, Column>;
  readonly again: Columns['again'];
  readonly progress: Columns['progress'];
} {
  const client = useClient();
  const [own] = useState(() => columnsOf(client));
  const names = runs.join(',');
  useEffect(() => own.show(names === '' ? [] : (names.split(',') as RunId[])), [own, names]);
  useEffect(() => () => own.dispose(), [own]);
  return { columns: useStore(own.store), again: own.again, progress: own.progress };
}
