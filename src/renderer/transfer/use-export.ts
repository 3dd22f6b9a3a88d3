import { useEffect, useRef, useState } from 'react';
import type { Input } from '#shared/rpc/methods.ts';
import { useClient } from '../state/window.tsx';
import { saveParts } from '../ui/save-text.ts';
import { exportParts } from './export-file.ts';

/** An export under way: `characters` have come. `refused` says why none came. */
export type ExportState =
  { readonly state: 'idle'; readonly refused?: string } | { readonly state: 'going'; readonly characters: number };

/** Writes a run out as a file of the person's, all of it or, where it is stopped or refused, nothing. */
export function useExport(): {
  readonly exporting: ExportState;
  readonly save: (input: Input<'run.export'>, name: string) => Promise<boolean>;
  readonly stop: () => void;
} {
  const client = useClient();
  const [exporting, setExporting] = useState<ExportState>({ state: 'idle' });
  const under = useRef<AbortController>(undefined);
  // A dialog that is closed takes its export with it.
  useEffect(() => () => under.current?.abort(), []);
  const save = async (input: Input<'run.export'>, name: string): Promise<boolean> => {
    const stop = new AbortController();
    under.current = stop;
    setExporting({ state: 'going', characters: 0 });
    const onProgress = (characters: number): void => setExporting({ state: 'going', characters });
    const parts = await exportParts(client, input, { signal: stop.signal, onProgress });
    if (stop.signal.aborted) {
      setExporting({ state: 'idle' });
      return false;
    }
    setExporting(parts.ok ? { state: 'idle' } : { state: 'idle', refused: parts.failure.message });
    if (parts.ok) saveParts(name, parts.value);
    return parts.ok;
  };
  return { exporting, save, stop: () => under.current?.abort() };
}
